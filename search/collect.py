"""One pass over the matches: permission, exact total, facets and the best hits.

Everything is computed as if the index held only the documents these audiences may see, the rarity
of words and the average length included. So a private document cannot change so much as the order
of what an outsider finds.
"""

import heapq
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from search import text
from search.api import NOTHING_NEAR, Near
from search.fusing import fused, reach
from search.marks import most_frequent
from search.matching import Leaf, Saturation, Scores, Weighed
from search.query import Query
from search.segment import Segment


class Found(NamedTuple):
    """One match. Equal ranks are told apart by a number drawn from the key."""

    rank: tuple[float, float, int]
    segment: Segment
    doc: int
    score: float


@dataclass
class Collected:
    """What a query finds for these audiences."""

    best: list[Found] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    """In how many permitted documents each stem of the query stands."""


class PermittedTop:
    """Finds what a query matches among the documents of some audiences, as if those with a key
    in `without` were dead."""

    def __init__(
        self,
        segments: Sequence[Segment],
        audiences: frozenset[str],
        without: frozenset[str] = frozenset(),
    ) -> None:
        self.segments = segments
        columns = [segment.columns.without(segment.living(without)) for segment in segments]
        totals = [
            one.totals[name] for one in columns for name in audiences.intersection(one.totals)
        ]
        self._documents = sum(total.documents for total in totals)
        words = sum(total.words for total in totals)
        saturation = Saturation(words / self._documents if words else 1.0)
        self._leaves = [
            Leaf(segment, seen, audiences, saturation)
            for segment, seen in zip(segments, columns, strict=True)
        ]

    def collect(
        self,
        query: Query,
        top: int,
        *,
        newest: bool,
        facets: Sequence[str],
        near: Near = NOTHING_NEAR,
    ) -> Collected:
        """The `top` best matches, how many there are, and how many of each value of the facets."""
        found = Collected(facets={name: {} for name in facets})
        if query.empty or not self._documents:
            return found
        counts: dict[str, Counter[str]] = {name: Counter() for name in facets}
        scores = self._scores(query, found)
        close: list[tuple[int, Found]] = []
        deep = top if newest else reach(top, len(near.keys))
        for leaf, sums in zip(self._leaves, scores, strict=True):
            places = leaf.segment.places_of(near.keys)
            alone = [doc for doc, place in places.items() if place < near.alone]
            matches = leaf.matches(query, sums, alone)
            found.total += len(matches)
            found.best += _top(leaf.segment, matches, deep, newest)
            close += _placed(leaf.segment, matches, places)
            for name, counter in counts.items():
                leaf.count(matches, name, counter)
        found.best = heapq.nsmallest(deep, found.best, key=lambda one: one.rank)
        if close and not newest:
            by_meaning = [one for _, one in sorted(close, key=itemgetter(0))]
            only_near = {one for one in by_meaning if not one.score}
            by_words = [one for one in found.best if one not in only_near]
            found.best = fused(by_words, by_meaning)[:top]
        found.facets = {name: most_frequent(counter) for name, counter in counts.items()}
        return found

    def counted(self, words: set[str]) -> dict[str, int]:
        """In how many documents that these audiences may see each of the words stands."""
        counts: dict[str, int] = {}
        for leaf in self._leaves:
            for word in words:
                if leaf.segment.has("words", word):
                    found = len(leaf.permitted(leaf.segment.docs("words", word)))
                    counts[word] = counts.get(word, 0) + found
        return {word: count for word, count in counts.items() if count}

    def _scores(self, query: Query, found: Collected) -> list[Scores]:
        """BM25 of each document with any of the words, segment by segment."""
        scores: list[Scores] = [{} for _ in self._leaves]
        for term in query.chosen("word", "phrase"):
            for stem in dict.fromkeys(map(text.stem, term.words)):
                if stem not in found.seen:
                    weighed = [leaf.weighed(stem) for leaf in self._leaves]
                    found.seen[stem] = self._add(scores, weighed)
        for term in query.chosen("prefix"):
            self._add(scores, [leaf.prefixed(term.words[0]) for leaf in self._leaves])
        return scores

    def _add(self, scores: list[Scores], weighed: list[Weighed]) -> int:
        seen = sum(len(docs) for docs, _ in weighed)
        rarity = math.log(self._documents / (seen + 1)) + 1
        for sums, (docs, parts) in zip(scores, weighed, strict=True):
            if not sums:
                sums.update(zip(docs, [part * rarity for part in parts], strict=True))
                continue
            known = sums.get
            for doc, part in zip(docs, parts, strict=True):
                sums[doc] = known(doc, 0.0) + part * rarity
        return seen


def _placed(segment: Segment, matches: Scores, places: dict[int, int]) -> list[tuple[int, Found]]:
    """Those of the matches that are near, each with its place among all that are."""
    when, tie = segment.columns.when, segment.columns.tie
    return [
        (place, Found(_rank(matches[doc], when[doc], tie[doc], False), segment, doc, matches[doc]))
        for doc, place in places.items()
        if doc in matches
    ]


def _top(segment: Segment, matches: Scores, top: int, newest: bool) -> list[Found]:
    """The best of one segment; what lies below the last wanted value gets no rank."""
    when, tie = segment.columns.when, segment.columns.tie
    docs: list[int] = list(matches)
    if len(docs) > top:
        values = [when[doc] for doc in docs] if newest else list(matches.values())
        least = heapq.nlargest(top, values)[-1] if top else math.inf
        docs = [doc for doc, value in zip(docs, values, strict=True) if value >= least]
    return [
        Found(_rank(matches[doc], when[doc], tie[doc], newest), segment, doc, matches[doc])
        for doc in docs
    ]


def _rank(score: float, when: int, tie: int, newest: bool) -> tuple[float, float, int]:
    return (-when, 0.0, tie) if newest else (-score, -when, tie)
