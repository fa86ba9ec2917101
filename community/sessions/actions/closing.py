"""The two closing questions: what somebody takes away, and feedback for the host.

Feedback has no writer. Whenever somebody gives some, all rows that are not shown yet and all
marks of who gave any are written anew in an order by chance, so that not even the order in
which the database keeps them says which is whose; and it is shown five at a time, never one
more than before.
"""

import secrets

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.access.session_rules import OVER
from community.core.errors import Invalid, Refused
from community.core.ids import new_id
from community.core.text import tidy_text
from community.core.upsert import upsert
from community.sessions.actions.holding import held_session
from community.sessions.closing_models import FeedbackGiven, HostFeedback, Takeaway
from community.sessions.models import HostedSession

RELEASED_AT = 5
WORDS_MOST = 2_000
_dice = secrets.SystemRandom()


def take_away(db: Session, actor: Actor, session_id: str, body: str, *, shared: bool) -> None:
    """New words replace the old ones; none at all take them back."""
    session = _over(db, actor, session_id)
    body = _fit("takeaway", body)
    key = {"session_id": session.id, "member_id": actor.member_id}
    if not body:
        db.execute(delete(Takeaway).filter_by(**key))
        return
    upsert(db, Takeaway, [{**key, "body": body, "shared": shared}], change=("body", "shared"))


def give_feedback(db: Session, actor: Actor, session_id: str, body: str) -> bool:
    """Once; afterwards nobody knows whose it is, so that it cannot be changed: False where some
    was given before, which stays."""
    session = _over(db, actor, session_id)
    body = _fit("feedback", body)
    if not body:
        return True
    if can(actor, Permission.SESSION_HOST, session):
        raise Refused("You host this session: the feedback of the others is for you.")
    key = {"session_id": session.id, "member_id": actor.member_id}
    if upsert(db, FeedbackGiven, [key]) == 0:
        return False
    db.add(HostFeedback(id=new_id(), session_id=session.id, body=body, released=False))
    db.flush()
    _mix(db, session.id)
    return True


def _over(db: Session, actor: Actor, session_id: str) -> HostedSession:
    session = held_session(db, actor, session_id, Permission.SESSION_RECALL)
    if session.state not in OVER:
        raise Refused("These questions are asked when the session is over.")
    return session


def _fit(name: str, text: str) -> str:
    text = tidy_text(text)
    if len(text) > WORDS_MOST:
        sentence = f"Please keep this to {WORDS_MOST:,} characters."
        raise Invalid(sentence, **{name: sentence})
    return text


def _mix(db: Session, session_id: str) -> None:
    waiting = HostFeedback.session_id == session_id, HostFeedback.released.is_(False)
    bodies = list(db.scalars(select(HostFeedback.body).where(*waiting)))
    given = list(
        db.scalars(select(FeedbackGiven.member_id).where(FeedbackGiven.session_id == session_id))
    )
    _dice.shuffle(bodies)
    _dice.shuffle(given)
    db.execute(delete(HostFeedback).where(*waiting))
    db.execute(delete(FeedbackGiven).where(FeedbackGiven.session_id == session_id))
    of = {"session_id": session_id}
    rows = [{"id": new_id(), "body": body, "released": False, **of} for body in bodies]
    db.execute(insert(HostFeedback), rows)
    db.execute(insert(FeedbackGiven), [{"member_id": one, **of} for one in given])
    if len(bodies) >= RELEASED_AT:
        db.execute(update(HostFeedback).where(*waiting).values(released=True))
