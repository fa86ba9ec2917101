"""The load generator: one process, one thread, thousands of members.

    python -m bench.load < load.json

Reads one `Plan` as JSON, runs it against a server that is up already, and prints what it measured.
Latency counts from the moment a message was due, not from when it was sent, so a server that
falls behind cannot hide it. Every member checks that it got everything, once and in order.
"""

import json
import random
import resource
import select
import sys
import time
from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict

from bench.dialect import Answer, Comentor, Message, Peer
from bench.machine import cpu_seconds, memory_kb, percentile
from bench.member import Member, Shared
from bench.plan import Measured, Plan

WATCH = select.EPOLLIN
WATCH_BOTH = select.EPOLLIN | select.EPOLLOUT
DRAIN_SECONDS = 8.0
PATIENCE_SECONDS = 60.0
SETTLE_SECONDS = 0.5


class Load:
    """Runs one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.measured = Measured()
        self._dialect = Comentor() if plan.dialect == "comentor" else Peer()
        shared = Shared(self._dialect, self._arrived, self._answered)
        self.members = [
            Member(
                shared,
                plan.address(number),
                number,
                plan.rooms[number % len(plan.rooms)],
                plan.cookies[number] if plan.cookies else "",
            )
            for number in range(plan.members)
        ]
        self._epoll = select.epoll()
        self._by_file: dict[int, Member] = {}
        self._inside = 0
        self._due: list[float] = []  # by message number
        self._latencies = array("d")
        self._waiting: dict[int, int] = {}  # member number → message it waits to hear
        self._measuring = self._posting = False
        self._acknowledged = 0
        self._posters = self._in_turn()

    def run(self) -> Measured:
        used = self._server_seconds()
        self._connect(self.members, self.plan.at_once)
        used = self._server_seconds() - used
        self.measured.entered_cpu_each = round(used / len(self.members) * 1000, 2)
        self._run_for(SETTLE_SECONDS)
        if self.plan.in_flight or self.plan.rate:
            self._talk()
        return self.measured

    # Connecting.

    def _connect(self, members: list[Member], at_once: int) -> None:
        """All of them inside their rooms, at most so many on the way at the same time."""
        began = time.perf_counter()
        waiting = list(reversed(members))
        goal, under_way = self._inside + len(members), self._inside
        first = self._inside + len(members) // 5
        memory = counted = 0
        while self._inside < goal:
            while waiting and under_way - self._inside < at_once:
                self._watch(waiting.pop())
                under_way += 1
            self._turn(0.05)
            if not memory and self._inside >= first:
                # What the first ones cost, besides, is what a server fetches once.
                memory, counted = memory_kb(self.plan.pid), self._inside
            if time.perf_counter() - began > PATIENCE_SECONDS:
                raise TimeoutError(f"Only {self._inside} of {goal} members got in.")
        self.measured.entered_seconds = round(time.perf_counter() - began, 3)
        if at_once < len(members):  # otherwise all of them were there when the first got in
            grown = memory_kb(self.plan.pid) - memory
            self.measured.memory_kb_each = round(grown / max(1, goal - counted), 1)

    def _watch(self, member: Member) -> None:
        number = member.connect()
        self._by_file[number] = member
        self._epoll.register(number, WATCH_BOTH)

    def _server_seconds(self) -> float:
        return sum(map(cpu_seconds, self.plan.pids))

    # Talking.

    def _talk(self) -> None:
        plan, measured = self.plan, self.measured
        print("talking", flush=True)  # somebody may wait for this moment
        self._posting = True
        if plan.in_flight:
            self._start_closed_loop()
        self._run_for(plan.warm_up)
        self._measuring = True
        began, own, servers = time.perf_counter(), time.process_time(), self._server_seconds()
        if plan.cut:
            self._cut()
        self._run_for(plan.seconds)
        self._measuring = self._posting = False
        measured.seconds = time.perf_counter() - began
        measured.cpu = (self._server_seconds() - servers) / measured.seconds
        measured.load_cpu = (time.process_time() - own) / measured.seconds
        self._run_for(DRAIN_SECONDS, until_complete=True)
        self._conclude()

    def _start_closed_loop(self) -> None:
        for _ in range(self.plan.in_flight):
            self._post_next()

    def _post_next(self) -> None:
        """Always by somebody else: one member alone may not post as fast as a load does."""
        member = next(self._posters)
        while member.number in self._waiting:
            member = next(self._posters)
        self._post(member, time.perf_counter())

    def _post(self, member: Member, due: float) -> None:
        number = len(self._due)
        self._due.append(due)
        if self.plan.in_flight and self.plan.counted_by == "delivery":
            self._waiting[member.number] = number
        # 1 and 2 are the numbers of `enter` and `changes`.
        member.send(self._dialect.say(number + 3, member.room))
        if member.out and member.socket is not None:
            self._epoll.modify(member.socket.fileno(), WATCH_BOTH)

    def _cut(self) -> None:
        """Many connections fail at the same moment; how long until all are back and complete."""
        cut = self.members[: self.plan.cut]
        before = self.measured.entered_seconds, self.measured.memory_kb_each
        for member in cut:
            if member.socket is not None:
                del self._by_file[member.socket.fileno()]
            member.cut()
        self._inside -= len(cut)
        self._connect(cut, len(cut))
        self.measured.back_seconds = self.measured.entered_seconds
        self.measured.entered_seconds, self.measured.memory_kb_each = before

    def _arrived(self, member: Member, messages: list[Message]) -> None:
        member.keep(messages)
        if self._measuring:
            self.measured.deliveries += len(messages)
            if self.plan.rate:
                now, due, note = time.perf_counter(), self._due, self._latencies.append
                for _place, number in messages:
                    note(now - due[number - 3])
        waiting = self._waiting.get(member.number)
        if waiting is not None and any(number - 3 == waiting for _, number in messages):
            del self._waiting[member.number]
            if self._posting:
                self._post_next()

    def _answered(self, member: Member, answer: Answer) -> None:
        if answer.number in (Member.ENTER, Member.CATCH_UP):
            self._inside += 1
            return
        if answer.ok:
            self._acknowledged += self._measuring
        else:
            self.measured.refused += 1
        if self._posting and self.plan.in_flight:
            if self.plan.counted_by == "ack":
                self._post_next()
            elif not answer.ok:
                self._waiting.pop(member.number, None)
                self._post_next()

    # Turning the loop.

    def _run_for(self, seconds: float, until_complete: bool = False) -> None:
        now = time.perf_counter()
        end = now + seconds
        step = 1 / self.plan.rate if self.plan.rate else 0.0
        due = now
        while (now := time.perf_counter()) < end:
            if self._posting and step:
                while due <= now:
                    self._post(next(self._posters), due)
                    due += step
            self._turn(min(end, due if self._posting and step else end) - now)
            if until_complete and not self._missing():
                return

    def _in_turn(self) -> Iterator[Member]:
        """Members in a mixed order, over and over; those that are outside are passed by."""
        order = self.members[self.plan.cut :]
        random.Random(2).shuffle(order)  # noqa: S311
        while True:
            yield from (member for member in order if member.inside)

    def _turn(self, wait: float) -> None:
        for number, event in self._epoll.poll(max(0.0, min(wait, 0.05))):
            member = self._by_file.get(number)
            if member is None:
                continue
            if event & select.EPOLLOUT and not member.flush():
                self._epoll.modify(number, WATCH)
            if event & ~select.EPOLLOUT and not member.read():
                raise ConnectionError(
                    f"The server closed the connection of member {member.number}."
                )
            if member.out and member.socket is not None:
                self._epoll.modify(number, WATCH_BOTH)

    # Concluding.

    def _missing(self) -> int:
        """Messages that some member of a room has and another has not."""
        newest: dict[str, int] = defaultdict(int)
        for member in self.members:
            newest[member.room] = max(newest[member.room], member.last)
        return sum(newest[member.room] - member.last for member in self.members)

    def _conclude(self) -> None:
        measured = self.measured
        ordered = sorted(self._latencies)
        measured.p50 = round(percentile(ordered, 0.5) * 1000, 2)
        measured.p99 = round(percentile(ordered, 0.99) * 1000, 2)
        measured.longest = round(ordered[-1] * 1000, 2) if ordered else 0.0
        measured.posted = len(self._due)
        measured.deliveries_per_second = round(measured.deliveries / measured.seconds)
        measured.acknowledged_per_second = round(self._acknowledged / measured.seconds)
        if measured.deliveries:
            used = measured.cpu * measured.seconds
            measured.cpu_us_each = round(used / measured.deliveries * 1e6, 2)
        measured.lost = self._missing()
        measured.disordered = sum(member.disordered for member in self.members)
        measured.repeated = sum(member.repeated for member in self.members)
        for name in ("seconds", "cpu", "load_cpu"):
            setattr(measured, name, round(getattr(measured, name), 3))


def main() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    plan = Plan(**json.load(sys.stdin))
    print(json.dumps(asdict(Load(plan).run())))


if __name__ == "__main__":
    main()
