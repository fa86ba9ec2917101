"""Following something, and letting it be. It is nobody else's business."""

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.blocks import blocks_among
from community.access.policy import Permission, require
from community.circles.queries import access_circle
from community.core import clock
from community.core.errors import Refused
from community.core.events import record, within
from community.core.ids import is_id, new_id
from community.follows.events import FollowEnded
from community.follows.models import Follow
from community.insights.known_skills import access_skill
from community.members.events import BlocksChanged
from community.members.models import Member
from community.members.queries import access_person

MOST = 300


def follow_skill(db: Session, actor: Actor, skill_id: str) -> None:
    _follow(db, actor, skill_id=access_skill(db, actor, skill_id).id)


def follow_person(db: Session, actor: Actor, member_id: str) -> None:
    person = access_person(db, actor, member_id, Permission.PERSON_SEE)
    if person.id == actor.member_id:
        raise Refused("This is you.")
    _follow(db, actor, person_id=person.id)


def follow_circle(db: Session, actor: Actor, circle_id: str) -> None:
    circle = access_circle(db, actor, circle_id, Permission.CIRCLE_SEE)
    _follow(db, actor, circle_id=circle.id)


def unfollow(db: Session, actor: Actor, **thing: str) -> None:
    """`skill_id`, `person_id` or `circle_id`, also of what one may no longer know of."""
    require(actor, Permission.SIGNED_IN)
    if not all(map(is_id, thing.values())):
        return
    db.execute(delete(Follow).filter_by(member_id=actor.member_id, **thing))
    record(db, FollowEnded(member_id=actor.member_id or ""))


def let_go(db: Session, actor: Actor, follow_id: str) -> None:
    """By the row's own id: what it is of may have no name for them any more."""
    unfollow(db, actor, id=follow_id)


def _follow(db: Session, actor: Actor, **thing: str) -> None:
    """Followed twice, it is followed since the first time."""
    if db.scalar(select(Follow.id).filter_by(member_id=actor.member_id, **thing)):
        return
    # Held, so that of two at once none is one too many.
    held = select(Member.id).where(Member.id == actor.member_id)
    db.execute(held.with_for_update(key_share=True)).all()
    mine = select(func.count()).where(Follow.member_id == actor.member_id)
    if (db.scalar(mine) or 0) >= MOST:
        raise Refused(f"You follow {MOST} already. Please let one of them be first.")
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"id": new_id(), "member_id": actor.member_id, "since": clock.now(), **thing}
    db.execute(insert(Follow).values(row).on_conflict_do_nothing())


def end_between(db: Session, event: BlocksChanged) -> None:
    """Whom a block stands between do not follow each other; taking it back brings nothing back."""
    if blocks_among(db, [event.member_id], [event.other_id]):
        db.execute(delete(Follow).where(_of_each_other(event.member_id, event.other_id)))
        for one in (event.member_id, event.other_id):
            record(db, FollowEnded(member_id=one))


def _of_each_other(one: str, other: str) -> ColumnElement[bool]:
    return or_(
        and_(Follow.member_id == one, Follow.person_id == other),
        and_(Follow.member_id == other, Follow.person_id == one),
    )


within(BlocksChanged, end_between)
