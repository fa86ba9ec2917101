"""Asks: a question to one member, to those who can teach a skill, or to everybody."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.access.ask_rules import AskState, AskTo
from community.access.memberships import stored_enum
from community.core.database import Base, Key, Ref
from community.members.models import Member
from community.skills.models import Skill

BODY_MOST = 2_000
ANSWER_MOST = 10_000


class Ask(Base):
    """What somebody wants to know. It never dies: until it is answered or its asker needs no
    answer any more, it is with somebody who has time to answer, on the board, or back with its
    asker, who sees other ways on.

    `item_id`: the message of a hosted session that nobody answered there. `next_at`: when the
    clock looks at it again (a reminder, a return); none while it waits for nothing. `back`: how
    often it came back.
    """

    __tablename__ = "asks"
    __table_args__ = (
        UniqueConstraint("asker_id", "client_key"),
        Index(None, "next_at"),
        Index(None, "put_to", "state", "created_at"),
        Index(None, "skill_id", "state"),
        Index(None, "item_id"),
    )

    id: Mapped[Key]
    asker_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    client_key: Mapped[str] = mapped_column(String(64))
    put_to: Mapped[AskTo] = mapped_column(stored_enum(AskTo))
    state: Mapped[AskState] = mapped_column(stored_enum(AskState))
    skill_id: Mapped[Ref | None] = mapped_column(ForeignKey("skills.id", ondelete="SET NULL"))
    item_id: Mapped[Ref | None] = mapped_column(ForeignKey("items.id", ondelete="SET NULL"))
    body: Mapped[str] = mapped_column(Text)
    back: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime | None]

    asker: Mapped[Member] = relationship(lazy="raise")
    skill: Mapped[Skill | None] = relationship(lazy="raise")


class TurnState(StrEnum):
    WAITING = "waiting"
    ANSWERED = "answered"
    NOT_NOW = "not_now"  # said kindly, in one press
    SILENT = "silent"  # the time is over
    LET_GO = "let_go"  # somebody else answered, it was closed, or they are away; or long forgotten


class AskTurn(Base):
    """Somebody who was asked, and until when they have time. `remind_at` is none once they were
    reminded: nobody is reminded twice of one thing."""

    __tablename__ = "ask_turns"
    __table_args__ = (Index(None, "member_id", "state", "ended_at"),)

    ask_id: Mapped[Ref] = mapped_column(ForeignKey("asks.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[TurnState] = mapped_column(stored_enum(TurnState), default=TurnState.WAITING)
    asked_at: Mapped[datetime]
    remind_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship(lazy="raise")


class AskAnswer(Base):
    """What somebody answers. Withdrawn, its words are gone.

    An answer becomes an insight once both agree: `asker_agrees`, `author_agrees`.
    """

    __tablename__ = "ask_answers"
    __table_args__ = (
        UniqueConstraint("ask_id", "author_id", "client_key"),
        Index(None, "ask_id", "created_at"),
        Index(None, "author_id", "created_at"),
        Index(None, "insight_id"),
    )

    id: Mapped[Key]
    ask_id: Mapped[Ref] = mapped_column(ForeignKey("asks.id", ondelete="CASCADE"))
    author_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    client_key: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    thanked_at: Mapped[datetime | None]
    asker_agrees: Mapped[bool] = mapped_column(default=False)
    author_agrees: Mapped[bool] = mapped_column(default=False)
    insight_id: Mapped[Ref | None] = mapped_column(ForeignKey("insights.id", ondelete="SET NULL"))

    author: Mapped[Member | None] = relationship(lazy="raise")


class Rest(Base):
    """Somebody who left several asks in silence: they are asked nothing until they wake."""

    __tablename__ = "rests"

    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[datetime]


class Proposal(Base):
    """A skill that several wish for was proposed to them, as a circle or a session: once."""

    __tablename__ = "proposals"

    skill_id: Mapped[Ref] = mapped_column(
        ForeignKey("skills.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime]
