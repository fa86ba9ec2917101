"""How long the loop keeps its green threads waiting, measured all the time."""

import time

from realtime.engine.threads import sleep, spawn


class LoopDelay:
    """How long the loop keeps its green threads waiting: a tick that measures its own lateness."""

    TICK = 0.010
    # Upper bounds of the buckets, in seconds; the last bucket has none.
    BOUNDS = (
        *(step / 1000 for step in (0.5, 1, 2, 3, 4, 5, 7.5, 10, 12.5, 15, 20, 25, 30, 40, 50)),
        *(step / 1000 for step in (75, 100, 150, 200, 300, 500, 1000, 2000, 5000)),
    )

    def __init__(self) -> None:
        self.reset()
        self._running = False

    def start(self) -> None:
        if not self._running:
            self._running = True
            spawn(self._run)

    def stop(self) -> None:
        self._running = False

    def reset(self) -> None:
        self.counts = [0] * (len(self.BOUNDS) + 1)
        self.count = 0
        self.total = 0.0
        self.longest = 0.0

    def note(self, seconds: float) -> None:
        self.counts[sum(1 for bound in self.BOUNDS if seconds > bound)] += 1
        self.count += 1
        self.total += seconds
        self.longest = max(self.longest, seconds)

    def percentile(self, share: float) -> float:
        """The delay that `share` of the ticks stayed below, in seconds (0.99: p99)."""
        wanted = share * self.count
        seen = 0
        lower = 0.0
        for bound, count in zip((*self.BOUNDS, self.longest), self.counts, strict=True):
            if count and seen + count >= wanted:
                upper = max(min(bound, self.longest), lower)
                return lower + (upper - lower) * (wanted - seen) / count
            seen += count
            lower = bound
        return self.longest

    def _run(self) -> None:
        while self._running:
            due = time.monotonic() + self.TICK
            sleep(self.TICK)
            self.note(max(0.0, time.monotonic() - due))
