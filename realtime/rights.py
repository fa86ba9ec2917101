"""When somebody's rights change, their open rooms change with them, in every process."""

import time
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, get_args

from sqlalchemy import select

from community.access.actor import only_those, places_of
from community.circles.events import CircleJoined, CircleLeft, PlaceChanged
from community.core import clock, events
from community.core.errors import Problem, SignedOut
from community.core.transaction import reading
from community.members.events import SignInsEnded
from community.members.models import SignIn
from community.rooms.abilities import abilities_in, roles_in, state_of, why_only_reading
from community.rooms.events import ComingChanged
from community.rooms.now import access_room_now
from realtime import channels, engine
from realtime.channels import NAMESPACE
from realtime.connections import FRESH, Connection

if TYPE_CHECKING:
    from realtime.server import Live

# What changes somebody's rights.
Changed = CircleJoined | CircleLeft | PlaceChanged | ComingChanged | SignInsEnded
CHUNK = 100  # as many as may be compared without holding the loop,
REST = 0.02  # and a moment for everybody else before the next


class Rights:
    """Ends or widens subscriptions: at once on an event, and again every few seconds."""

    def __init__(self, live: "Live") -> None:
        self.live = live
        self._changed: dict[str, float] = {}  # whose did lately, and when
        for kind in get_args(Changed):
            events.after(kind, self._on_event)

    def _on_event(self, event: Changed) -> None:
        self.refresh(event.member_id)
        if self.live.bus:
            self.live.bus.publish({"kind": "rights", "member": event.member_id})

    def refresh(self, member_id: str) -> None:
        """Read the member's rights anew and bring each of their sockets in line."""
        self._changed[member_id] = time.monotonic()
        for connection in self.live.connections.of_member(member_id):
            try:
                connection.reload()
            except SignedOut:
                self._end(connection)
            else:
                self._align(connection)

    def changed_since(self, moment: float, member_id: str) -> bool:
        """Whether what was read of them then may be old; asked within `FRESH` seconds of it."""
        return self._changed.get(member_id, 0.0) >= moment

    def _end(self, connection: Connection) -> None:
        for room_id in list(connection.rooms):
            self._remove(connection, room_id, "You are signed out.")
        self.live.hang_up(connection.sid)

    def _align(self, connection: Connection) -> None:
        actor, server, sid = connection.actor, self.live.server, connection.sid
        changed = _changed_circles(connection)
        connection.aligned, connection.barred = actor.places, actor.barred
        wanted = {channels.home(one) for one in actor.circles if actor.may_enter(one)}
        now = {r for r in server.rooms(sid, namespace=NAMESPACE) if r.startswith("home:")}
        for channel in now - wanted:
            server.leave_room(sid, channel, namespace=NAMESPACE)
        for channel in wanted - now:
            server.enter_room(sid, channel, namespace=NAMESPACE)
        for room_id, home_id in list(connection.rooms.items()):
            if not actor.in_circle(home_id):
                self._remove(connection, room_id, "You are not among the people here any more.")
            elif not actor.may_enter(home_id):
                self._remove(connection, room_id, "A host has closed this room to you for now.")
            elif home_id in changed:
                self._tell_abilities(connection, room_id)

    def tell_abilities(self, room_id: str) -> None:
        """Everybody in a room in which they may write again."""
        for connection in self.live.connections.in_room(room_id):
            self._tell_abilities(connection, room_id)

    def _tell_abilities(self, connection: Connection, room_id: str) -> None:
        """Of somebody who was made a host, or is to be silent, while they are in the room."""
        try:
            with reading() as db:
                room = access_room_now(db, connection.actor, room_id)
        except Problem:
            return self._remove(connection, room_id, "This room is closed to you.")
        me = {
            "roles": roles_in(connection.actor, room),
            "can": abilities_in(connection.actor, room),
            "why": why_only_reading(connection.actor, room),
        }
        told = {"room": room_id, "version": room.version, "state": state_of(room), "me": me}
        self.live.emit("room", told, connection.sid)

    def keep_to(self, room_id: str, people: Collection[str]) -> None:
        """Whoever is no longer in a small group hears nothing more of it; hosts may visit it."""
        for connection in self.live.connections.in_room(room_id):
            hosting = connection.actor.hosts(connection.rooms[room_id])
            if not hosting and connection.member_id not in people:
                self._remove(connection, room_id, "You are in another group now.", moved=True)

    def _remove(
        self, connection: Connection, room_id: str, message: str, *, moved: bool = False
    ) -> None:
        """`moved`: they are still in the circle, and its room knows where to."""
        self.live.unsubscribe(connection, room_id)
        told: dict[str, Any] = {"room": room_id, "message": message}
        if moved:
            told["moved"] = True
        self.live.emit("removed", told, connection.sid)

    def check(self, turn: int, turns: int) -> None:
        """What no event told us of: another process while Redis was away, a command line.

        In bulk, so that a post need not read its author's rights: a few queries for
        thousands of sockets, of which each second some have their turn.
        """
        old = time.monotonic() - FRESH
        self._changed = {who: when for who, when in self._changed.items() if when > old}
        connections = [one for one in self.live.connections if hash(one.sid) % turns == turn]
        for start in range(0, len(connections), CHUNK):
            some = connections[start : start + CHUNK]
            for member_id in _out_of_date(some):
                self.refresh(member_id)
            engine.sleep(REST)


def _changed_circles(connection: Connection) -> set[str]:
    """In which of them the member stands otherwise than when their channels were brought in line.

    Time alone may have done it: what hosts keep somebody from ends by itself.
    """
    actor, before = connection.actor, connection.aligned
    circles = {one for one in connection.rooms.values() if before.get(one) != actor.places.get(one)}
    return circles | {circle_id for circle_id, _ in connection.barred ^ actor.barred}


def _out_of_date(connections: list[Connection]) -> set[str]:
    """The members among these whose sign-in or bar ended, or whose places changed."""
    moment = clock.now()
    with reading() as db:
        alive = set(
            db.scalars(
                select(SignIn.id).where(
                    SignIn.id.in_({c.sign_in_id for c in connections}), SignIn.expires_at > moment
                )
            )
        )
        places = places_of(db, {c.member_id for c in connections})
    old = set()
    for connection in connections:
        now = only_those(places.get(connection.member_id, {}), connection.actor.only)
        ended = connection.sign_in_id not in alive or connection.barred != connection.actor.barred
        if ended or connection.aligned != now:
            old.add(connection.member_id)
        else:
            connection.checked = time.monotonic()
    return old
