"""What an administrator does about work that failed."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core import clock
from community.core.outbox import Job


def try_again(db: Session, actor: Actor, job_id: int) -> None:
    """Give a dead job a new life, from its first try."""
    require(actor, Permission.ADMINISTER)
    db.execute(
        update(Job)
        .where(Job.id == job_id, Job.dead.is_(True))
        .values(dead=False, tries=0, due_at=clock.now(), claimed_until=None)
    )
