"""Who stands where in which circle: what the policy reads, before any feature."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.core.database import Base, Ref


class Standing(StrEnum):
    """How far somebody has come into a circle."""

    INVITED = "invited"
    ASKED = "asked"
    WAITING = "waiting"  # would be in, but the circle is full
    JOINED = "joined"


class CircleRole(StrEnum):
    MEMBER = "member"
    HOST = "host"


def stored_enum(kind: type[StrEnum]) -> Enum:
    """The enum's values as short text with a check, the same on both databases."""
    return Enum(
        kind,
        native_enum=False,
        length=20,
        values_callable=lambda members: [member.value for member in members],
        create_constraint=True,
        name=kind.__name__.lower(),
    )


class Membership(Base):
    """One member's place in one circle."""

    __tablename__ = "memberships"
    __table_args__ = (Index(None, "member_id", "standing", "circle_id"),)

    circle_id: Mapped[Ref] = mapped_column(
        ForeignKey("circles.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    standing: Mapped[Standing] = mapped_column(stored_enum(Standing))
    role: Mapped[CircleRole] = mapped_column(stored_enum(CircleRole), default=CircleRole.MEMBER)
    since: Mapped[datetime]
    # When they accepted the circle's agreement, for a circle that has one.
    agreed_at: Mapped[datetime | None]


class Bar(Base):
    """What a circle's hosts keep somebody from in its rooms, and until when.

    Apart from the membership, so that leaving and joining again does not lift it.
    """

    __tablename__ = "bars"

    circle_id: Mapped[Ref] = mapped_column(
        ForeignKey("circles.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    silent_until: Mapped[datetime | None]
    out_until: Mapped[datetime | None]
