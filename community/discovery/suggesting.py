"""Names while one types: what every member may know of, in the memory of this process.

The tables are filled from the database and follow the same log of changes as the index. They hold
no private name at all: hidden circles and private sessions are read for the one who asks, and
whatever a table proposes is asked of the database again before it leaves
(`discovery.suggestions`).
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.circles.models import Circle
from community.core.threads import in_thread
from community.core.transaction import glance, reading
from community.discovery import audience, documents, session_titles
from community.discovery.models import SearchChange
from community.members.models import Member
from community.sessions.models import HostedSession
from community.skills.models import Skill, SkillName
from search.typeahead import Row, Typeahead

log = logging.getLogger(__name__)
KINDS = ("person", "skill", "circle", "session")
PAUSE = 0.25  # seconds between looks when there is nothing to do
AFTER_TROUBLE = 5.0
_A_BREATH = 20  # changes between two turns for everybody else


class Suggestions:
    """The tables of this process. Looked up on the loop, changed by one follower."""

    def __init__(self) -> None:
        self._tables = {kind: Typeahead() for kind in KINDS}
        self._position: int | None = None

    @property
    def position(self) -> int:
        """How far the log of changes was followed; 0 before the tables are full."""
        return self._position or 0

    def find(self, kind: str, typed: str, limit: int, skip: Callable[[str], bool]) -> list[str]:
        """Ids of what every member may know of, best first. Nothing before the tables are full."""
        return self._tables[kind].find(typed, limit, skip)

    def holds(self, kind: str, thing_id: str) -> bool:
        """Whether every member may know of it, as far as was heard here."""
        return thing_id in self._tables[kind]

    def follow(self) -> bool:
        """Take up one batch of changes, or everything at first; True if there may be more."""
        if self._position is None:
            self._fill()
            return True
        with glance() as db:
            if documents.last_change(db) <= self._position:
                return False
        with reading() as db:
            changes = documents.changed_since(db, self._position)
            changed = {kind: _ids_of(changes, kind) for kind in KINDS}
            rows = {kind: _rows(db, kind, changed[kind]) for kind in KINDS}
        for kind in KINDS:
            self._take_up(kind, changed[kind], rows[kind])
        self._position = changes[-1].id
        return True

    def _fill(self) -> None:
        """Read here, sort in a thread: the full tables then take the place of the empty ones."""
        with reading() as db:
            position = documents.last_change(db)
        tables = {kind: Typeahead() for kind in KINDS}
        for kind, table in tables.items():
            for batch in _batches(kind):
                in_thread(table.append, batch)
            in_thread(table.settle)
        self._tables, self._position = tables, position

    def _take_up(self, kind: str, changed: Sequence[str], rows: Sequence[Row]) -> None:
        now = {row[0]: row for row in rows}
        for number, thing_id in enumerate(changed):
            if thing_id in now:
                self._tables[kind].put(*now[thing_id])
            else:
                self._tables[kind].drop(thing_id)
            if number % _A_BREATH == _A_BREATH - 1:
                time.sleep(0)


def run(suggestions: Suggestions, stopped: Callable[[], bool]) -> None:
    """Until `stopped()`: nothing that goes wrong here ends it."""
    while not stopped():
        try:
            busy = suggestions.follow()
        except Exception:
            log.exception("Suggestions did not follow; they try again in a moment")
            time.sleep(AFTER_TROUBLE)
        else:
            time.sleep(0 if busy else PAUSE)


def _ids_of(changes: Sequence[SearchChange], kind: str) -> list[str]:
    keys = dict.fromkeys(change.key for change in changes)
    return [thing_id for one, _, thing_id in (key.partition(":") for key in keys) if one == kind]


_NAMES: dict[str, Any] = {
    "person": select(Member.id, Member.name, Member.handle).where(Member.guest.is_(False)),
    "circle": select(Circle.id, Circle.name).where(audience.found_by_all()),
    "skill": select(Skill.id, Skill.name, Skill.curated).where(audience.exists_for_all()),
    "session": session_titles.FOR_ALL,
}
_MODELS: dict[str, Any] = {
    "person": Member, "circle": Circle, "skill": Skill, "session": HostedSession,
}  # fmt: skip


def _batches(kind: str) -> Iterator[list[Row]]:
    """All rows of a kind. Between two batches everybody else has a turn."""
    model, last = _MODELS[kind], ""
    while True:
        with reading() as db:
            page = _NAMES[kind].where(model.id > last).order_by(model.id)
            found = db.execute(page.limit(documents.BATCH)).all()
            rows = _with_names(db, kind, found)
        if not found:
            return
        yield rows
        last = found[-1].id
        time.sleep(0)


def _rows(db: Session, kind: str, ids: Sequence[str]) -> list[Row]:
    if not ids:
        return []
    found = db.execute(_NAMES[kind].where(_MODELS[kind].id.in_(ids))).all()
    return _with_names(db, kind, found)


def _with_names(db: Session, kind: str, found: Sequence[Any]) -> list[Row]:
    """Each with the names it goes by. How many people it has is no weight: the order would
    tell of those whom the reader does not find."""
    if kind == "session":
        return session_titles.rows_of(db, found)
    if kind != "skill":
        return [(row.id, tuple(row[1:]), 0) for row in found]
    names: dict[str, list[str]] = {row.id: [row.name] for row in found}
    rows = select(SkillName.skill_id, SkillName.name).where(SkillName.skill_id.in_(names))
    for skill_id, name in db.execute(rows.order_by(SkillName.key)):
        names[skill_id].append(name)
    return [(row.id, names[row.id], int(row.curated)) for row in found]
