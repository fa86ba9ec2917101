"""One slip of the keys: a letter left out, added, mistaken for another, or two of them swapped.

Two words one slip apart become the same when one letter is left out of each, or of one of them.
So the beginning of each known word is noted under all its spellings with a letter left out, and
what was typed is looked up in the same way.
"""

from collections.abc import Iterable, Iterator

from search.shards import Shards

SHORTEST = 4  # in shorter words every other word is one slip away
REACH = 6  # letters of a word in which a slip leads to it; those after them are compared
MOST = 12  # corrections of one word


class Words:
    """The words of all names, to be found although one letter is wrong."""

    def __init__(self) -> None:
        self._words = Shards()
        self._beginnings: list[str] = []
        self._noted = Shards()

    def fill(self, words: Iterable[str]) -> None:
        """Many at once, where none was known."""
        known = {word for word in words if len(word) >= SHORTEST}
        for word in known:
            self._words.append(word, 0)
        for beginning in {word[:REACH] for word in known}:
            self._beginnings.append(beginning)
            for spelling in _left_out(beginning):
                self._noted.append(spelling, len(self._beginnings) - 1)
        for shards in (self._words, self._noted):
            for _ in shards.settle():
                pass

    def add(self, word: str) -> None:
        if len(word) < SHORTEST or self._words.has(word):
            return
        if not any(keys for keys, _ in self._words.starting(word[:REACH])):
            self._beginnings.append(word[:REACH])
            for spelling in _left_out(word[:REACH]):
                self._noted.add(spelling, len(self._beginnings) - 1)
        self._words.add(word, 0)

    def corrected(self, asked: str) -> Iterator[str]:
        """What was asked for with one of its words put right; the last may be only begun."""
        words = asked.split(" ")
        for place, word in enumerate(words):
            if len(word) >= SHORTEST:
                begun = place == len(words) - 1
                for other in self._near(word, begun):
                    yield " ".join([*words[:place], other, *words[place + 1 :]])

    def _near(self, word: str, begun: bool) -> list[str]:
        """The known words, or beginnings of words, one slip away; the likeliest first."""
        found: set[str] = set()
        for known in self._candidates(word):
            near = _begins_near(word, known) if begun else known
            if near and near != word and one_slip(word, near):
                found.add(near)
        return sorted(found, key=lambda near: (abs(len(near) - len(word)), near))[:MOST]

    def _candidates(self, word: str) -> Iterator[str]:
        numbers = {n for spelling in _left_out(word[:REACH]) for n in self._noted.at(spelling)}
        for number in numbers:
            for keys, _ in self._words.starting(self._beginnings[number]):
                yield from keys


def _left_out(word: str) -> set[str]:
    """The word, and the word without each of its letters."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _begins_near(word: str, known: str) -> str | None:
    """The beginning of a known word that is one slip from what was typed so far."""
    for length in (len(word), len(word) + 1, len(word) - 1):
        if length <= len(known) and one_slip(word, known[:length]):
            return known[:length]
    return None


def one_slip(one: str, other: str) -> bool:
    """Whether the two are equal, or one letter is too many, too few, wrong, or swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    place = 0
    while place < min(len(one), len(other)) and one[place] == other[place]:
        place += 1
    left, right = one[place:], other[place:]
    swapped = left[1:2] + left[:1] + left[2:]
    return left[1:] == right[1:] or left == right[1:] or left[1:] == right or swapped == right
