"""Polls: an item whose body is what is asked, and what people chose.

Of an anonymous poll only sums are kept, beside one sorted list of those who have voted: no row, no
order of rows and no moment joins a person with a choice. How far this goes is told in
`docs/decisions/0014-polls-without-names.md`.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.access.memberships import stored_enum
from community.core.database import Base, Key, Ref


class PollWay(StrEnum):
    SINGLE = "single"
    MANY = "many"
    POINTS = "points"  # each gives out `points` of them as they like


class Poll(Base):
    """`live`: sums show while it is open. `named`: everybody sees who chose what.

    While an anonymous one is open, sums that were `frozen` a few voters ago are `shown`; see
    `community.rooms.polls.counting`. `closes_at` is empty once it is closed.
    """

    __tablename__ = "polls"
    __table_args__ = (Index(None, "closes_at"),)

    item_id: Mapped[Ref] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    way: Mapped[PollWay] = mapped_column(stored_enum(PollWay))
    points: Mapped[int] = mapped_column(default=0)
    live: Mapped[bool]
    named: Mapped[bool]
    voters: Mapped[int] = mapped_column(default=0)
    frozen_voters: Mapped[int] = mapped_column(default=0)
    shown_voters: Mapped[int] = mapped_column(default=0)
    closes_at: Mapped[datetime | None]
    # What was decided of it, in the words of a host.
    outcome: Mapped[str] = mapped_column(Text, default="")


class PollOption(Base):
    __tablename__ = "poll_options"
    __table_args__ = (Index(None, "item_id"),)

    id: Mapped[Key]
    item_id: Mapped[Ref] = mapped_column(ForeignKey("polls.item_id", ondelete="CASCADE"))
    place: Mapped[int]
    text: Mapped[str] = mapped_column(String(200))
    tally: Mapped[int] = mapped_column(default=0)
    frozen: Mapped[int] = mapped_column(default=0)
    shown: Mapped[int] = mapped_column(default=0)


class PollVoters(Base):
    """Who has voted in an anonymous poll: all of them in one row, in the order of their ids.

    A row for each would lie in the table in the order of voting.
    """

    __tablename__ = "poll_voters"

    item_id: Mapped[Ref] = mapped_column(
        ForeignKey("polls.item_id", ondelete="CASCADE"), primary_key=True
    )
    members: Mapped[list[str]] = mapped_column(JSON, default=list)


class NamedVote(Base):
    """What somebody chose in a poll that said beforehand that everybody sees it."""

    __tablename__ = "named_votes"

    option_id: Mapped[Ref] = mapped_column(
        ForeignKey("poll_options.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    points: Mapped[int] = mapped_column(default=1)
