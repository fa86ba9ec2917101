"""The query language: anything typed becomes a `Query`, nothing typed is an error."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from search import text
from search.dates import span

MOST_LETTERS = 200
MOST_TERMS = 12
SHORTEST_PREFIX = 3

# Facets one can filter by, besides skills.
MARKS = ("kind", "circle", "month", "site", "grade", "form", "free", "trained", "has")
EITHER = {*MARKS, "people"}  # naming two values of one of these means one or the other
FIELDS = {
    "teach": "teaches",
    "learn": "learns",
    "skill": "skills",
    "in": "circle",
    "from": "people",
    **{name: name for name in MARKS},
}
_WORDS = ("word", "phrase", "prefix")

_PIECE = re.compile(
    r"(?P<minus>-)?(?:(?P<name>[A-Za-z]+):)?"
    r'(?:"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]+))'
)
# Their values are one word of ours, so that quotes would only be in the way.
_PLAIN = {"kind", "month", "has", "free", "trained"}
_DATED = {"after": "before", "before": "after", "on": ""}  # and what says the opposite


@dataclass(frozen=True)
class Term:
    """One thing asked for; `field` is `word`, `phrase`, `prefix` or a field of the index.

    `whole` asks for the whole name of a skill, circle or person rather than for a word of it.
    """

    field: str
    words: tuple[str, ...]
    whole: bool = False
    excluded: bool = False


class Filter(NamedTuple):
    """A filter as it was typed, with the name of its facet: `in:owls` is of the facet circle."""

    name: str
    value: str


@dataclass(frozen=True)
class Query:
    """What somebody typed, understood. `text` is what was typed, tidied and cut."""

    text: str = ""
    terms: tuple[Term, ...] = ()
    after: datetime | None = None
    before: datetime | None = None

    @classmethod
    def parse(cls, typed: str) -> "Query":
        """Understand the first 200 characters and 12 terms of what was typed.

        What is no filter is read as words, so a colon or a bad date never empties the page.
        """
        clean = text.tidy(typed[:MOST_LETTERS])[:MOST_LETTERS]
        terms: list[Term] = []
        dates: dict[str, datetime] = {}
        for piece in _PIECE.finditer(clean):
            if not _take_date(piece, dates):
                terms.extend(_terms(piece))
        unique = _without_question_words(list(dict.fromkeys(terms)))
        # Filters first: they narrow, so a query that is too long never shows more for it.
        kept = sorted(unique, key=lambda term: term.field in _WORDS)[:MOST_TERMS]
        return cls(clean, tuple(term for term in unique if term in kept), **dates)

    def chosen(self, *fields: str, excluded: bool = False) -> list[Term]:
        """The terms of these fields, or of every field, that are asked for (or excluded)."""
        return [
            t for t in self.terms if t.excluded == excluded and (not fields or t.field in fields)
        ]

    @property
    def empty(self) -> bool:
        return not self.terms and self.after is None and self.before is None

    @property
    def words(self) -> str:
        """What is looked for, without how and where."""
        fields = ("word", "phrase", "prefix", "teaches", "learns", "skills")
        found = [word for term in self.chosen(*fields) for word in term.words]
        return " ".join(found[:MOST_TERMS])

    @property
    def sought(self) -> str:
        """The same as it was typed: “C#” is a name, and “c” is not."""
        typed = [one for one in map(_sought, _PIECE.finditer(self.text)) if text.folded(one)]
        told = [one for one in typed if not text.QUESTION_WORDS.issuperset(text.folded(one))]
        return " ".join(told or typed)

    @property
    def meant(self) -> str:
        """What may be found by what it means: the words as they were typed, questions whole."""
        return " ".join(filter(text.folded, map(_meant, _PIECE.finditer(self.text))))

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The filters asked for, excluded ones left out, to be shown and taken away again."""
        return tuple(filter(None, map(_filter, _PIECE.finditer(self.text))))

    def with_filter(self, name: str, value: str) -> "Query":
        """The same query inside one more filter; `name` is a facet or how the filter is written.

        In quotes, so that it is this value and none that has more words. Of a text too long for
        both, words at its end make room.
        """
        value = " ".join(value.replace('"', " ").split())
        quoted = value if name in _PLAIN else f'"{value}"'
        pieces = _closed(_PIECE.finditer(self.without_filter(name, value).text))
        added = f"{'in' if name == 'circle' else name}:{quoted}"
        wanted = Query.parse(added)
        while True:
            text = " ".join([*pieces, added])
            query = Query.parse(text)
            if not pieces or (len(text) <= MOST_LETTERS and query.holds(wanted)):
                return query
            pieces.pop()

    def holds(self, other: "Query") -> bool:
        """Whether everything the other asks for is asked for here as well."""
        dates = {(self.after, self.before), (None, None)}
        return set(other.terms) <= set(self.terms) and (other.after, other.before) in dates

    def without_filter(self, name: str, value: str) -> "Query":
        """The same query without this filter, however its value is quoted or written."""
        gone = ("circle" if name == "in" else name, text.folded(text.tidy(value)))
        found = ((piece, _filter(piece)) for piece in _PIECE.finditer(self.text))
        kept = (
            piece for piece, one in found if not one or (one.name, text.folded(one.value)) != gone
        )
        return Query.parse(" ".join(_closed(kept)))

    def of_kind(self, kind: str) -> "Query":
        """The same query for one kind of thing."""
        return replace(self, terms=(*self.terms, Term("kind", (kind,))))

    def with_word(self, wrong: str, right: str) -> "Query":
        """The same query with one word spelt otherwise."""
        pieces, end = [], 0
        for word in text.words(self.text):
            if word.text == wrong:
                pieces += [self.text[end : word.start], right]
                end = word.end
        return Query.parse("".join([*pieces, self.text[end:]]))


def _terms(piece: re.Match[str]) -> Iterator[Term]:
    excluded, name = piece["minus"] is not None, (piece["name"] or "").lower()
    quoted, typed = piece["quoted"] is not None, piece["quoted"] or piece["bare"] or ""
    found = text.folded(typed)
    if name in FIELDS and found:
        # Of the whole name, however many words it has.
        yield Term(FIELDS[name], found, whole=quoted or len(found) > 1, excluded=excluded)
        return
    found = (text.folded(f"{name} {typed}") if name else found)[:MOST_TERMS]
    if typed.endswith("*") and not quoted and len(found) == 1 and len(found[0]) >= SHORTEST_PREFIX:
        yield Term("prefix", found, excluded=excluded)
    elif found and (quoted or excluded) and len(found) > 1:
        yield Term("phrase", found, excluded=excluded)
    else:
        yield from (Term("word", (word,), excluded=excluded) for word in found)


def _sought(piece: re.Match[str]) -> str:
    """What a piece looks for; empty where it says how or where to look."""
    name, bare = (piece["name"] or "").lower(), (piece["bare"] or "").rstrip("*?!.,;")
    if piece["minus"] or _take_date(piece, {}):
        return ""
    if name and name not in FIELDS:
        return piece[0].rstrip("*?!.,;").replace('"', "")
    return (piece["quoted"] or bare) if name in ("", "teach", "learn", "skill") else ""


def _meant(piece: re.Match[str]) -> str:
    """A word or some in quotes; beginnings of words mean nothing."""
    how = (piece["name"] or "").lower() in FIELDS or (piece["bare"] or "").endswith("*")
    return "" if how else _sought(piece)


def _filter(piece: re.Match[str]) -> Filter | None:
    name = (piece["name"] or "").lower()
    value = piece["quoted"] or piece["bare"] or ""
    if name not in FIELDS or piece["minus"] or not text.folded(value):
        return None
    return Filter("circle" if name == "in" else name, value)


def _closed(pieces: Iterable[re.Match[str]]) -> list[str]:
    """The pieces as typed, the last one with its quotation mark if that was left out."""
    return [piece[0] + '"' * (piece[0].count('"') % 2) for piece in pieces]


def _without_question_words(terms: list[Term]) -> list[Term]:
    """Leave out the words of asking, unless no other word is left to rank by."""
    content = [
        t for t in terms if t.field != "word" or t.excluded or t.words[0] not in text.QUESTION_WORDS
    ]
    return content or terms


def _take_date(piece: re.Match[str], dates: dict[str, datetime]) -> bool:
    """`after:` or `before:` a day, month or year, or `on:` it."""
    name = (piece["name"] or "").lower()
    found = span(piece["quoted"] or piece["bare"] or "") if name in _DATED else None
    if found is None or (name == "on" and piece["minus"]):
        return False
    first, end = found
    if name == "on":
        dates |= {"after": first, "before": end}
    else:
        dates[_DATED[name] if piece["minus"] else name] = first
    return True
