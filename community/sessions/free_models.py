"""When members usually have time, and what of it circles are told, as counts."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.database import Base, Ref


class FreeTimes(Base):
    """What one member said of their week; shown to nobody but themselves.

    `parts`: a bit for each part of each day, by `free_times.bit_of`, by the clock of `time_zone`.
    """

    __tablename__ = "free_times"

    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    parts: Mapped[int]
    time_zone: Mapped[str] = mapped_column(String(60))


class FreeCounts(Base):
    """How many of a circle have time when, as it was when it was last counted.

    `counts`: by zone, how many have time in each part of the week there. `people`: how many
    said anything. Neither says whose it is, and both change only by many people at once.
    """

    __tablename__ = "free_counts"

    circle_id: Mapped[Ref] = mapped_column(
        ForeignKey("circles.id", ondelete="CASCADE"), primary_key=True
    )
    people: Mapped[int]
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)


class FreeChange(Base):
    """Whose times or place in the circle changed since it was last counted."""

    __tablename__ = "free_changes"

    circle_id: Mapped[Ref] = mapped_column(
        ForeignKey("circles.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
