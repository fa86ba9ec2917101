"""How much one person may do in how short a time, kept in the memory of this process."""

import time
from collections import OrderedDict

from community.core.errors import SlowDown


class Budget:
    """Each key may act `rate` times a second on average, with bursts of `burst`.

    Holds at most `size` keys; those unused longest are forgotten, which only forgives.
    """

    def __init__(self, rate: float, burst: int, size: int = 100_000) -> None:
        self.rate, self.burst, self.size = rate, burst, size
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, key: str, cost: float = 1.0) -> None:
        """Take `cost` from the key's budget, or raise `SlowDown` saying when to return."""
        now = time.monotonic()
        left, since = self._left.pop(key, (float(self.burst), now))
        left = min(float(self.burst), left + (now - since) * self.rate)
        enough = left >= cost
        self._left[key] = (left - cost if enough else left, now)
        if len(self._left) > self.size:
            self._left.popitem(last=False)
        if not enough:
            raise SlowDown((cost - left) / self.rate)
