"""Who is acting: everything the policy needs to know of them, read once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.blocks import apart_from
from community.access.memberships import CircleRole, Membership, Standing


class CommunityRole(StrEnum):
    """What somebody is in the whole community, apart from any circle."""

    MEMBER = "member"
    COORDINATOR = "coordinator"  # brings people in
    MODERATOR = "moderator"  # keeps the peace and the vocabulary
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Place:
    """An actor's standing and role in one circle."""

    standing: Standing
    role: CircleRole


@dataclass(frozen=True)
class Actor:
    """A signed-in member, or (with no `member_id`) anybody who is not."""

    member_id: str | None = None
    role: CommunityRole = CommunityRole.MEMBER
    places: Mapping[str, Place] = field(default_factory=dict)
    # Members whom a block stands between, whoever made it: neither finds the other.
    apart: frozenset[str] = frozenset()

    @property
    def signed_in(self) -> bool:
        return self.member_id is not None

    def stands(self, circle_id: str) -> Standing | None:
        place = self.places.get(circle_id)
        return place.standing if place else None

    def in_circle(self, circle_id: str) -> bool:
        return self.stands(circle_id) is Standing.JOINED

    def hosts(self, circle_id: str) -> bool:
        place = self.places.get(circle_id)
        return place is not None and place == Place(Standing.JOINED, CircleRole.HOST)

    @property
    def circles(self) -> frozenset[str]:
        """The circles this actor is in."""
        return frozenset(filter(self.in_circle, self.places))


ANYBODY = Actor()


def places_of(db: Session, member_ids: Iterable[str]) -> dict[str, dict[str, Place]]:
    """Every place of each of these members, by member and then by circle: one query."""
    rows = db.execute(
        select(
            Membership.member_id, Membership.circle_id, Membership.standing, Membership.role
        ).where(Membership.member_id.in_(list(member_ids)))
    )
    places: dict[str, dict[str, Place]] = {}
    for member_id, circle_id, standing, role in rows:
        places.setdefault(member_id, {})[circle_id] = Place(standing, role)
    return places


def actor_for(db: Session, member_id: str, role: CommunityRole) -> Actor:
    """The actor this member is at this moment."""
    places = places_of(db, [member_id]).get(member_id, {})
    return Actor(member_id, role, places, apart_from(db, member_id))


def placed_now(db: Session, actor: Actor) -> Actor:
    """The same actor with the places of this very moment: those of a request may be old."""
    return replace(
        actor, places=places_of(db, [actor.member_id or ""]).get(actor.member_id or "", {})
    )
