"""Letters kept for a page instead of sent: in development there is nobody to send them."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.core import clock
from community.core.ids import new_id
from community.core.transaction import transaction
from community.mail.letters import Written
from community.mail.models import KeptLetter

KEPT_FOR = timedelta(days=7)
SHOWN = 100


def keep(written: Written) -> None:
    """Put it with the others; those of long ago go."""
    moment = clock.now()
    with transaction() as db:
        db.execute(delete(KeptLetter).where(KeptLetter.created_at < moment - KEPT_FOR))
        db.add(
            KeptLetter(
                id=new_id(),
                to=written.to,
                subject=written.subject,
                text=written.text,
                html=written.html,
                created_at=moment,
            )
        )


def kept(db: Session) -> Sequence[KeptLetter]:
    """The latest letters, newest first."""
    newest = select(KeptLetter).order_by(KeptLetter.created_at.desc(), KeptLetter.id)
    return db.scalars(newest.limit(SHOWN)).all()
