"""Names while one types them: by the beginning of any word, one slip of the keys forgiven.

Kept in memory, beside the index: an engine for texts is a hundred times slower at beginnings of
words. It knows nothing of permission, so one table holds only what all its readers may know of.

Things are numbers here and their parts lie in columns: a hundred thousand small objects would
make each round of the garbage collector stop the process for tenths of a second.
"""

from array import array
from bisect import insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from heapq import nsmallest
from itertools import chain

from search import text
from search.shards import Shards
from search.slips import Words

TOP = 50  # kept ready for a beginning that many names share
MANY = 256  # names that make it worth keeping
MOST_LETTERS = 60

Row = tuple[str, Iterable[str], int]
"""An id, the names it goes by, the one it is shown with first, and how much it is used."""


@dataclass(slots=True)
class Ready:
    """The best for one beginning, in order. `whole` if there are no others."""

    best: list[int]
    whole: bool


def folded(name: str) -> str:
    """A name as it is compared: no case, no accents, one space between words."""
    return " ".join(text.folded(text.tidy(name)))


def nobody(thing_id: str) -> bool:
    """Skips nothing."""
    return False


class Typeahead:
    """A table of names. For one thread at a time; looking up never waits."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._ids: list[str] = []
        self._names: list[tuple[str, ...]] = []
        self._weights = array("l")
        self._free: list[int] = []
        self._places = Shards()
        self._words = Words()
        self._ready: dict[str, Ready] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, thing_id: str) -> bool:
        return thing_id in self._numbers

    def fill(self, rows: Iterable[Row]) -> None:
        """Many at once into an empty table."""
        self.append(rows)
        self.settle()

    def append(self, rows: Iterable[Row]) -> None:
        """Take in some of many; nothing is found before `settle`."""
        for thing_id, names, weight in rows:
            number = self._enter(thing_id, _folded(names), weight)
            for key in self._keys(number):
                self._places.append(key, number)

    def settle(self) -> None:
        """Bring order into what was appended, in steps short enough for other threads."""
        words: set[str] = set()
        for keys in self._places.settle():
            words.update(key.partition(" ")[0] for key in keys)
        self._words.fill(words)
        for beginning in _common(self._places):
            self._look(beginning)

    def put(self, thing_id: str, names: Iterable[str], weight: int = 0) -> None:
        """Add it, or say its names anew."""
        known, old = _folded(names), self._numbers.get(thing_id)
        if old is not None and (self._names[old], self._weights[old]) == (known, weight):
            return
        self.drop(thing_id)
        number = self._enter(thing_id, known, weight)
        for key in self._keys(number):
            self._places.add(key, number)
            self._words.add(key.partition(" ")[0])
            for beginning, kept in self._kept_for(key):
                self._take_in(beginning, kept, number)

    def drop(self, thing_id: str) -> None:
        """Forget it. Words that only it had stay known to the slips, and lead nowhere."""
        number = self._numbers.pop(thing_id, None)
        if number is None:
            return
        for key in self._keys(number):
            self._places.remove(key, number)
            for _, kept in self._kept_for(key):
                if number in kept.best:
                    kept.best.remove(number)
        self._ids[number], self._names[number] = "", ()
        self._free.append(number)

    def find(self, typed: str, limit: int, skip: Callable[[str], bool] = nobody) -> list[str]:
        """The ids of what was probably meant, best first, as if the skipped ones were not here."""
        asked = folded(typed[:MOST_LETTERS])
        if not asked:
            return []
        found = self._beginning(asked, limit, skip)
        if len(found) < limit:
            for other in self._words.corrected(asked):
                found |= self._beginning(other, limit, skip)
                if len(found) >= limit:
                    break
        return list(found)[:limit]

    def _beginning(self, asked: str, limit: int, skip: Callable[[str], bool]) -> dict[str, None]:
        kept = self._look(asked)
        found = [one for one in map(self._ids.__getitem__, kept.best) if not skip(one)]
        if len(found) < limit and not kept.whole:
            every = sorted(self._matching(asked), key=partial(self._rank, asked))
            kept.best, kept.whole = every[:TOP], len(every) <= TOP
            found = [one for one in map(self._ids.__getitem__, every) if not skip(one)]
        return dict.fromkeys(found[:limit])

    def _look(self, asked: str) -> Ready:
        kept = self._ready.get(asked)
        if kept is None:
            every = self._matching(asked)
            best = nsmallest(TOP, every, key=partial(self._rank, asked))
            kept = Ready(best, len(every) <= TOP)
            if len(every) >= MANY:
                self._ready[asked] = kept
        return kept

    def _matching(self, asked: str) -> set[int]:
        return set(chain.from_iterable(numbers for _, numbers in self._places.starting(asked)))

    def _rank(self, asked: str, number: int) -> tuple[bool, int, str, str]:
        """A name that begins so comes before one with a later word that does."""
        names = self._names[number]
        later = not any(name.startswith(asked) for name in names)
        return (later, -self._weights[number], names[0], self._ids[number])

    def _take_in(self, beginning: str, kept: Ready, number: int) -> None:
        """Set it into a list that stays what it was: the best, and nothing left out between."""
        rank = partial(self._rank, beginning)
        if number in kept.best:
            return
        if not kept.whole and (not kept.best or rank(number) > rank(kept.best[-1])):
            return
        insort(kept.best, number, key=rank)
        if len(kept.best) > TOP:
            del kept.best[TOP:]
            kept.whole = False

    def _kept_for(self, key: str) -> Iterator[tuple[str, Ready]]:
        for length in range(1, len(key) + 1):
            kept = self._ready.get(key[:length])
            if kept is not None:
                yield key[:length], kept

    def _enter(self, thing_id: str, names: tuple[str, ...], weight: int) -> int:
        if self._free:
            number = self._free.pop()
            self._ids[number], self._names[number] = thing_id, names
            self._weights[number] = weight
        else:
            number = len(self._ids)
            self._ids.append(thing_id)
            self._names.append(names)
            self._weights.append(weight)
        self._numbers[thing_id] = number
        return number

    def _keys(self, number: int) -> set[str]:
        """Each name from each of its words on."""
        return set(chain.from_iterable(map(_from_each_word, self._names[number])))


def _folded(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(folded, names))))


def _from_each_word(name: str) -> Iterator[str]:
    yield name
    place = name.find(" ")
    while place >= 0:
        yield name[place + 1 :]
        place = name.find(" ", place + 1)


def _common(places: Shards) -> list[str]:
    """The beginnings of up to three letters that many names share."""
    counts: dict[str, int] = {}
    for keys in places.everything():
        for key in keys:
            for length in range(1, min(len(key), 3) + 1):
                counts[key[:length]] = counts.get(key[:length], 0) + 1
    return [beginning for beginning, count in counts.items() if count >= MANY]
