"""Who is meant by an `@handle`: only people of the circle whose room it is."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.memberships import Membership, Standing
from community.core.markdown import mentioned
from community.members.models import Member
from community.rooms.rules import MENTIONS_MOST

Named = dict[tuple[str, str], str]  # (circle id, handle) → member id


def named(db: Session, circles: Iterable[str], texts: Iterable[str]) -> Named:
    """Everybody of these circles whom one of the texts could mean: one query, or none."""
    handles = {handle for text in texts for handle in mentioned(text)}
    if not handles:
        return {}
    rows = db.execute(
        select(Membership.circle_id, Member.handle, Member.id)
        .join(Member, Member.id == Membership.member_id)
        .where(
            Membership.circle_id.in_(list(circles)),
            Membership.standing == Standing.JOINED,
            Member.handle.in_(handles),
        )
    )
    return {(circle_id, handle): member_id for circle_id, handle, member_id in rows}


def mentions_in(text: str, circle_id: str, known: Named) -> dict[str, str]:
    """Handle and member id of everybody a text names, at most twenty."""
    found = {handle: known.get((circle_id, handle)) for handle in sorted(mentioned(text))}
    people = [(handle, member_id) for handle, member_id in found.items() if member_id]
    return dict(people[:MENTIONS_MOST])
