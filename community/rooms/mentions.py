"""Who is meant by an `@handle`: people of the circle whose room it is, who may be called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Select, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from community.access.blocks import blocks_among
from community.access.comings import Coming
from community.access.memberships import CircleRole, Membership, Standing
from community.access.things import is_guest_handle
from community.core.markdown import mentioned
from community.members.models import Member, Profile, Reach
from community.rooms.rules import MENTIONS_MOST


@dataclass(frozen=True)
class Named:
    """Whom some texts could mean: by home and handle, and the pairs kept apart by a block.

    `hosts`: those of them who host, by home and member.
    """

    people: dict[tuple[str, str], str] = field(default_factory=dict)
    apart: set[frozenset[str]] = field(default_factory=set)
    hosts: set[tuple[str, str]] = field(default_factory=set)


class Called(Protocol):
    """A room in which somebody is called."""

    @property
    def home_id(self) -> str: ...
    @property
    def people(self) -> Sequence[str] | None: ...


def named(db: Session, homes: Iterable[str], authors: Iterable[str], texts: Iterable[str]) -> Named:
    """Everybody of these circles and sessions whom one of the texts could mean: two queries, or
    none.

    Who wants to be called by nobody is not among them. Who muted an author is: a mute is
    quiet, so only the reader's own page makes nothing of it.
    """
    handles = {handle for text in texts for handle in mentioned(text)}
    if not handles:
        return Named()
    wanted = list(homes)
    rows = db.execute(
        union_all(
            _called(Membership.circle_id, Membership, wanted, handles),
            _called(Coming.session_id, Coming, wanted, handles),
        )
    )
    found = rows.all()
    people = {(row.home_id, row.handle): row.id for row in found}
    hosts = {(row.home_id, row.id) for row in found if row.role is CircleRole.HOST}
    return Named(people, blocks_among(db, people.values(), authors) if people else set(), hosts)


def _called(
    home: InstrumentedAttribute[str],
    table: type[Membership] | type[Coming],
    homes: list[str],
    handles: set[str],
) -> Select[str, str, str, CircleRole]:
    return (
        select(home.label("home_id"), Member.handle, Member.id, table.role)
        .join(Member, Member.id == table.member_id)
        .outerjoin(Profile, Profile.member_id == Member.id)
        .where(
            home.in_(homes),
            table.standing == Standing.JOINED,
            Member.handle.in_(handles),
            Profile.reach.is_distinct_from(Reach.NOBODY),
        )
    )


def leading(mentions: Iterable[str]) -> frozenset[str]:
    """Of the handles a text calls, those that lead to somebody's page."""
    return frozenset(handle for handle in mentions if not is_guest_handle(handle))


def mentions_in(text: str, room: Called, author_id: str, known: Named) -> dict[str, str]:
    """Handle and member id of everybody a text calls, at most twenty.

    In a small group nobody outside it is called, but hosts: they could not read it.
    """
    handles = sorted(mentioned(text))
    found = {handle: known.people.get((room.home_id, handle)) for handle in handles}
    people = [
        (handle, member_id)
        for handle, member_id in found.items()
        if member_id
        and frozenset({member_id, author_id}) not in known.apart
        and (
            room.people is None
            or member_id in room.people
            or (room.home_id, member_id) in known.hosts
        )
    ]
    return dict(people[:MENTIONS_MOST])
