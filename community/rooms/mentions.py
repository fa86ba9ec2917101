"""Who is meant by an `@handle`: people of the circle whose room it is, who may be called."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.blocks import blocks_among
from community.access.memberships import Membership, Standing
from community.core.markdown import mentioned
from community.members.models import Member, Profile, Reach
from community.rooms.rules import MENTIONS_MOST


@dataclass(frozen=True)
class Named:
    """Whom some texts could mean: by circle and handle, and the pairs kept apart by a block."""

    people: dict[tuple[str, str], str] = field(default_factory=dict)
    apart: set[frozenset[str]] = field(default_factory=set)


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
        select(Membership.circle_id, Member.handle, Member.id)
        .join(Member, Member.id == Membership.member_id)
        .outerjoin(Profile, Profile.member_id == Member.id)
        .where(
            Membership.circle_id.in_(list(circles)),
            Membership.standing == Standing.JOINED,
            Member.handle.in_(handles),
            Profile.reach.is_distinct_from(Reach.NOBODY),
        )
    )
    people = {(circle_id, handle): member_id for circle_id, handle, member_id in rows}
    return Named(people, blocks_among(db, people.values(), authors) if people else set())


def mentions_in(text: str, circle_id: str, author_id: str, known: Named) -> dict[str, str]:
    """Handle and member id of everybody a text calls, at most twenty."""
    found = {handle: known.people.get((circle_id, handle)) for handle in sorted(mentioned(text))}
    people = [
        (handle, member_id)
        for handle, member_id in found.items()
        if member_id and frozenset({member_id, author_id}) not in known.apart
    ]
    return dict(people[:MENTIONS_MOST])
