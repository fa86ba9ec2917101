"""What an administrator looks at: how the work behind the pages is going."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core.outbox import Job


@dataclass(frozen=True)
class QueueState:
    """Deliveries that are owed, how long the oldest has waited, and those given up."""

    waiting: int
    oldest: datetime | None
    dead: list[Job]


def queue_state(db: Session, actor: Actor) -> QueueState:
    require(actor, Permission.ADMINISTER)
    waiting, oldest = db.execute(
        select(func.count(), func.min(Job.created_at)).where(Job.dead.is_(False))
    ).one()
    dead = db.scalars(select(Job).where(Job.dead.is_(True)).order_by(Job.id).limit(100))
    return QueueState(waiting, oldest, list(dead))
