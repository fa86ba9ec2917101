"""Did you mean: a better spelling, learnt only from documents the reader may see."""

import string
from collections.abc import Iterator
from typing import Protocol

from search import text
from search.query import Query

SHORTEST = 3
MOST_WORDS = 3
_LETTERS = string.ascii_lowercase


class Vocabulary(Protocol):
    def counted(self, words: set[str]) -> dict[str, int]:
        """In how many permitted documents each of these words stands, if in any."""


def corrected(query: Query, seen: dict[str, int], permitted: Vocabulary) -> Query | None:
    """The query with unknown words spelt as permitted documents do, if that helps.

    A word is unknown when no permitted document has it, however many others do.
    """
    better = query
    for word in _unknown(query, seen)[:MOST_WORDS]:
        right = _right(word, permitted)
        if right:
            better = better.with_word(word, right)
    return better if better != query else None


def _unknown(query: Query, seen: dict[str, int]) -> list[str]:
    words = (word for term in query.chosen("word", "phrase") for word in term.words)
    return [w for w in words if len(w) >= SHORTEST and w.isalpha() and not seen.get(text.stem(w))]


def _right(word: str, permitted: Vocabulary) -> str | None:
    """The word one slip away that stands in the most permitted documents."""
    counts = permitted.counted(set(_slips(word)))
    return min(counts, key=lambda other: (-counts[other], other), default=None)


def _slips(word: str) -> Iterator[str]:
    """Every spelling one letter left out, added, mistaken or swapped away."""
    for place in range(len(word) + 1):
        left, right = word[:place], word[place:]
        for letter in _LETTERS:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
