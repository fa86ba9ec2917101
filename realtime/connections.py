"""Who is connected to this process, and with what rights."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from community.access.actor import Actor, Place
from community.core.errors import SignedOut
from community.core.transaction import glance
from community.members.queries import SignedIn, signed_in_as
from community.rooms.people import Shown, shown_person

# Rights are kept true by events and by the check of everybody every five seconds
# (`realtime.rights`); should that check stall, they are read again after this many seconds.
FRESH = 15.0


@dataclass
class Connection:
    """One open socket. `rooms` maps each room entered to its home."""

    sid: str
    sign_in_id: str
    member_id: str
    person: Shown
    actor: Actor
    checked: float
    rooms: dict[str, str] = field(default_factory=dict)
    mistakes: int = 0
    # What the channels of this socket were last brought in line with.
    aligned: Mapping[str, Place] = field(default_factory=dict)
    barred: frozenset[tuple[str, str]] = frozenset()

    def __post_init__(self) -> None:
        self.aligned, self.barred = self.actor.places, self.actor.barred

    @classmethod
    def of(cls, sid: str, signed_in: SignedIn, checked: float) -> "Connection":
        member = signed_in.member
        person = shown_person(member.id, member.name, member.handle)
        return cls(sid, signed_in.sign_in_id, member.id, person, signed_in.actor, checked)

    def fresh_actor(self, seconds: float = FRESH) -> Actor:
        """Who acts now; raises `SignedOut` once the sign-in has ended."""
        if time.monotonic() - self.checked > seconds:
            self.reload()
        return self.actor

    def reload(self) -> None:
        moment = time.monotonic()  # before reading: what changes meanwhile is noticed
        with glance() as db:
            signed_in = signed_in_as(db, self.sign_in_id)
        if signed_in is None:
            raise SignedOut("You are signed out. Please sign in again; your draft is kept.")
        self.actor, self.checked = signed_in.actor, moment


class Connections:
    """All open sockets of this process, found by socket, member or room."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Connection] = {}
        self._of_member: dict[str, set[str]] = defaultdict(set)
        self._in_room: dict[str, set[str]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._by_sid)

    def __iter__(self) -> Iterator[Connection]:
        return iter(list(self._by_sid.values()))

    def add(self, connection: Connection) -> None:
        self._by_sid[connection.sid] = connection
        self._of_member[connection.member_id].add(connection.sid)

    def get(self, sid: str) -> Connection | None:
        return self._by_sid.get(sid)

    def remove(self, sid: str) -> Connection | None:
        connection = self._by_sid.pop(sid, None)
        if connection is not None:
            _drop(self._of_member, connection.member_id, sid)
            for room_id in connection.rooms:
                _drop(self._in_room, room_id, sid)
        return connection

    def of_member(self, member_id: str) -> list[Connection]:
        return [self._by_sid[sid] for sid in self._of_member.get(member_id, ())]

    def in_room(self, room_id: str) -> list[Connection]:
        return [self._by_sid[sid] for sid in self._in_room.get(room_id, ())]

    def sids_in(self, room_id: str) -> set[str]:
        return self._in_room.get(room_id, set())

    def rooms(self) -> list[str]:
        return list(self._in_room)

    def rooms_of(self, home_id: str) -> list[str]:
        """The home's rooms in which somebody is: its own, and those of its small groups."""
        first = ((room_id, next(iter(sids))) for room_id, sids in self._in_room.items())
        return [room for room, sid in first if self._by_sid[sid].rooms.get(room) == home_id]

    def enter(self, connection: Connection, room_id: str, home_id: str) -> None:
        connection.rooms[room_id] = home_id
        self._in_room[room_id].add(connection.sid)

    def leave(self, connection: Connection, room_id: str) -> None:
        connection.rooms.pop(room_id, None)
        _drop(self._in_room, room_id, connection.sid)


def _drop(index: dict[str, set[str]], key: str, sid: str) -> None:
    index[key].discard(sid)
    if not index[key]:
        del index[key]
