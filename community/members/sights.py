"""Who may see which part of a profile: the decision for one, and the condition for many."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from community.access.actor import Actor
from community.access.memberships import Membership, Standing
from community.core.errors import Invalid
from community.members.models import Sight

# Name, handle and role line have no sight: they stand beside everything a member says.
PARTS = (
    "photo",
    "about",
    "organisation",
    "site",
    "stage",
    "languages",
    "time_zone",
    "links",
    "forms",
    "one_to_one",
    "activity",
    "teaches",
    "learns",
)
OPEN = (Sight.PUBLIC, Sight.MEMBERS)


def sight_of(sights: Mapping[str, Any], part: str) -> Sight:
    """What a profile's `sights` say of a part; `Sight.MEMBERS` where they say nothing."""
    return Sight(sights.get(part, Sight.MEMBERS))


def tidy_sights(given: Mapping[str, str]) -> dict[str, str]:
    """Only what differs from the default is kept; raises `Invalid` for what is no sight."""
    try:
        chosen = {part: Sight(given[part]) for part in PARTS if part in given}
    except ValueError as error:
        raise Invalid("Please choose who may see each part of your profile.") from error
    return {part: sight.value for part, sight in chosen.items() if sight is not Sight.MEMBERS}


def sees(actor: Actor, member_id: str, sight: Sight, *, shares_circle: bool) -> bool:
    """Whether the actor may see something of this sight of this member."""
    if actor.signed_in and actor.member_id == member_id:
        return True
    if member_id in actor.apart:
        return False
    if sight is Sight.CIRCLES:
        return shares_circle
    return sight is Sight.PUBLIC or (sight is Sight.MEMBERS and actor.signed_in)


def share_a_circle(db: Session, actor: Actor, member_id: str) -> bool:
    """Whether both are in one and the same circle at this moment."""
    return db.scalar(_circle_mates(actor).where(Membership.member_id == member_id)) is not None


def _circle_mates(actor: Actor) -> Any:
    return select(Membership.member_id).where(
        Membership.circle_id.in_(actor.circles), Membership.standing == Standing.JOINED
    )


def seen_by(
    actor: Actor,
    member_id: InstrumentedAttribute[str],
    sight: InstrumentedAttribute[Sight],
) -> ColumnElement[bool]:
    """`sees` in SQL, for rows that carry a member and a sight (offers, wishes)."""
    if not actor.signed_in:
        return sight == Sight.PUBLIC
    near = true() if not actor.apart else member_id.not_in(actor.apart)
    shown = or_(sight.in_(OPEN), and_(sight == Sight.CIRCLES, member_id.in_(_circle_mates(actor))))
    return or_(member_id == actor.member_id, and_(near, shown))
