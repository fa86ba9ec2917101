"""Circles. Who is in them stands in `community.access.memberships`."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.access.memberships import stored_enum
from community.access.policy import Visibility
from community.core.database import Base, Key, Ref


class Circle(Base):
    """A group of members with a purpose."""

    __tablename__ = "circles"
    __table_args__ = (Index(None, "visibility", "name"),)

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(100))
    purpose: Mapped[str] = mapped_column(Text)
    visibility: Mapped[Visibility] = mapped_column(stored_enum(Visibility))
    started_by: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    # Where an imported circle came from, so that a second import finds it again.
    source_key: Mapped[str | None] = mapped_column(String(200), unique=True)
