"""Hosted sessions by their titles, for suggestions: those all members may find, and a reader's own.

As with the search, nobody is suggested one that only a host of its circle may look into.
"""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import KNOWING, Permission, can
from community.access.session_rules import TO_COME, Confidentiality, OpenTo, SessionState
from community.circles.models import Circle
from community.core.kept import Kept
from community.discovery.audience import found_by_all
from community.members.models import Profile
from community.members.profile_rules import time_zones
from community.sessions.models import HostedSession
from community.sessions.names_out import shown_without_names
from community.sessions.names_out_of_many import titles_without_names
from community.sessions.times import day_at
from search.typeahead import Row, Typeahead

OWN_MOST = 200
WITHOUT_NAMES_MOST = 20  # of these: looking for names in a title takes its time
# By reader, their places, and how far the log of changes was followed when they were read.
_tables: Kept[tuple[str, tuple[str, ...], int], Typeahead] = Kept(most=500, seconds=60)
_GONE = (SessionState.DRAFT, SessionState.CANCELLED)
_FOR_ALL = (OpenTo.PUBLIC, OpenTo.MEMBERS)
_LONG_AFTER = 10_000_000  # days

_COLUMNS = (
    *(HostedSession.id, HostedSession.title, HostedSession.state, HostedSession.open_to),
    *(HostedSession.confidentiality, HostedSession.circle_id, HostedSession.time_zone),
    *(HostedSession.starts_at, HostedSession.ends_at, Circle.visibility, Circle.archived_at),
)
_ALL = select(*_COLUMNS).join(Circle, Circle.id == HostedSession.circle_id)
_LEFT = HostedSession.state.not_in(_GONE) & Circle.archived_at.is_(None)


def found_by_all_members() -> ColumnElement[bool]:
    return HostedSession.open_to.in_(_FOR_ALL) & found_by_all()


# What a table of this process is filled from.
FOR_ALL = _ALL.where(_LEFT, found_by_all_members())

# Asked at every letter somebody types, so each is made once.
_ZONE = select(Profile.time_zone).where(Profile.member_id == bindparam("reader"))
_SOME = _ALL.where(_LEFT, HostedSession.id.in_(bindparam("ids", expanding=True))).add_columns(
    _ZONE.scalar_subquery().label("zone")
)
_PRIVATE = _ALL.where(_LEFT, ~found_by_all_members()).limit(OWN_MOST)
_OF_CIRCLES = _PRIVATE.where(
    HostedSession.circle_id.in_(bindparam("joined", expanding=True)),
    HostedSession.open_to != OpenTo.INVITED,
).order_by(HostedSession.starts_at.desc(), HostedSession.id)
_OF_PLACES = _PRIVATE.where(HostedSession.id.in_(bindparam("known", expanding=True))).order_by(
    HostedSession.starts_at.desc(), HostedSession.id
)


def rows_of(db: Session, found: Sequence[Any]) -> list[Row]:
    """As a table takes them."""
    titles = _titles(db, found)
    return [(one.id, (titles[one.id],), _weight(one)) for one in found]


def _weight(session: Any) -> int:
    """Of several with one title first the next one, then the last one."""
    day: int = session.starts_at.toordinal()
    return _LONG_AFTER - day if session.state in TO_COME else day


def _titles(db: Session, found: Sequence[Any]) -> dict[str, str]:
    """As their pages show them."""
    titles = {one.id: str(one.title) for one in found}
    nameless = [one.id for one in found if one.confidentiality is Confidentiality.NO_NAMES]
    if nameless:
        sessions = db.scalars(select(HostedSession).where(HostedSession.id.in_(nameless)))
        without = titles_without_names(db, sessions)
        titles |= {session_id: title for session_id, (title, _) in without.items()}
    return titles


def _title(db: Session, row: Any) -> str:
    """The same of one, remembered from letter to letter."""
    if row.confidentiality is not Confidentiality.NO_NAMES:
        return str(row.title)
    return shown_without_names(db, db.get_one(HostedSession, row.id), [row.title])[0]


def own(db: Session, actor: Actor, as_of: int, typed: str, limit: int) -> list[str]:
    """Ids of sessions that not all members find, and this one does; the newest of very many.

    `as_of`: how far the log of changes was followed. Until it goes on they are read once.
    """
    known = sorted(one for one, place in actor.places.items() if place.standing in KNOWING)
    if not known:
        return []
    key = actor.member_id or "", (*known, "", *sorted(actor.circles)), as_of
    table = _tables.get(key)
    if table is None:
        table = _tables.keep(key, _read(db, actor, known))
    return table.find(typed, limit)


def _read(db: Session, actor: Actor, known: list[str]) -> Typeahead:
    given = {"joined": sorted(actor.circles), "known": known}
    found = {
        row.id: row
        for rows in (_OF_CIRCLES, _OF_PLACES)
        for row in db.connection().execute(rows, given)
    }
    nameless = Confidentiality.NO_NAMES
    named = [one for one in found.values() if one.confidentiality is not nameless]
    without = [one for one in found.values() if one.confidentiality is nameless]
    table = Typeahead()
    table.fill(rows_of(db, [*named, *without[:WITHOUT_NAMES_MOST]]))
    return table


def seen(db: Session, actor: Actor, ids: Sequence[str]) -> list[tuple[str, str, str]]:
    """Of these, in their order, what the actor may see: id, title, and the day in their zone."""
    if not ids:
        return []
    given = {"ids": list(ids), "reader": actor.member_id}
    found = {row.id: row for row in db.connection().execute(_SOME, given)}
    rows = [found[one] for one in ids if one in found]
    shown = [row for row in rows if can(actor, Permission.SESSION_SEE, _thing(row))]
    return [(row.id, _title(db, row), _day(row)) for row in shown]


def _day(row: Any) -> str:
    """Where the reader says they live, or as it was agreed."""
    zone = row.zone if row.zone in time_zones() else row.time_zone
    return day_at(row.starts_at, zone)


def _thing(row: Any) -> SimpleNamespace:
    """What the policy is asked about."""
    circle = SimpleNamespace(
        id=row.circle_id, visibility=row.visibility, archived_at=row.archived_at
    )
    return SimpleNamespace(
        id=row.id,
        circle=circle,
        open_to=row.open_to,
        confidentiality=row.confidentiality,
        state=row.state,
        starts_at=row.starts_at,
    )
