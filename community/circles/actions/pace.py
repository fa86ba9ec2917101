"""How much one member may begin in a day, less in their first days; counted in the database."""

from datetime import timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import Membership, Standing
from community.access.policy import Permission, can
from community.circles import rules
from community.circles.models import Circle
from community.core import clock
from community.core.errors import SlowDown
from community.members.models import Member


def keep_pace(db: Session, actor: Actor) -> None:
    """For circles started by hand; imports and the demonstration start as many as they have."""
    most = rules.circles_a_day(_member_for(db, actor))
    started = select(func.count()).where(
        Circle.started_by == actor.member_id, Circle.created_at > clock.now() - rules.A_DAY
    )
    if (db.scalar(started) or 0) >= most:
        sentence = f"That is {most} circles in a day. Please start the next one tomorrow."
        raise SlowDown(rules.A_DAY.total_seconds(), sentence)


def keep_inviting_pace(db: Session, actor: Actor, *besides: Select[int]) -> None:
    """Invitations that wait for an answer, into any circle the actor hosts, and what is counted
    `besides`. Whoever lets people into the community may invite as many as there are."""
    if can(actor, Permission.COMMUNITY_ADMIT):
        return
    most = rules.invitations_a_day(_member_for(db, actor))
    waiting = select(func.count()).where(
        Membership.circle_id.in_(filter(actor.hosts, actor.circles)),
        Membership.standing == Standing.INVITED,
        Membership.since > clock.now() - rules.A_DAY,
    )
    if sum(db.scalar(counted) or 0 for counted in (waiting, *besides)) >= most:
        sentence = f"{most} people whom you invited today have not answered. Please wait a little."
        raise SlowDown(rules.A_DAY.total_seconds(), sentence)


def _member_for(db: Session, actor: Actor) -> timedelta:
    """How long the actor is here. Their row is held, so that many at once are counted in turn."""
    mine = select(Member.created_at).where(Member.id == actor.member_id)
    since = db.scalar(mine.with_for_update(key_share=True))
    return clock.now() - since if since else timedelta()
