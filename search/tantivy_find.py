"""One search in an index of tantivy: permission, exact total, facets and the best hits.

As with the other engine everything is computed as if the index held only what these audiences may
see. Scores are whole numbers, because sums of fractions come out differently in another order.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tantivy import DocAddress, FieldType, Occur, Searcher
from tantivy import Query as Asked

from search import text
from search.api import NOTHING_NEAR, Near
from search.fusing import fused, reach
from search.marks import MOST_VALUES, compared, most_frequent, start
from search.query import EITHER, MARKS, Query, Term
from search.schema import seconds
from search.tantivy_rows import LEVELS, SCHEMA, level_of, stored_words, token
from search.tantivy_rows import start as start_of_parts

Placed = tuple[float, DocAddress]
"""A hit with its score."""

_FINENESS = 2_000  # of scores; a hundred of the rarest words stay exact in 24 bits
_FURTHER = 8  # times as many, where the last place is shared
_NO_LIMIT = 60_000  # values of a facet in one segment
_MANY = 100  # audiences above which one look through all they may see is cheaper than a union
_MOST_READERS = 500  # whose counts are kept


class Counts(dict[tuple[frozenset[str], frozenset[str]], int]):
    """How many documents of one commit some audiences may see, without some keys."""


@dataclass
class Collected:
    """What a query finds for these audiences."""

    best: list[Placed] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)


class Permitted:
    """What some audiences may see of an index, as if the keys in `without` were not there."""

    def __init__(
        self,
        searcher: Searcher,
        audiences: frozenset[str],
        without: frozenset[str],
        counts: Counts,
    ) -> None:
        self._searcher = searcher
        self._counts, self._reader = counts, (audiences, without)
        seen = _held_by(sorted(audiences - {""}))
        gone = [(Occur.MustNot, _any(_term("key", key) for key in without))] if without else []
        self._permitted = Asked.boolean_query([(Occur.Must, seen), *gone])

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
        scored = self._scored(query, found.seen)
        asked = self._matching(query, scored, near.keys[: near.alone]) if self._documents else None
        if asked is None:
            return found
        equals = not scored or (len(scored) == 1 and query.chosen("prefix"))
        if newest or (equals and not near.keys):
            found.best, found.total = self._newest(asked, top)
        else:
            found.best, found.total = self._best(asked, reach(top, len(near.keys)))
        if near.keys and not newest:
            found.best = self._fused(found.best, asked, near.keys)[:top]
        for name in facets:
            found.facets[name] = self._facet(asked, name) if name.isidentifier() else {}
        return found

    def counted(self, words: set[str]) -> dict[str, int]:
        """In how many documents that these audiences may see each of the words stands."""
        known = (word for word in words if self._searcher.doc_freq("words", token(word)))
        counts = {word: self._count(_term("words", token(word))) for word in known}
        return {word: count for word, count in counts.items() if count}

    @cached_property
    def _documents(self) -> int:
        """How many these audiences may see, counted once for each commit."""
        known = self._counts.get(self._reader)
        if known is None:
            known = _total(self._searcher.search(self._permitted, 1))
            if len(self._counts) < _MOST_READERS:
                self._counts[self._reader] = known
        return known

    def _count(self, asked: Asked) -> int:
        both = Asked.boolean_query([(Occur.Must, self._permitted), (Occur.Must, asked)])
        return _total(self._searcher.search(both, 1))

    def _scored(self, query: Query, seen: dict[str, int]) -> list[Asked]:
        """What adds to the score: each stem by the levels at which it stands somewhere."""
        scored: list[Asked] = []
        for term in query.chosen("word", "phrase"):
            for stem in dict.fromkeys(map(text.stem, term.words)):
                if stem not in seen:
                    seen[stem] = self._score_stem(stem, scored)
        for term in query.chosen("prefix"):
            asked = _docs(term)
            scored.append(_worth(asked, self._rarity(self._count(asked))))
        return scored

    def _score_stem(self, stem: str, scored: list[Asked]) -> int:
        parts = self._searcher.terms_with_prefix("parts", start_of_parts(stem), self._permitted)
        seen = sum(count for _, count in parts)
        rarity = self._rarity(seen)
        for part, count in parts:
            if count:
                scored.append(_worth(_term("parts", part), rarity * LEVELS[level_of(part)]))
        return seen

    def _rarity(self, seen: int) -> float:
        return math.log(self._documents / (seen + 1)) + 1

    def _matching(self, query: Query, scored: list[Asked], alone: Sequence[str]) -> Asked | None:
        """The query as the library takes it; None if nothing can match."""
        clauses = [(Occur.Must, _worth(self._permitted, 0))]
        clauses += [(Occur.Must, _worth(asked, 0)) for asked in _required(query)]
        clauses += [(Occur.MustNot, _docs(term)) for term in query.chosen(excluded=True)]
        if query.chosen("word", "prefix") and not query.chosen("phrase"):
            if not scored and not alone:
                return None
            close = [_worth(_keys(alone), 0)] if alone else []
            clauses.append((Occur.Must, _any([*scored, *close])))
        elif scored:
            clauses.append((Occur.Should, _any(scored)))
        return Asked.boolean_query(clauses)

    def _newest(self, asked: Asked, top: int) -> tuple[list[Placed], int]:
        found = self._searcher.search(asked, max(top, 1), order_by_field="order")
        return [(0.0, address) for _, address in found.hits[:top]], _total(found)

    def _best(self, asked: Asked, top: int) -> tuple[list[Placed], int]:
        """The best by score, of equals the newest. The library orders equals by where they lie,
        so all that share the last place are fetched."""
        limit = top + 1
        while True:
            found = self._searcher.search(asked, limit)
            hits = found.hits
            if len(hits) < limit or top == 0 or hits[-1][0] < hits[top - 1][0]:
                break
            limit *= _FURTHER
        late = self._searcher.fast_field_values("order", [address for _, address in hits])
        ranked = sorted(zip(hits, late, strict=True), key=lambda one: (-one[0][0], -(one[1] or 0)))
        best = [(score / _FINENESS, address) for (score, address), _ in ranked[:top]]
        return best, _total(found)

    def _fused(self, best: list[Placed], asked: Asked, near: Sequence[str]) -> list[Placed]:
        """The order by words and that of what is near, as one; only the words have scores."""
        both = Asked.boolean_query([(Occur.Must, asked), (Occur.Must, _keys(near))])
        place = {key: number for number, key in enumerate(near)}
        close: list[tuple[int, tuple[int, int]]] = []
        known = {_number(address): (score, address) for score, address in best}
        for _, address in self._searcher.search(both, len(near)).hits:
            number = _number(address)
            close.append((place[stored_words(self._searcher.doc(address)).key], number))
            known.setdefault(number, (0.0, address))
        by_meaning = [number for _, number in sorted(close)]
        only_near = {number for number in by_meaning if not known[number][0]}
        by_words = [one for _, address in best if (one := _number(address)) not in only_near]
        return [known[one] for one in fused(by_words, by_meaning)]

    def _facet(self, asked: Asked, name: str) -> dict[str, int]:
        """The most frequent values. The library leaves open which of equals it names, so all that
        share the last place are fetched."""
        size = 5 * MOST_VALUES
        while True:
            terms = {"field": f"counted.{name}", "size": size, "segment_size": _NO_LIMIT}
            found: Any = self._searcher.aggregate(asked, {name: {"terms": terms}})
            buckets = [(one["key"], one["doc_count"]) for one in found[name]["buckets"]]
            if len(buckets) < size:
                return most_frequent(dict(buckets))
            if buckets[-1][1] < buckets[MOST_VALUES - 1][1]:
                return self._counted_anew(asked, name, most_frequent(dict(buckets)))
            size *= _FURTHER

    def _counted_anew(self, asked: Asked, name: str, values: Iterable[str]) -> dict[str, int]:
        """These values in every way they are written, of which the library has not named all."""
        counts = {}
        for value in values:
            same = _term("marks", start(name) + compared(value))
            both = Asked.boolean_query([(Occur.Must, asked), (Occur.Must, same)])
            counts[value] = _total(self._searcher.search(both, 1))
        return most_frequent(counts)


def _required(query: Query) -> list[Asked]:
    """The filters and phrases: inside a group any of them, of the groups each."""
    groups: dict[object, list[Asked]] = {}
    for term in query.chosen():
        if term.field not in ("word", "prefix"):
            group = term.field if term.field in EITHER else term
            groups.setdefault(group, []).append(_docs(term))
    required = [_any(group) for group in groups.values()]
    if query.after is not None or query.before is not None:
        required.append(
            Asked.range_query(
                SCHEMA,
                "when",
                FieldType.Integer,
                None if query.after is None else seconds(query.after),
                None if query.before is None else seconds(query.before),
                include_upper=query.before is None,
            )
        )
    return required


def _docs(term: Term) -> Asked:
    if term.field == "prefix":
        return Asked.fuzzy_term_query(SCHEMA, "names", token(term.words[0]), 0, prefix=True)
    if term.field in ("word", "phrase"):
        stems = [token(text.stem(word)) for word in term.words]
        if len(stems) == 1:
            return _term("text", stems[0])
        return Asked.phrase_query(SCHEMA, "text", list(stems))
    wanted = text.whole_name(term.words) if term.whole else text.stem(term.words[0])
    if term.field in MARKS:
        return _term("marks", start(term.field) + wanted)
    return _term(term.field, wanted)


def _number(address: DocAddress) -> tuple[int, int]:
    return address.segment_ord, address.doc


def _keys(keys: Sequence[str]) -> Asked:
    return Asked.term_set_query(SCHEMA, "key", list(keys))


def _total(found: Any) -> int:
    """How many there are in all; the library's own types do not know of it."""
    return int(found.count)


def _term(field: str, value: str) -> Asked:
    return Asked.term_query(SCHEMA, field, value, "basic")


def _held_by(audiences: list[str]) -> Asked:
    if len(audiences) > _MANY:
        return Asked.term_set_query(SCHEMA, "audience", audiences)
    return _any(_term("audience", name) for name in audiences)


def _any(asked: Iterable[Asked]) -> Asked:
    clauses = [(Occur.Should, one) for one in asked]
    return Asked.boolean_query(clauses) if clauses else Asked.empty_query()


def _worth(asked: Asked, score: float) -> Asked:
    """What these documents are worth, however well the library thinks they match."""
    return Asked.const_score_query(asked, float(round(score * _FINENESS)))
