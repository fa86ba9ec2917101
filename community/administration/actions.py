"""What those who look after the community change."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor, CommunityRole
from community.access.policy import Permission, require
from community.administration import rules
from community.core import clock
from community.core.errors import NotFound
from community.core.ids import is_id
from community.core.outbox import Job
from community.members import actions as members
from community.members.models import Member


def try_again(db: Session, actor: Actor, job_id: int) -> None:
    """Give a dead job a new life, from its first try."""
    require(actor, Permission.ADMINISTER)
    db.execute(
        update(Job)
        .where(Job.id == job_id, Job.dead.is_(True))
        .values(dead=False, tries=0, due_at=clock.now(), claimed_until=None)
    )


def give_role(db: Session, actor: Actor, member_id: str, role: CommunityRole) -> Member:
    """Make somebody member, coordinator, moderator or administrator; one administrator stays.

    Decided by what the actor is at this moment: of two who take the role from each other, the
    second has none any more.
    """
    require(actor, Permission.ADMINISTER)
    administrators = select(Member.id).where(Member.role == CommunityRole.ADMINISTRATOR)
    still = set(db.scalars(administrators.order_by(Member.id).with_for_update()))
    if actor.member_id not in still:
        raise NotFound
    member = db.get(Member, member_id, populate_existing=True) if is_id(member_id) else None
    if member is None or member.guest:
        raise NotFound
    rules.check_grant(actor.role, member.role, role)
    members.give_role(db, member, role)
    return member
