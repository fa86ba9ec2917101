"""Who is meant by an `@handle`: people of the circle whose room it is, who may be called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.blocks import blocks_among
from community.access.memberships import CircleRole, Membership, Standing
from community.core.markdown import mentioned
from community.members.models import Member, Profile, Reach
from community.rooms.rules import MENTIONS_MOST


@dataclass(frozen=True)
class Named:
    """Whom some texts could mean: by circle and handle, and the pairs kept apart by a block.

    `hosts`: those of them who host, by circle and member.
    """

    people: dict[tuple[str, str], str] = field(default_factory=dict)
    apart: set[frozenset[str]] = field(default_factory=set)
    hosts: set[tuple[str, str]] = field(default_factory=set)


class Called(Protocol):
    """A room in which somebody is called."""

    @property
    def circle_id(self) -> str: ...
    @property
    def people(self) -> Sequence[str] | None: ...


def named(
    db: Session, circles: Iterable[str], authors: Iterable[str], texts: Iterable[str]
) -> Named:
    """Everybody of these circles whom one of the texts could mean: two queries, or none.

    Who wants to be called by nobody is not among them. Who muted an author is: a mute is
    quiet, so only the reader's own page makes nothing of it.
    """
    handles = {handle for text in texts for handle in mentioned(text)}
    if not handles:
        return Named()
    rows = db.execute(
        select(Membership.circle_id, Member.handle, Member.id, Membership.role)
        .join(Member, Member.id == Membership.member_id)
        .outerjoin(Profile, Profile.member_id == Member.id)
        .where(
            Membership.circle_id.in_(list(circles)),
            Membership.standing == Standing.JOINED,
            Member.handle.in_(handles),
            Profile.reach.is_distinct_from(Reach.NOBODY),
        )
    )
    found = rows.all()
    people = {(circle_id, handle): member_id for circle_id, handle, member_id, _ in found}
    hosts = {(row.circle_id, row.id) for row in found if row.role is CircleRole.HOST}
    return Named(people, blocks_among(db, people.values(), authors) if people else set(), hosts)


def mentions_in(text: str, room: Called, author_id: str, known: Named) -> dict[str, str]:
    """Handle and member id of everybody a text calls, at most twenty.

    In a small group nobody outside it is called, but hosts: they could not read it.
    """
    handles = sorted(mentioned(text))
    found = {handle: known.people.get((room.circle_id, handle)) for handle in handles}
    people = [
        (handle, member_id)
        for handle, member_id in found.items()
        if member_id
        and frozenset({member_id, author_id}) not in known.apart
        and (
            room.people is None
            or member_id in room.people
            or (room.circle_id, member_id) in known.hosts
        )
    ]
    return dict(people[:MENTIONS_MOST])
