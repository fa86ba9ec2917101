"""Two orders of the same things made one, by places alone: scores of words and of meanings say
nothing to each other."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing", bound=Hashable)

DEPTH = 200  # of the order by words that meaning may change
_EVEN = 60  # the higher, the less the very first places count


def fused(by_words: Sequence[Thing], by_meaning: Iterable[Thing]) -> list[Thing]:
    """Each by the sum of one over its places; those that neither has near the top come after."""
    worth: dict[Thing, float] = {}
    for order in (islice(by_words, DEPTH), by_meaning):
        for place, one in enumerate(order, start=1):
            worth[one] = worth.get(one, 0.0) + 1 / (_EVEN + place)
    first = sorted(worth, key=worth.__getitem__, reverse=True)
    return [*first, *(one for one in by_words[DEPTH:] if one not in worth)]


def reach(top: int, near: int) -> int:
    """How many by words are needed to know the first `top` of both, with so many near."""
    return max(top, DEPTH) + near if near else top
