"""Coming into a circle: at once, after asking, invited, or when a place gets free."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Permission, Visibility, require
from community.circles.actions.places import come_in, held, place, place_of
from community.circles.events import JoinAsked
from community.circles.models import Circle, JoinAnswer
from community.circles.shape import tidy_answers
from community.core import clock
from community.core.errors import Invalid
from community.core.events import record
from community.core.upsert import upsert


def require_way_in(actor: Actor, circle: Circle) -> Standing | None:
    """How the actor stands, if they are in, in line, have asked, or may take one of the ways in."""
    standing = actor.stands(circle.id)
    if standing in (Standing.JOINED, Standing.WAITING, Standing.ASKED):
        return standing
    if standing is None and circle.visibility is Visibility.ASK:
        require(actor, Permission.CIRCLE_ASK, circle)
    else:
        require(actor, Permission.CIRCLE_JOIN, circle)
    return standing


def join(
    db: Session,
    actor: Actor,
    circle_id: str,
    *,
    agreed: bool = False,
    answers: Sequence[str] = (),
) -> Standing:
    """Come into an open circle, accept an invitation, or ask where one has to ask.

    Into a full circle one comes by its waiting list. Doing it again changes nothing; returns
    where the actor stands now.
    """
    circle, actor = held(db, actor, circle_id, Permission.CIRCLE_SEE)
    standing, me = require_way_in(actor, circle), actor.member_id or ""
    if standing in (Standing.JOINED, Standing.WAITING):
        return standing
    if standing is Standing.ASKED and circle.visibility is not Visibility.OPEN:
        return standing
    agreed_at = _agreement(db, circle, me, agreed)
    if standing is None and circle.visibility is Visibility.ASK:
        return _ask(db, circle, me, agreed_at, answers)
    return come_in(db, circle, me, agreed_at=agreed_at)


def _agreement(db: Session, circle: Circle, member_id: str, agreed: bool) -> datetime | None:
    """When the member accepted the agreement, if there is one: now, unless they had before."""
    if not circle.agreement:
        return None
    before = place_of(db, circle, member_id)
    if before is not None and before.agreed_at is not None:
        return before.agreed_at
    if not agreed:
        sentence = "Please read the circle's agreement and accept it."
        raise Invalid(sentence, agreed=sentence)
    return clock.now()


def _ask(
    db: Session, circle: Circle, member_id: str, agreed_at: datetime | None, typed: Sequence[str]
) -> Standing:
    questions = circle.join_questions
    answers = tidy_answers(questions, typed)
    place(db, circle, member_id, Standing.ASKED, agreed_at=agreed_at)
    db.add_all(
        JoinAnswer(circle_id=circle.id, member_id=member_id, position=n, question=q, answer=a)
        for n, (q, a) in enumerate(zip(questions, answers, strict=True), 1)
    )
    record(db, JoinAsked(circle_id=circle.id, member_id=member_id))
    return Standing.ASKED


def agree(db: Session, actor: Actor, circle_id: str) -> None:
    """Somebody in the circle accepts its agreement as it reads now."""
    circle, actor = held(db, actor, circle_id, Permission.CIRCLE_ADD)
    mine = db.get_one(Membership, (circle.id, actor.member_id or ""), populate_existing=True)
    if circle.agreement and mine.agreed_at is None:
        mine.agreed_at = clock.now()


def admit(db: Session, circle: Circle, member_ids: Iterable[str]) -> None:
    """For imports: everybody who was there is in the circle; who is in already stays as is."""
    rows = [
        {
            "circle_id": circle.id,
            "member_id": member_id,
            "standing": Standing.JOINED,
            "role": CircleRole.MEMBER,
            "since": circle.created_at,
        }
        for member_id in set(member_ids)
    ]
    upsert(db, Membership, rows)
