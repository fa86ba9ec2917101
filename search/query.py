"""The query language: anything typed becomes a `Query`, nothing typed is an error."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from search import text

MOST_LETTERS = 200
MOST_TERMS = 12
SHORTEST_PREFIX = 3

FIELDS = {
    "teach": "teaches",
    "learn": "learns",
    "skill": "skills",
    "in": "circle",
    "from": "people",
    "kind": "kind",
    "has": "has",
}

_PIECE = re.compile(
    r"(?P<minus>-)?(?:(?P<name>[A-Za-z]+):)?"
    r'(?:"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]+))'
)
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")


@dataclass(frozen=True)
class Term:
    """One thing asked for; `field` is `word`, `phrase`, `prefix` or a field of the index.

    `whole` asks for the whole name of a skill, circle or person rather than for a word of it.
    """

    field: str
    words: tuple[str, ...]
    whole: bool = False
    excluded: bool = False


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
        return cls(clean, tuple(unique[:MOST_TERMS]), **dates)

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
        return " ".join(word for term in self.chosen(*fields) for word in term.words)

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
    found = text.folded(typed)[:MOST_TERMS]
    if name in FIELDS and found:
        yield Term(FIELDS[name], found, whole=quoted or len(found) > 1, excluded=excluded)
        return
    if name:
        found = text.folded(f"{name} {typed}")[:MOST_TERMS]
    if typed.endswith("*") and not quoted and len(found) == 1 and len(found[0]) >= SHORTEST_PREFIX:
        yield Term("prefix", found, excluded=excluded)
    elif found and (quoted or excluded) and len(found) > 1:
        yield Term("phrase", found, excluded=excluded)
    else:
        yield from (Term("word", (word,), excluded=excluded) for word in found)


def _without_question_words(terms: list[Term]) -> list[Term]:
    """Leave out the words of asking, unless no other word is left to rank by."""
    content = [
        t for t in terms if t.field != "word" or t.excluded or t.words[0] not in text.QUESTION_WORDS
    ]
    return content or terms


def _take_date(piece: re.Match[str], dates: dict[str, datetime]) -> bool:
    name = (piece["name"] or "").lower()
    day = _DAY.fullmatch(piece["quoted"] or piece["bare"] or "")
    if name not in ("before", "after") or day is None:
        return False
    year, month, date = (int(part) if part else 1 for part in day.groups())
    try:
        moment = datetime(year, month, date, tzinfo=UTC)
    except ValueError:
        return False
    if piece["minus"]:
        name = "after" if name == "before" else "before"
    dates[name] = moment
    return True
