"""Where many come or go at once: a few in each turn of the loop, so that others have theirs.

When a server comes back, or a session begins, thousands connect within a second. Each costs half
a millisecond; all in one turn, a room would hear nothing until the last of them is in.
"""

import threading
from collections import deque

from realtime import engine

AT_ONCE = 16


class Door:
    """Who has to wait is let through in the order they came."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = self._left = at_once
        self._waiting: deque[threading.Event] = deque()
        self._counting = False
        self._lock = threading.Lock()  # for an engine with real threads

    def pass_through(self) -> None:
        """At once if few did in this turn of the loop, otherwise in one of the next."""
        with self._lock:
            self._count_anew_soon()
            if self._left > 0 and not self._waiting:
                self._left -= 1
                return
            mine = threading.Event()
            self._waiting.append(mine)
        mine.wait()

    def _count_anew_soon(self) -> None:
        if not self._counting:
            self._counting = True
            engine.call_later(0, self._count_anew)

    def _count_anew(self) -> None:
        with self._lock:
            self._counting = False
            self._left = self._at_once
            while self._left and self._waiting:
                self._left -= 1
                self._waiting.popleft().set()
            if self._waiting:
                self._count_anew_soon()
