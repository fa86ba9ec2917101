"""What a query matches in one segment, for the audiences of one search."""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import reduce

from search import library, text
from search.marks import start
from search.query import EITHER, MARKS, Query, Term
from search.schema import NO_DATE, seconds
from search.segment import Columns, Segment

Scores = dict[int, float]
Weighed = tuple[list[int], list[float]]

K1, B = 1.2, 0.75
_END_OF_TIME = 2**62


class Saturation(dict[float, list[float]]):
    """BM25's share of a word by its weight and the document's length byte."""

    def __init__(self, average_length: float) -> None:
        super().__init__()
        lengths = (library.byte_to_length(byte) for byte in range(256))
        self._norms = [K1 * (1 - B + B * length / average_length) for length in lengths]

    def __missing__(self, weight: float) -> list[float]:
        table = self[weight] = [weight * (K1 + 1) / (weight + norm) for norm in self._norms]
        return table


class Leaf:
    """One segment, seen with the eyes of these audiences in the columns of one search."""

    def __init__(
        self,
        segment: Segment,
        columns: Columns,
        audiences: frozenset[str],
        saturation: Saturation,
    ) -> None:
        self.segment = segment
        self._of = columns.audience.of
        self._allowed = bytearray(len(columns.audience.names))
        for name in audiences.intersection(columns.totals):
            self._allowed[columns.totals[name].number] = True
        self._saturation = saturation

    def permitted(self, docs: Iterable[int]) -> list[int]:
        """Those of the documents that are alive and may be seen."""
        allowed, of = self._allowed, self._of
        return [doc for doc in docs if allowed[of[doc]]]

    def weighed(self, stem: str) -> Weighed:
        """The permitted documents with this stem, and its saturated weight in each."""
        allowed, of = self._allowed, self._of
        tables, lengths = self._saturation, self.segment.columns.lengths
        pairs = zip(*self.segment.postings("text", stem), strict=True)
        kept = [(doc, tables[weight][lengths[doc]]) for doc, weight in pairs if allowed[of[doc]]]
        return [doc for doc, _ in kept], [part for _, part in kept]

    def prefixed(self, prefix: str) -> Weighed:
        """The permitted documents with a name, title or skill that begins so."""
        docs = self.permitted(self._prefixed(prefix))
        return docs, [1.0] * len(docs)

    def matches(self, query: Query, scores: Scores, near: Sequence[int] = ()) -> Scores:
        """The permitted matches with their scores, which were added up for the words before;
        none for what is only near."""
        required = self._required(query)
        scores = {**dict.fromkeys(self.permitted(near), 0.0), **scores} if near else scores
        if query.chosen("word", "prefix") and not query.chosen("phrase"):
            if required is not None:
                scores = {doc: score for doc, score in scores.items() if doc in required}
        else:
            docs = self.permitted(range(self.segment.size) if required is None else required)
            scores = {doc: scores.get(doc, 0.0) for doc in docs}
        return self._left(query, scores)

    def count(self, matches: Scores, facet: str, counter: Counter[str]) -> None:
        """Add how many of the matches have each value of the facet."""
        values, of = self.segment.values(facet)
        for number, count in Counter(map(of.__getitem__, matches)).items():
            for value in values[number]:
                counter[value] += count

    def _required(self, query: Query) -> set[int] | None:
        """The documents inside every filter and with every phrase; None when nothing narrows."""
        groups: dict[object, set[int]] = {}
        for term in query.chosen():
            if term.field not in ("word", "prefix"):
                group = term.field if term.field in EITHER else term
                groups[group] = groups.get(group, set()) | self._docs(term)
        return reduce(set.intersection, groups.values()) if groups else None

    def _left(self, query: Query, matches: Scores) -> Scores:
        """The matches without the excluded ones and those of other dates."""
        excluded = {doc for term in query.chosen(excluded=True) for doc in self._docs(term)}
        if excluded:
            matches = {doc: score for doc, score in matches.items() if doc not in excluded}
        if query.after is None and query.before is None:
            return matches
        first = NO_DATE + 1 if query.after is None else seconds(query.after)
        last = _END_OF_TIME if query.before is None else seconds(query.before)
        when = self.segment.columns.when
        return {doc: score for doc, score in matches.items() if first <= when[doc] < last}

    def _docs(self, term: Term) -> set[int]:
        if term.field == "phrase":
            return self._with_phrase([text.stem(word) for word in term.words])
        if term.field == "prefix":
            return self._prefixed(term.words[0])
        if term.field == "word":
            return self.segment.docs("text", text.stem(term.words[0]))
        wanted = text.whole_name(term.words) if term.whole else text.stem(term.words[0])
        if term.field in MARKS:
            return self.segment.docs("marks", start(term.field) + wanted)
        return self.segment.docs(term.field, wanted)

    def _prefixed(self, prefix: str) -> set[int]:
        terms = self.segment.terms("names", prefix)
        return {doc for term in terms for doc in self.segment.docs("names", term)}

    def _with_phrase(self, stems: list[str]) -> set[int]:
        """The documents where the stems stand one after another."""
        common = reduce(set.intersection, (self.segment.docs("text", stem) for stem in set(stems)))
        common = set(self.permitted(common))
        if len(stems) == 1 or not common:
            return common
        places = [self.segment.places(stem) for stem in stems]
        return {doc for doc in common if _adjoin([places_of[doc] for places_of in places])}


def _adjoin(places: list[bytes]) -> bool:
    """Whether the words whose places these are stand side by side somewhere, in this order."""
    starts = [
        {place - shift for place in array("H", stored)} for shift, stored in enumerate(places)
    ]
    return bool(reduce(set.intersection, starts))
