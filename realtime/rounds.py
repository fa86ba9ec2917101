"""What goes round by the clock: presence and typing each second, heads and rights every five."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from community.core.transaction import reading
from community.rooms.queries import heads
from realtime import engine

if TYPE_CHECKING:
    from realtime.server import Live

log = logging.getLogger(__name__)
SECOND, HEADS, EVERYBODY, ATTENDANCE = 1.0, 5, 10, 30  # a second, and every so many of them


class Rounds:
    def __init__(self, live: "Live") -> None:
        self.live = live
        self._told: dict[str, int] = {}
        self._stopped = False

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
            self._safely(self.live.presence.tell_changes)
            self._safely(self.live.typing.tell_changes)
            self._safely(self.tell_marks)
            self._safely(partial(self.live.presence.write_attendance, seconds % ATTENDANCE == 0))
            if seconds % EVERYBODY == 0:
                self._safely(self.live.presence.share_everybody)
            if seconds % HEADS == 0:
                self._safely(self.tell_heads)
                self._safely(self.live.rights.check_all)

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

    def tell_heads(self) -> None:
        """The version of each room that changed since its last head: shows a lost last message."""
        rooms = self.live.connections.rooms()
        with reading() as db:
            versions = heads(db, rooms)
        self._told = {room_id: v for room_id, v in self._told.items() if room_id in versions}
        for room_id, version in versions.items():
            if self._told.get(room_id) != version:
                self._told[room_id] = version
                self.live.tell_room("room", room_id, {"room": room_id, "version": version})
