"""Words of thanks from one member to another."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.core.database import Base, Key, Ref
from community.members.models import Member


class Thanks(Base):
    """What somebody says another taught them. On the other's page only once they want it there."""

    __tablename__ = "thanks"
    __table_args__ = (Index(None, "to_id", "created_at"), Index(None, "by_id"))

    id: Mapped[Key]
    by_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    to_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    shown: Mapped[bool] = mapped_column(default=False)

    by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[by_id])
