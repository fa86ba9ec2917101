"""Which lines of a past chat put its prepared questions, told from the words alone.

A host rarely repeats a question as it was prepared: they shorten it, or send it in two lines. So
each line of theirs is compared with each question by the words both have, and rare words count
for more. What is much alike is taken as it is; what is less alike only where it fits the order,
and if it asks something. How well this does stands in `docs/importing.md`.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

ALIKE = 0.45  # the share of words, by their weight, from which a line is the question
ALIKE_IN_ORDER = 0.2  # the same between the questions before and after, with a question mark
NEXT_LINES = 3  # a question goes on in the next line of whoever asks it, if that comes so soon
_ADDRESS = re.compile(r"\]\([^)]*\)|https?://\S+")
_WORD = re.compile(r"\w+")
_AROUND = re.compile(r"[\W_]+|[\d_]+$")

Words = frozenset[str]


@dataclass(frozen=True)
class Heard:
    """A line that may put a question: its place from 0, and its words with those that go on."""

    place: int
    asks: bool
    ways: tuple[Words, ...]


@dataclass(frozen=True, order=True)
class Likeness:
    share: float
    earlier: int  # of two lines equally alike the first
    question: int
    place: int


def openings(
    questions: Sequence[str], host: str, lines: Sequence[tuple[str, str]]
) -> dict[int, int]:
    """By question, from 0, the place of the line that puts it; without those that nobody put."""
    asked = [_words(one) for one in questions]
    said = [_words(text) for _, text in lines]
    weights = _weights([*asked, *said])
    chairs = _chairs(asked, host, lines, said, weights)
    heard = list(_heard(lines, said, chairs))
    found = _much_alike(asked, heard, weights)
    for question, words in enumerate(asked):
        if question not in found:
            place = _in_order(question, words, found, heard, weights)
            if place is not None:
                found[question] = place
    return found


def _words(text: str) -> Words:
    return frozenset(_WORD.findall(_ADDRESS.sub(" ", text).casefold()))


def _weights(texts: Sequence[Words]) -> dict[str, float]:
    """What a word tells: the less, the more often it is said that evening."""
    often = Counter(word for words in texts for word in words)
    return {word: log(1 + len(texts) / times) for word, times in often.items()}


def _alike(first: Words, second: Words, weights: Mapping[str, float]) -> float:
    """From 0 to 1: twice what both have, of what they have together."""
    whole = sum(weights[word] for word in first) + sum(weights[word] for word in second)
    return 2 * sum(weights[word] for word in first & second) / whole if whole else 0


def voice_of(name: str) -> str:
    """People come back as `ana_` or `@ana7` when a line broke: the same voice."""
    plain = _AROUND.sub("", name.casefold())
    return plain or name.casefold()


def _chairs(
    asked: Sequence[Words],
    host: str,
    lines: Sequence[tuple[str, str]],
    said: Sequence[Words],
    weights: Mapping[str, float],
) -> set[str]:
    """The host, and the voice that puts the most: a host may write under another name."""
    put: Counter[str] = Counter()
    for question in asked:
        share, place = max(
            ((_alike(question, words, weights), -n) for n, words in enumerate(said)),
            default=(0.0, 0),
        )
        if share >= ALIKE:
            put[voice_of(lines[-place][0])] += 1
    return {voice_of(host), *(voice for voice, _ in put.most_common(1))}


def _heard(
    lines: Sequence[tuple[str, str]], said: Sequence[Words], chairs: set[str]
) -> Iterator[Heard]:
    places = [n for n, (name, _) in enumerate(lines) if voice_of(name) in chairs]
    for place, following in pairwise([*places, len(lines)]):
        ways = [said[place]]
        goes_on = following < len(lines) and following - place <= NEXT_LINES
        if goes_on:
            ways.append(said[place] | said[following])
        asks = "?" in lines[place][1] or (goes_on and "?" in lines[following][1])
        yield Heard(place, asks, tuple(ways))


def _much_alike(
    asked: Sequence[Words], heard: Sequence[Heard], weights: Mapping[str, float]
) -> dict[int, int]:
    """The most alike first; a question is put once, and a line puts one."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for one in sorted(_likenesses(asked, heard, weights), reverse=True):
        if one.share >= ALIKE and one.question not in found and one.place not in taken:
            found[one.question] = one.place
            taken.add(one.place)
    return found


def _likenesses(
    asked: Sequence[Words], heard: Sequence[Heard], weights: Mapping[str, float]
) -> Iterator[Likeness]:
    for question, words in enumerate(asked):
        for line in heard:
            share = max(_alike(words, way, weights) for way in line.ways)
            yield Likeness(share, -line.place, question, line.place)


def _in_order(
    question: int,
    words: Words,
    found: Mapping[int, int],
    heard: Sequence[Heard],
    weights: Mapping[str, float],
) -> int | None:
    """The line most alike after the question before and before the one after, if it asks."""
    before = max((place for one, place in found.items() if one < question), default=-1)
    after = min((place for one, place in found.items() if one > question), default=None)
    first = bisect_left(heard, before + 1, key=lambda line: line.place)
    between = [line for line in heard[first:] if after is None or line.place < after]
    alike = max(
        _likenesses([words], [line for line in between if line.asks], weights), default=None
    )
    return alike.place if alike and alike.share >= ALIKE_IN_ORDER else None
