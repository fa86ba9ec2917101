"""Who may be told of an ask, asked anew whenever it is to be told; and who gets a letter."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor, actor_for
from community.access.blocks import muted_by
from community.access.policy import Permission, can
from community.asks.models import Ask, AskAnswer, AskTurn, TurnState
from community.asks.queries import seen_by
from community.asks.visible import WITH_HOUSE
from community.core.outbox import Payload
from community.mail import Letter
from community.mail.letters import Part
from community.mail.unsubscribing import path_for
from community.members.models import Member, Profile

_WITH_AUTHOR = joinedload(AskAnswer.author)


@dataclass(frozen=True)
class Reader:
    """Who gets a letter, whom they keep off, and by which clock they live."""

    member: Member
    actor: Actor
    muted: frozenset[str]
    zone: str

    def keeps_off(self, other_id: str) -> bool:
        return other_id in self.actor.apart | self.muted

    def letter(
        self,
        about: str,
        subject: str,
        *sentences: str,
        button: tuple[str, str],
        parts: Sequence[Part] = (),
        after: Sequence[str] = (),
    ) -> Letter:
        """`about`: what it is, so that the same letter delivered twice can be recognised."""
        return Letter(
            to=self.member.email or "",
            subject=subject,
            paragraphs=sentences,
            parts=parts,
            button=button,
            after=after,
            unsubscribe=path_for(self.member.id),
            cause=about,
        )


def reader_of(db: Session, member_id: str) -> Reader | None:
    """Unless they have no address, or want no mails."""
    member, profile = db.get(Member, member_id), db.get(Profile, member_id)
    if member is None or member.guest or not member.email:
        return None
    if profile is not None and not profile.mail_notices:
        return None
    actor = actor_for(db, member.id, member.role)
    zone = profile.time_zone if profile is not None else ""
    return Reader(member, actor, muted_by(db, member.id), zone or "UTC")


def ask_of(db: Session, job: Payload) -> Ask | None:
    return db.get(Ask, job["ask_id"], options=WITH_HOUSE)


def may_read(db: Session, ask: Ask, member_id: str) -> bool:
    """Guests have no inbox, and are asked nothing."""
    member = db.get(Member, member_id)
    if member is None or member.guest:
        return False
    actor = actor_for(db, member.id, member.role)
    return can(actor, Permission.ASK_READ, seen_by(db, actor, ask))


def whose_turn(db: Session, job: Payload) -> Ask | None:
    """The ask, while it waits for the member of the job, and they may read it."""
    ask = ask_of(db, job)
    turn = db.get(AskTurn, (job["ask_id"], job["member_id"]))
    if ask is None or turn is None or turn.state is not TurnState.WAITING:
        return None
    return ask if may_read(db, ask, job["member_id"]) else None


def answer_of(db: Session, job: Payload) -> AskAnswer | None:
    """While it stands, and somebody's name is on it."""
    answer = db.get(AskAnswer, job["answer_id"], options=[_WITH_AUTHOR])
    if answer is None or answer.withdrawn_at is not None or answer.author_id is None:
        return None
    return answer
