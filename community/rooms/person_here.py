"""Somebody of a circle as its hosts see them in a room: who they are, and what they may not do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from community.access.homes import bar_of, place_of
from community.access.memberships import CircleRole, Standing
from community.core import clock
from community.core.errors import NotFound
from community.core.ids import is_id
from community.members.models import Member
from community.rooms.models import Room
from community.rooms.people import Shown, shown_person
from community.rooms.spans import LIFTED_BY_HAND


@dataclass(frozen=True)
class PersonHere:
    """`silent`, `out`: whether hosts keep them so now; `…_until`: the end, if it ends by itself."""

    person: Shown
    joined: bool
    guest: bool
    hosts: bool
    silent: bool
    out: bool
    silent_until: datetime | None
    out_until: datetime | None


def person_here(db: Session, room: Room, member_id: str) -> PersonHere:
    """Of a room the caller hosts; whoever has never been in the circle is nobody here."""
    known = member_id if is_id(member_id) else ""
    member = db.get(Member, known)
    place = place_of(db, room, known)
    bar = bar_of(db, room, known)
    joined = place is not None and place.standing is Standing.JOINED
    if member is None or not (joined or bar):
        raise NotFound("This person is not in the circle.")
    silent, silent_until = _until(bar.silent_until if bar else None)
    out, out_until = _until(bar.out_until if bar else None)
    return PersonHere(
        person=shown_person(member.id, member.name, member.handle),
        joined=joined,
        guest=member.guest,
        hosts=joined and place is not None and place.role is CircleRole.HOST,
        silent=silent,
        out=out,
        silent_until=silent_until,
        out_until=out_until,
    )


def _until(stored: datetime | None) -> tuple[bool, datetime | None]:
    if stored is None or stored <= clock.now():
        return False, None
    return True, None if stored >= LIFTED_BY_HAND else stored
