"""What goes on behind the pages: deliveries from the outbox, and the index that follows."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime

from community.asks.by_clock import look_at_asks
from community.asks.proposing_by_clock import propose_what_several_wish_for
from community.circles.actions import look_at_terms
from community.core import clock, relay
from community.core.transaction import database
from community.discovery import documents
from community.discovery.indexing import Index
from community.discovery.saved.looking import Looking
from community.follows.letters_by_clock import Letters
from community.insights.tries_by_clock import ask_due
from community.members.sweeping import sweep
from community.rooms import reply_time
from community.rooms.actions.attaching import sweep_unsent
from community.rooms.polls.closing import close_due
from community.sessions.by_clock import look_at_sessions
from community.sessions.date_subscribers import remind_of_left_dates
from community.sessions.drafts_by_clock import look_at_drafts
from community.sessions.reminders import remind_due
from community.transcripts import building

log = logging.getLogger(__name__)
PAUSE = 0.25  # seconds between looks when there is nothing to do
AFTER_TROUBLE = 5.0
SETTLE_EVERY, EMPTY_EVERY, SECOND, HOUR = 2.0, 60.0, 1.0, 3600.0


class LogKeeper:
    """Looks after SQLite's write-ahead log, so that no writer has to."""

    def __init__(self) -> None:
        self._settled = self._emptied = time.monotonic()

    def look_after(self) -> None:
        now = time.monotonic()
        if now - self._emptied > EMPTY_EVERY:
            self._settled = self._emptied = now
            database().empty_log()
        elif now - self._settled > SETTLE_EVERY:
            self._settled = now
            database().settle_log()


class Hourly:
    """At the start, for what was missed, and each hour: the terms of circles, dates that nobody
    chose, what several wish for, what is over, and how soon people usually answer."""

    def __init__(self) -> None:
        self._next = time.monotonic()
        self._looked: datetime | None = None
        self._reply_times: Iterator[int] = iter(())

    def look(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + HOUR
            since, self._looked = self._looked, clock.now()
            look_at_terms()
            remind_of_left_dates()
            propose_what_several_wish_for()
            sweep()
            self._reply_times = reply_time.refreshing(since)
            documents.forget_old_changes()
            database().look_at_sizes()
            sweep_unsent()
        next(self._reply_times, None)  # of a few people; there is time until the next hour


class Secondly:
    """Each second: what in rooms has a last moment, sessions that begin, go on and end, what
    became of what somebody wanted to try, and asks that nobody answered yet."""

    def __init__(self) -> None:
        self._next = time.monotonic()

    def look(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + SECOND
            close_due()
            look_at_sessions()
            look_at_drafts()
            remind_due()
            ask_due()
            look_at_asks()


def step(index: Index) -> bool:
    """Do one batch of each; True if there may be more to do at once."""
    delivered = relay.run_once(relay.Where.INSIDE)
    return index.follow() or delivered > 0


def run(index: Index, stopped: Callable[[], bool]) -> None:
    """Until `stopped()`: nothing that goes wrong here ends it."""
    prepared, log_keeper, secondly, hourly = False, LogKeeper(), Secondly(), Hourly()
    looking, letters = Looking(index), Letters()
    while not stopped():
        try:
            if not prepared:
                index.prepare()
                prepared = True
            busy = step(index)
            log_keeper.look_after()
            secondly.look()
            hourly.look()
            looking.look()
            letters.look()
        except Exception:
            log.exception("Work in the background failed; it goes on in a moment")
            time.sleep(AFTER_TROUBLE)
        else:
            time.sleep(0 if busy else PAUSE)


def run_outside(stopped: Callable[[], bool]) -> None:
    """Until `stopped()`: deliveries that wait for a mail server, beside everything else."""
    while not stopped():
        try:
            busy = relay.run_once(relay.Where.OUTSIDE) > 0
        except Exception:
            log.exception("Deliveries to outside failed; they go on in a moment")
            time.sleep(AFTER_TROUBLE)
        else:
            time.sleep(0 if busy else PAUSE)


def run_thinking(index: Index, stopped: Callable[[], bool]) -> None:
    """Until `stopped()`: learn what is new by its meaning, where that is wanted.

    At most half of the time, so that there is always some for everybody else.
    """
    while index.has_meaning and not stopped():
        began = time.monotonic()
        try:
            busy = index.think()
        except Exception:
            log.exception("Meanings could not be learnt; it goes on in a moment")
            time.sleep(AFTER_TROUBLE)
        else:
            time.sleep(time.monotonic() - began if busy else SECOND)


MAKE = (sys.executable, "-m", "community.cli", "transcripts")


def run_making(stopped: Callable[[], bool]) -> None:
    """Until `stopped()`: start who makes transcripts, whenever any is due.

    In a process of its own: drawing a long one takes seconds of thinking, while which nobody
    else here would be answered. What it leaves unmade is still due, whatever became of it.
    """
    taken_up = False
    while not stopped():
        try:
            if not taken_up:
                building.take_up()
                taken_up = True
            if building.anything_due():
                _wait_for(subprocess.Popen(MAKE), stopped)  # noqa: S603 - our own arguments
        except Exception:
            log.exception("Transcripts could not be made; it goes on in a moment")
            time.sleep(AFTER_TROUBLE)
        else:
            time.sleep(SECOND)


def _wait_for(maker: subprocess.Popen[bytes], stopped: Callable[[], bool]) -> None:
    while maker.poll() is None:
        if stopped():
            maker.terminate()
            maker.wait()
            return
        time.sleep(PAUSE)
    if maker.returncode:
        log.error("Whoever makes transcripts ended with %s", maker.returncode)
        time.sleep(AFTER_TROUBLE)
