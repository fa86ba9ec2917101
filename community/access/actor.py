"""Who is acting: everything the policy needs to know of them, read once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from community.access.blocks import apart_from, apart_of
from community.access.comings import Coming
from community.access.homes import BAR_OF_MEMBERSHIP, PLACE, PLACE_IN_SESSION
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
    """An actor's standing and role in one circle, or in one hosted session.

    `since` is when they came in; `silent_until` and `out_until` are what its hosts decided.
    """

    standing: Standing
    role: CircleRole = CircleRole.MEMBER
    since: datetime | None = None
    silent_until: datetime | None = None
    out_until: datetime | None = None


@dataclass(frozen=True)
class Actor:
    """A signed-in member, or (with no `member_id`) anybody who is not.

    Somebody who came in by the link of one hosted session is in that session `only`, where they
    host nothing: everywhere else they are as good as not signed in, and nothing in the whole
    community.
    """

    member_id: str | None = None
    role: CommunityRole = CommunityRole.MEMBER
    only: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict)
    # Members whom a block stands between, whoever made it: neither finds the other.
    apart: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """A link that was passed on must not carry what its owner may do to others."""
        if self.only is not None:
            object.__setattr__(self, "role", CommunityRole.MEMBER)
            object.__setattr__(self, "places", only_those(self.places, self.only))

    @property
    def signed_in(self) -> bool:
        return self.member_id is not None and self.only is None

    def stands(self, circle_id: str) -> Standing | None:
        place = self.places.get(circle_id)
        return place.standing if place else None

    def in_circle(self, circle_id: str) -> bool:
        """As with all that is asked of a circle here: or a hosted session, by its id."""
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
        """The circles this actor is in, and the hosted sessions whose rooms are open to them."""
        return frozenset(filter(self.in_circle, self.places))


def _lasts(until: datetime | None) -> bool:
    return until is not None and until > clock.now()


ANYBODY = Actor()


def places_of(db: Session, member_ids: Iterable[str]) -> dict[str, dict[str, Place]]:
    """Every place of each of these members, by member and then by circle or session: one query."""
    ids = list(member_ids)
    rows: Iterable[Any] = db.execute(
        union_all(
            select(Membership.member_id, Membership.circle_id, *PLACE)
            .outerjoin(Bar, BAR_OF_MEMBERSHIP)
            .where(Membership.member_id.in_(ids)),
            select(Coming.member_id, Coming.session_id, *PLACE_IN_SESSION).where(
                Coming.member_id.in_(ids)
            ),
        )
    )
    places: dict[str, dict[str, Place]] = {}
    for member_id, circle_id, *place in rows:
        places.setdefault(member_id, {})[circle_id] = Place(*place)
    return places


def actor_for(db: Session, member_id: str, role: CommunityRole) -> Actor:
    """The actor this member is at this moment."""
    places = places_of(db, [member_id]).get(member_id, {})
    return Actor(member_id, role, None, places, apart_from(db, member_id))


def actors_for(db: Session, roles: Mapping[str, CommunityRole]) -> dict[str, Actor]:
    """Those that these members are at this moment, by member: two queries for all of them."""
    places, apart = places_of(db, roles), apart_of(db, roles)
    return {
        one: Actor(one, role, None, places.get(one, {}), apart.get(one, frozenset()))
        for one, role in roles.items()
    }


def placed_now(db: Session, actor: Actor) -> Actor:
    """The same actor with the places of this very moment: those of a request may be old."""
    places = places_of(db, [actor.member_id or ""]).get(actor.member_id or "", {})
    return replace(actor, places=places)


def only_those(places: Mapping[str, Place], only: str | None) -> Mapping[str, Place]:
    """All of them, or the one in the hosted session that somebody came in `only` for, by a link
    that others may hold: whoever hosts signs in."""
    if only is None or only not in places:
        return places if only is None else {}
    return {only: replace(places[only], role=CircleRole.MEMBER)}
