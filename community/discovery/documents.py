"""What the index is told, always as it is now: everything, or what a log of changes speaks of."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from community.access.insight_rules import InsightState
from community.access.session_rules import SessionState
from community.circles.models import Circle
from community.core import clock
from community.core.transaction import Reader, reading, transaction
from community.discovery import of_insights, of_people, of_sessions
from community.discovery.audience import exists_for_all, with_transcript
from community.discovery.models import SearchChange
from community.insights.models import Insight
from community.insights.visible import WITH_HOUSE
from community.members.models import Member
from community.sessions.models import HostedSession
from community.skills.models import Skill
from search.api import Document

BATCH = 500
KEPT_FOR = timedelta(days=30)
WORDS_BATCH = 5  # sessions, each of which has some hundred messages


@dataclass(frozen=True)
class Source:
    """Where documents of one kind come from: rows, and what is made of them."""

    model: Any
    rows: Callable[[], Any]
    make: Callable[[Session, Sequence[Any]], list[Document]]
    batch: int = BATCH


def _sessions() -> Any:
    known = HostedSession.state != SessionState.DRAFT
    return select(HostedSession).where(known).options(joinedload(HostedSession.circle))


# `words` are the messages of a session, all at once.
_SOURCES = {
    "person": Source(
        Member, lambda: select(Member).where(Member.guest.is_(False)), of_people.of_people
    ),
    "skill": Source(Skill, lambda: select(Skill).where(exists_for_all()), of_people.of_skills),
    "circle": Source(Circle, lambda: select(Circle), of_people.of_circles),
    "session": Source(HostedSession, _sessions, of_sessions.of_sessions),
    "insight": Source(
        Insight,
        lambda: select(Insight).where(Insight.state == InsightState.PUBLISHED).options(*WITH_HOUSE),
        of_insights.of_insights,
    ),
    "words": Source(
        HostedSession,
        lambda: _sessions().where(with_transcript()),
        of_sessions.of_words,
        WORDS_BATCH,
    ),
}


def load(db: Session, keys: Iterable[str]) -> tuple[list[Document], list[str]]:
    """The documents of these changes as they are now, and the keys of those that are gone."""
    wanted, single = _sorted_out(keys)
    found: list[Document] = []
    gone: set[str] = set()
    for kind, ids in wanted.items():
        made = _of(db, kind, sorted(ids))
        if kind == "words":
            gone |= of_sessions.every_word_key(db, sorted(ids))
        elif kind == "message":
            made = [one for one in made if one.key in single]
            gone |= single
        else:
            gone |= {f"{kind}:{one}" for one in ids}
        found += made
    return list({one.key: one for one in found}.values()), sorted(gone - {one.key for one in found})


def _sorted_out(keys: Iterable[str]) -> tuple[dict[str, set[str]], set[str]]:
    """Ids by kind, and single messages with their sessions under `message`."""
    wanted: dict[str, set[str]] = {}
    single: set[str] = set()
    for key in set(keys):
        kind, _, thing_id = key.partition(":")
        if kind == "message":
            single.add(key)
            thing_id = of_sessions.place_of(key)[0]
        wanted.setdefault(kind, set()).add(thing_id)
    return wanted, single


def _of(db: Session, kind: str, ids: Sequence[str]) -> list[Document]:
    source = _SOURCES["words" if kind == "message" else kind]
    return source.make(db, db.scalars(source.rows().where(source.model.id.in_(ids))).all())


def everything() -> Iterator[Document]:
    """Every document, read in batches, for a rebuild; between two, everybody else has a turn."""
    for source in _SOURCES.values():
        last = ""
        while True:
            with reading() as db:
                page = source.rows().where(source.model.id > last).order_by(source.model.id)
                rows: Sequence[Any] = db.scalars(page.limit(source.batch)).all()
                made = source.make(db, rows)
            if not rows:
                break
            yield from made
            last = rows[-1].id
            time.sleep(0)


def changed_since(db: Session, position: int) -> list[SearchChange]:
    """The next changes, as many as are taken up at once: of whole sessions only a few."""
    changes = select(SearchChange).where(SearchChange.id > position).order_by(SearchChange.id)
    found = list(db.scalars(changes.limit(BATCH)))
    sessions: set[str] = set()
    for place, change in enumerate(found):
        kind, _, thing_id = change.key.partition(":")
        if kind in ("words", "message"):
            sessions.add(thing_id.partition("-")[0])
        if len(sessions) > WORDS_BATCH:
            return found[:place]
    return found


def forget_old_changes() -> None:
    """Any index that is further behind is built anew. The newest stays: the next one's number
    has to be higher."""
    old = SearchChange.at < clock.now() - KEPT_FOR
    with transaction() as db:
        db.execute(delete(SearchChange).where(old, SearchChange.id < last_change(db)))


def follows_on(db: Session, position: int) -> bool:
    """Whether every change after this one is still there."""
    return (db.scalar(select(func.min(SearchChange.id))) or 0) <= position + 1


_LAST = select(func.max(SearchChange.id))  # asked many times a second, so it is made once


def last_change(db: Reader) -> int:
    return db.scalar(_LAST) or 0


def waiting_since(db: Reader, position: int) -> datetime | None:
    """When the first change after this one was made; none if there is none."""
    waiting = select(SearchChange.at).where(SearchChange.id > position)
    return db.scalar(waiting.order_by(SearchChange.id).limit(1))
