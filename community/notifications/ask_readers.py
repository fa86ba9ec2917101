"""Who may be told of an ask, asked anew whenever it is to be told."""

from sqlalchemy.orm import Session

from community.access.actor import actor_for
from community.access.policy import Permission, can
from community.asks.models import Ask, AskAnswer, AskTurn, TurnState
from community.asks.queries import seen_by
from community.asks.visible import WITH_HOUSE
from community.core.outbox import Payload
from community.members.models import Member


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
    answer = db.get(AskAnswer, job["answer_id"])
    if answer is None or answer.withdrawn_at is not None or answer.author_id is None:
        return None
    return answer
