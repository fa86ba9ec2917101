"""Letters kept instead of sent, for the page that shows them in development."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.core.database import Base, Key


class KeptLetter(Base):
    __tablename__ = "kept_letters"
    __table_args__ = (Index(None, "created_at"),)

    id: Mapped[Key]
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
