"""What goes round by the clock: presence and typing each second; heads and rights within five."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from community.access.room_rules import ARCHIVED, CLOSED, SESSION_CLOSED
from community.circles.events import CircleArchived, CircleReopened, HistoryChanged
from community.core import events
from community.core.transaction import reading
from community.rooms.abilities import READING
from community.rooms.actions.groups_end import look_at_groups
from community.rooms.models import RoomState
from community.rooms.queries import Head, heads
from realtime import engine

if TYPE_CHECKING:
    from realtime.server import Live

log = logging.getLogger(__name__)
SECOND, EVERYBODY, ATTENDANCE = 1.0, 10, 30  # a second, and every so many of them
IN_TURN = 5  # each second a fifth of all, so that each has its turn within five


class Rounds:
    def __init__(self, live: "Live") -> None:
        self.live = live
        self._told: dict[str, Head] = {}
        self.silent: set[str] = set()  # rooms in which nobody writes
        self._stopped = False
        for kind in (CircleArchived, CircleReopened, HistoryChanged):
            events.after(kind, self._on_event)  # type: ignore[arg-type]

    def start(self) -> None:
        engine.spawn(self._run)

    def stop(self) -> None:
        self._stopped = True
        self._safely(partial(self.live.presence.write_attendance, True))

    def _run(self) -> None:
        seconds = 0
        while not self._stopped:
            engine.sleep(SECOND)
            seconds += 1
            self._safely(self.live.watch.look)
            self._safely(self.live.presence.tell_changes)
            self._safely(self.live.typing.tell_changes)
            self._safely(self.tell_marks)
            self._safely(look_at_groups)
            self._safely(partial(self.live.presence.write_attendance, seconds % ATTENDANCE == 0))
            if seconds % EVERYBODY == 0:
                self._safely(self.live.presence.share_everybody)
            turn = seconds % IN_TURN
            self._safely(partial(self.tell_heads, turn))
            self._safely(partial(self.live.rights.check, turn, IN_TURN))

    def _safely(self, task: Callable[[], object]) -> None:
        try:
            task()
        except Exception:
            log.exception("A round failed; the next one tries again")

    def tell_marks(self) -> None:
        """Unread marks, to the people of a circle who are not in its room right now."""
        for channel, mark in self.live.delivery.take_marks():
            inside = list(self.live.connections.sids_in(mark["room"]))
            self.live.emit("inbox", mark, channel, inside)

    def tell_heads(self, turn: int | None = None) -> None:
        """The head of each room that changed since its last one: shows a lost last message.

        `turn`: only of those whose turn it is, so that a hundred rooms are not told at once.
        """
        rooms = self.live.connections.rooms()
        self.tell_heads_of([one for one in rooms if turn is None or hash(one) % IN_TURN == turn])
        here = set(self.live.connections.rooms())
        self._told = {room_id: head for room_id, head in self._told.items() if room_id in here}
        self.silent &= here

    def _on_event(self, event: CircleArchived | CircleReopened | HistoryChanged) -> None:
        self.tell_of_circle(event.circle_id)
        if self.live.bus:
            self.live.bus.publish({"kind": "circle", "circle": event.circle_id})

    def tell_of_circle(self, circle_id: str) -> None:
        """At once: whether one may write there is not to be found out by writing."""
        self.tell_heads_of(self.live.connections.rooms_of(circle_id))

    def note_silent(self, room_id: str, silent: bool) -> None:
        (self.silent.add if silent else self.silent.discard)(room_id)

    def tell_heads_of(self, room_ids: list[str]) -> None:
        with reading() as db:
            found = heads(db, room_ids)
        for room_id, head in found.items():
            opened = room_id in self.silent and head.state == RoomState.OPEN
            self.note_silent(room_id, head.state != RoomState.OPEN)
            if head.people is not None:
                self.live.rights.keep_to(room_id, head.people)
            if self._told.get(room_id) != head:
                self._told[room_id] = head
                self.live.tell_room("room", room_id, _shown(room_id, head))
            if opened:
                self.live.rights.tell_abilities(room_id)


def _shown(room_id: str, head: Head) -> dict[str, Any]:
    """What one may do is the same for all only where nobody writes; else each is told apart."""
    told: dict[str, Any] = {
        "room": room_id,
        "version": head.version,
        "state": head.state,
        "history": head.history,
    }
    if head.state != RoomState.OPEN:
        over = SESSION_CLOSED if head.of_session and head.people is None else CLOSED
        why = over if head.state == RoomState.CLOSED else ARCHIVED
        told["me"] = {"can": list(READING), "why": why}
    return told
