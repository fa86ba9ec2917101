"""A sorted list in many short pieces, so that no step of making or changing it takes long."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

LETTERS = 2  # that the keys of one shard have in common
_LAST = "\U0010ffff"


class Shards:
    """Keys in order, each with a number; one key may stand with several."""

    def __init__(self) -> None:
        self._keys: dict[str, list[str]] = {}
        self._numbers: dict[str, array[int]] = {}
        self._by_letter: dict[str, list[str]] = {}

    def append(self, key: str, number: int) -> None:
        """Add without order; `settle` brings it."""
        keys, numbers = self._shard(key)
        keys.append(key)
        numbers.append(number)

    def settle(self) -> Iterator[list[str]]:
        """Sort each shard and give its keys."""
        for keys, numbers in zip(self._keys.values(), self._numbers.values(), strict=True):
            order = sorted(range(len(keys)), key=keys.__getitem__)
            numbers[:] = array("I", map(numbers.__getitem__, order))
            keys[:] = map(keys.__getitem__, order)
            yield keys

    def add(self, key: str, number: int) -> None:
        keys, numbers = self._shard(key)
        place = bisect_right(keys, key)
        keys.insert(place, key)
        numbers.insert(place, number)

    def remove(self, key: str, number: int) -> None:
        keys, numbers = self._shard(key)
        for place in range(bisect_left(keys, key), bisect_right(keys, key)):
            if numbers[place] == number:
                del keys[place], numbers[place]
                return

    def has(self, key: str) -> bool:
        keys = self._keys.get(key[:LETTERS], [])
        place = bisect_left(keys, key)
        return place < len(keys) and keys[place] == key

    def at(self, key: str) -> "array[int]":
        """The numbers of this key."""
        keys = self._keys.get(key[:LETTERS])
        if keys is None:
            return array("I")
        return self._numbers[key[:LETTERS]][bisect_left(keys, key) : bisect_right(keys, key)]

    def starting(self, beginning: str) -> Iterator[tuple[list[str], "array[int]"]]:
        """The keys that begin so, with their numbers, shard by shard."""
        if len(beginning) < LETTERS:
            names = self._by_letter.get(beginning, [])
        else:
            names = [beginning[:LETTERS]] if beginning[:LETTERS] in self._keys else []
        for name in names:
            keys = self._keys[name]
            first = bisect_left(keys, beginning)
            last = bisect_left(keys, beginning + _LAST, first)
            yield keys[first:last], self._numbers[name][first:last]

    def everything(self) -> Iterator[list[str]]:
        """The keys, shard by shard."""
        yield from self._keys.values()

    def _shard(self, key: str) -> tuple[list[str], "array[int]"]:
        name = key[:LETTERS]
        if name not in self._keys:
            self._keys[name], self._numbers[name] = [], array("I")
            self._by_letter.setdefault(name[:1], []).append(name)
        return self._keys[name], self._numbers[name]
