"""What was read a moment ago and is asked for again and again: kept in memory for seconds."""

import time
from collections import OrderedDict
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """At most so many values, each for so many seconds; the oldest makes room."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._values: OrderedDict[Key, tuple[float, Value]] = OrderedDict()
        _everything.append(self)

    def get(self, key: Key) -> Value | None:
        """What is kept, if it is fresh; nobody may change it."""
        at, value = self._values.get(key, (0.0, None))
        return value if time.monotonic() - at < self._seconds else None

    def keep(self, key: Key, value: Value) -> Value:
        """`value`, which the next who ask get too."""
        self._values[key] = time.monotonic(), value
        self._values.move_to_end(key)
        if len(self._values) > self._most:
            self._values.popitem(last=False)
        return value

    def forget(self) -> None:
        """Read all of it anew."""
        self._values.clear()


_everything: list[Kept] = []  # type: ignore[type-arg]


def forget_everything() -> None:
    """What one database said is nothing that another would say."""
    for kept in _everything:
        kept.forget()
