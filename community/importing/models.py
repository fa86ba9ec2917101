"""What an imported hosted chat brought that has no place of its own yet."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.database import Base, Key, Ref


class ImportedChat(Base):
    """Title, day, host, skills, introduction and prepared questions, as they were given."""

    __tablename__ = "imported_chats"

    id: Mapped[Key]
    source_key: Mapped[str] = mapped_column(String(200), unique=True)
    circle_id: Mapped[Ref] = mapped_column(ForeignKey("circles.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(Date)
    given: Mapped[dict[str, Any]] = mapped_column(JSON)
