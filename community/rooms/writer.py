"""One writer for all who speak at once: what arrives during a commit shares the next one.

Everybody who has something to say queues. Whoever finds nobody writing writes all that is waiting
by then, and wakes the others at once, each with their answer; then one of those who came meanwhile.
"""

import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from community.core.errors import Busy, Problem
from community.core.transaction import transaction
from community.rooms.actions.say import say_together
from community.rooms.saying import Said, Saying

BATCH = 256
# When one commit follows close upon another, a moment of waiting lets as many share it as shared
# the one before: seconds. Who speaks alone waits for nobody.
BUSY, GATHER, LOOK = 0.008, 0.004, 0.0005


@dataclass
class _Ticket:
    saying: Saying
    answer: Said | Problem | None = None
    wake: threading.Event = field(default_factory=threading.Event)


class Writer:
    """Group commit for sayings; safe to call from any green or real thread."""

    def __init__(self) -> None:
        self._waiting: deque[_Ticket] = deque()
        self._turn = threading.Lock()
        self._written = 0.0
        self._together = 1  # how many shared the last commit

    def say(self, saying: Saying) -> Said:
        """Return once it is committed, and so safe; raises the problem if it was refused."""
        ticket = _Ticket(saying)
        self._waiting.append(ticket)
        while ticket.answer is None:
            if self._turn.acquire(blocking=False):
                self._write_for(ticket)
            else:
                ticket.wake.wait()
                ticket.wake.clear()
        if isinstance(ticket.answer, Problem):
            raise ticket.answer
        return ticket.answer

    def _write_for(self, ticket: _Ticket) -> None:
        """Write until this one is answered; whoever came meanwhile does the rest."""
        try:
            while ticket.answer is None:
                self._write()
        finally:
            self._turn.release()
            # After the turn is free: who comes from now on finds it so, and needs no waking.
            with suppress(IndexError):
                self._waiting[0].wake.set()

    def _write(self) -> None:
        if time.monotonic() - self._written < BUSY:
            self._gather(time.monotonic() + GATHER)
        self._together = min(BATCH, len(self._waiting))
        batch = [self._waiting.popleft() for _ in range(self._together)]
        answers: Sequence[Said | Problem]
        try:
            answers = self._commit(batch)
        except Busy as busy:
            # Nothing was written, and one after the other would wait as long again.
            answers = [busy] * len(batch)
        except Exception:
            if len(batch) == 1:
                raise
            # A fault of ours in one of them: write each alone, so that only that one fails.
            answers = [self._alone(ticket) for ticket in batch]
        except BaseException:
            # Whoever held the turn is being ended; the others go on with what they said.
            self._waiting.extendleft(reversed(batch))
            for ticket in self._waiting:
                ticket.wake.set()
            raise
        for ticket, answer in zip(batch, answers, strict=True):
            ticket.answer = answer
            ticket.wake.set()
        self._written = time.monotonic()

    def _gather(self, until: float) -> None:
        while len(self._waiting) < self._together and time.monotonic() < until:
            time.sleep(LOOK)

    def _commit(self, batch: list[_Ticket]) -> list[Said | Problem]:
        with transaction() as db:
            return say_together(db, [ticket.saying for ticket in batch])

    def _alone(self, ticket: _Ticket) -> Said | Problem:
        try:
            return self._commit([ticket])[0]
        except Exception as error:
            return _Fault(error)


class _Fault(Problem):
    """A fault of ours, carried to the one whose saying it hit."""

    name = "fault"
    status = 500

    def __init__(self, cause: Exception) -> None:
        super().__init__("Something went wrong on our side. Your words were not stored.")
        self.__cause__ = cause


writer = Writer()
