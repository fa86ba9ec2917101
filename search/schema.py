"""How a document is laid out in the index.

The text is one weighted field (title three times, skills twice, body once): that ranks better
than several fields whose scores are added. Stemmed words carry positions for phrases; `names` and
`words` hold unstemmed words for prefixes and spelling. Title, body and names are stored too: what
we index is short (messages, purposes, profiles), and a snippet then costs no trip to the database
and always shows the text that matched. The price is that a withdrawn body stays in the bytes of
its segment, marked dead and never readable through the engine, until that segment is folded or
the index rebuilt.
"""

import zlib
from array import array
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from search import library, marks, text
from search.api import Document

LAYOUT = 5  # raise this when anything here, in text.py or in what is fed changes what is written
POSITION_KEY = "#position"
NO_DATE = -(2**62)
_LAST_POSITION = 2**16 - 1
_GAP = 50  # keeps a phrase from matching across the end of one part and the start of the next

TITLE_WEIGHT, SKILL_WEIGHT, BODY_WEIGHT = 3, 2, 1

Words = tuple[str, ...]
Weighed = dict[str, tuple[int, bytes]]


class ListField(library.FieldType):  # type: ignore[misc]
    """Terms that are there or not; they arrive ready made."""

    def __init__(self) -> None:
        self.format = library.Existence()

    def index(self, value: Iterable[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term in value:
            yield term.encode(), 1, 1.0, b""


class TextField(library.FieldType):  # type: ignore[misc]
    """Stems with weight and positions; they arrive ready made."""

    scorable = True

    def __init__(self) -> None:
        self.format = library.Positions()

    def index(self, value: Weighed, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for stem, (weight, positions) in value.items():
            yield stem.encode(), weight, float(weight), positions


LISTS = (
    *("key", "names", "words", "skills", "teaches", "learns", "people"),
    *("audience", "marks", "counted"),
)
SCHEMA: Any = library.Schema(
    text=TextField(),
    when=library.Column(library.NumericColumn("q", default=NO_DATE)),
    tie=library.Column(library.NumericColumn("I")),
    stored=library.Stored(),
    **{name: ListField() for name in LISTS},
)


class StoredText(NamedTuple):
    """What a hit is shown with."""

    key: str
    kind: str
    title: str
    body: str
    skills: tuple[str, ...]
    teaches: tuple[str, ...]
    learns: tuple[str, ...]
    people: tuple[str, ...]
    context: str


def row(document: Document) -> dict[str, Any]:
    """A document as the index takes it."""
    stored = stored_text(document)
    skills = (*stored.skills, *stored.teaches, *stored.learns)
    marked = marks.values(document)
    title, body = text.folded(stored.title), text.folded(stored.body)
    skill_words = [text.folded(name) for name in skills]
    named = set(title).union(*skill_words)
    return {
        "key": (stored.key,),
        "text": weigh(title, skill_words, body),
        "names": named,
        "words": named.union(body),
        "skills": text.name_terms((*skills, *marked["skill"])),
        "teaches": text.name_terms(stored.teaches),
        "learns": text.name_terms(stored.learns),
        "people": text.name_terms(stored.people),
        "audience": (document.audience,) if document.audience else (),
        "marks": marks.filter_terms(marked),
        "counted": marks.counted_terms(marked),
        "when": seconds(document.starts_at or document.updated_at),
        "tie": tie(stored.key),
        "stored": tuple(stored),
    }


def position_row(position: int) -> dict[str, Any]:
    """The position as a document nobody may find: committed with what it speaks of."""
    return {"key": (POSITION_KEY,), "stored": position}


def stored_text(document: Document) -> StoredText:
    return StoredText(
        key=document.key,
        kind=document.kind,
        title=text.tidy(document.title),
        body=text.tidy(document.body),
        skills=_tidy(document.skills),
        teaches=_tidy(document.teaches),
        learns=_tidy(document.learns),
        people=_tidy(document.people),
        context=text.tidy(document.context),
    )


def _tidy(names: Words) -> Words:
    return tuple(map(text.tidy, names))


def weigh(title: Words, skills: Iterable[Words], body: Words) -> Weighed:
    """Each stem of the document with its weight and the places where it stands."""
    weights: dict[str, int] = {}
    places: dict[str, array[int]] = {}
    place = 0
    parts = [(title, TITLE_WEIGHT), *((s, SKILL_WEIGHT) for s in skills), (body, BODY_WEIGHT)]
    for part, weight in parts:
        for stem in map(text.stem, part):
            weights[stem] = weights.get(stem, 0) + weight
            if place <= _LAST_POSITION:
                places.setdefault(stem, array("H")).append(place)
            place += 1
        place += _GAP
    return {stem: (weights[stem], places.get(stem, array("H")).tobytes()) for stem in weights}


def tie(key: str) -> int:
    """A number that tells equals apart, always in the same way."""
    return zlib.crc32(key.encode())


def seconds(moment: datetime | None) -> int:
    if moment is None:
        return NO_DATE
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
