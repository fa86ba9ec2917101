"""What members were called before, as long as words may be found that still call them so."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.core import clock
from community.core.upsert import upsert
from community.members.models import FormerName

KEPT_MOST = 20  # of one member, the latest


def note_former(db: Session, member_id: str, name: str, handle: str) -> None:
    row = {"member_id": member_id, "name": name, "handle": handle, "until": clock.now()}
    upsert(db, FormerName, [row], change=("until",))
    mine = FormerName.member_id == member_id
    newest = select(FormerName.until).where(mine).order_by(FormerName.until.desc())
    last = db.scalar(newest.offset(KEPT_MOST - 1).limit(1))
    if last is not None:
        db.execute(delete(FormerName).where(mine, FormerName.until < last))
