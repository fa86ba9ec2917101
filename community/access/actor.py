"""Who is acting: everything the policy needs to know of them, read once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.blocks import apart_from
from community.access.memberships import Bar, CircleRole, Membership, Standing
from community.core import clock


class CommunityRole(StrEnum):
    """What somebody is in the whole community, apart from any circle."""

    MEMBER = "member"
    COORDINATOR = "coordinator"  # brings people in
    MODERATOR = "moderator"  # keeps the peace and the vocabulary
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Place:
    """An actor's standing and role in one circle.

    `since` is when they came in; `silent_until` and `out_until` are what its hosts decided.
    """

    standing: Standing
    role: CircleRole = CircleRole.MEMBER
    since: datetime | None = None
    silent_until: datetime | None = None
    out_until: datetime | None = None


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
        return (
            place is not None
            and place.standing is Standing.JOINED
            and place.role is CircleRole.HOST
        )

    def may_enter(self, circle_id: str) -> bool:
        """Whether the circle's rooms are open to them: in it, and not put out by a host."""
        place = self.places.get(circle_id)
        return (
            place is not None and place.standing is Standing.JOINED and not _lasts(place.out_until)
        )

    def is_silenced(self, circle_id: str) -> bool:
        place = self.places.get(circle_id)
        return place is not None and _lasts(place.silent_until)

    @property
    def barred(self) -> frozenset[tuple[str, str]]:
        """What hosts keep them from at this moment, by circle; it ends by itself in time."""
        silent = ((one, "silent") for one, p in self.places.items() if _lasts(p.silent_until))
        out = ((one, "out") for one, p in self.places.items() if _lasts(p.out_until))
        return frozenset((*silent, *out))

    def since(self, circle_id: str) -> datetime | None:
        """When they came into the circle."""
        place = self.places.get(circle_id)
        return place.since if place else None

    @property
    def circles(self) -> frozenset[str]:
        """The circles this actor is in."""
        return frozenset(filter(self.in_circle, self.places))


def _lasts(until: datetime | None) -> bool:
    return until is not None and until > clock.now()


ANYBODY = Actor()
# What makes a `Place`, in its order, of a membership and the bar there may be.
PLACE = (
    Membership.standing,
    Membership.role.label("circle_role"),
    Membership.since.label("joined_at"),
    Bar.silent_until,
    Bar.out_until,
)
BAR_OF_MEMBERSHIP = (Bar.circle_id == Membership.circle_id) & (
    Bar.member_id == Membership.member_id
)


def places_of(db: Session, member_ids: Iterable[str]) -> dict[str, dict[str, Place]]:
    """Every place of each of these members, by member and then by circle: one query."""
    rows: Iterable[Any] = db.execute(
        select(Membership.member_id, Membership.circle_id, *PLACE)
        .outerjoin(Bar, BAR_OF_MEMBERSHIP)
        .where(Membership.member_id.in_(list(member_ids)))
    )
    places: dict[str, dict[str, Place]] = {}
    for member_id, circle_id, *place in rows:
        places.setdefault(member_id, {})[circle_id] = Place(*place)
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
