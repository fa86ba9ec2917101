"""Settings an administrator makes in the web."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.core.database import Base


class Choice(Base):
    """One setting of the community; those not chosen have their default."""

    __tablename__ = "choices"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
