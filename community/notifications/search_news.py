"""What is new for a saved search, behind one notice for all of it until that is read.

How many there are is looked up whenever the notice is, by what its reader may see then: what was
taken back, hidden or left meanwhile is not among them, and a notice of nothing is not shown. It
names the moment it tells from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core import clock
from community.core.events import within
from community.core.transaction import reading, transaction
from community.discovery.saved.events import SearchFound
from community.discovery.saved.reading import NEW_MOST
from community.discovery.saved.seen import to_be_told, whose
from community.discovery.saved.views import looks
from community.discovery.saved_models import KnownHit
from community.notifications.actions import notify
from community.notifications.models import Notice, NoticeKind

MOST = 100  # things looked at, of all notices together, of each search as many
_START = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(microseconds=1)


@dataclass(frozen=True)
class SearchNews:
    """How many things a notice tells of at least, whether there may be more, and the second from
    which they were told."""

    count: int
    more: bool
    since: int

    @property
    def words(self) -> str:
        """Such as "3 new", or "50 new or more"."""
        return f"{self.count} new{' or more' if self.more else ''}"


def tell(db: Session, event: SearchFound) -> None:
    """Unless a notice waits already, which then is as new as this."""
    waiting = Notice.search_id == event.search_id, Notice.read_at.is_(None)
    fresh = update(Notice).where(*waiting).values(created_at=clock.now())
    told = db.execute(fresh, execution_options={"synchronize_session": False})
    if not told.rowcount:  # type: ignore[attr-defined]
        cause = f"search:{event.search_id}:{(event.at - _START) // _STEP}"
        to, kind = [event.member_id], NoticeKind.SEARCH_NEWS
        notify(db, to, kind, circle_id=None, search_id=event.search_id, cause=cause)


def news_of(db: Session, actor: Actor, notices: Sequence[Notice]) -> dict[str, SearchNews]:
    """By notice; those left out have nothing to tell at this moment."""
    rows = _newest(db, [one for one in notices if one.search_id])
    told = _by_notice(notices, rows)
    if not told:
        return {}
    seen = whose(db, actor, {key for keys in told.values() for key in keys})
    news = to_be_told(db, actor, seen)
    counts = {one.id: len(news & told[one.id]) for one in notices if one.id in told}
    least = NEW_MOST if len(rows) < MOST else 0
    return {
        one.id: SearchNews(min(count, NEW_MOST), count >= least, int(_since(one).timestamp()))
        for one in notices
        if (count := counts.get(one.id))
    }


def unread(db: Session, actor: Actor) -> int:
    mine = Notice.member_id == actor.member_id, Notice.read_at.is_(None)
    waiting = select(Notice).where(*mine, Notice.search_id.is_not(None))
    return len(news_of(db, actor, db.scalars(waiting).all()))


def mark_news_read(actor: Actor, search_id: str) -> None:
    """Who opened the search has seen what is new."""
    waiting = (
        Notice.member_id == actor.member_id,
        Notice.search_id == search_id,
        Notice.read_at.is_(None),
    )
    with reading() as db:
        there = db.scalar(select(Notice.id).where(*waiting))
    if there is not None:
        with transaction() as db:
            db.execute(update(Notice).where(*waiting).values(read_at=clock.now()))


def _newest(db: Session, notices: Sequence[Notice]) -> Sequence[tuple[str, str, datetime]]:
    """Of what was told since the first of these: the search, the key, and when. A search that
    tells of much leaves the others their share."""
    if not notices:
        return []
    at, key = KnownHit.told_at.desc(), KnownHit.key
    place = func.row_number().over(partition_by=KnownHit.search_id, order_by=(at, key))
    rows = (
        select(KnownHit.search_id, KnownHit.key, KnownHit.told_at)
        .where(KnownHit.search_id.in_({one.search_id for one in notices}))
        .where(KnownHit.told_at >= min(map(_since, notices)))
        .order_by(place, at, key)
        .limit(MOST)
    )
    return [(search_id, key, at) for search_id, key, at in db.execute(rows) if at is not None]


def _by_notice(
    notices: Sequence[Notice], rows: Sequence[tuple[str, str, datetime]]
) -> dict[str, set[str]]:
    """The keys of what was told from its moment on until it was read."""
    told: dict[str, set[str]] = {}
    for search_id, key, at in rows:
        for one in notices:
            if one.search_id == search_id and _tells_of(one, at):
                told.setdefault(one.id, set()).add(key)
    return told


def _tells_of(notice: Notice, at: datetime) -> bool:
    return _since(notice) <= at and (notice.read_at is None or at <= notice.read_at)


def _since(notice: Notice) -> datetime:
    return _START + int(notice.cause.rpartition(":")[2]) * _STEP


within(SearchFound, tell)
looks.append(mark_news_read)
