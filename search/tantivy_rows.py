"""How a document is laid out for tantivy.

Words, stems and names are made by our own rules and handed over ready, so that both engines find
the same. How much a stem says of its document, the share of BM25 that hangs on the document alone,
is part of the term it is found by (`parts`: the stem and a step of `LEVELS`): the library's own
scores know how often a word occurs among all documents, and would let what is private decide the
order of what an outsider finds. How rare a word is among the permitted is counted when it is asked.

The price for one step being as good as another is a length that counts as usual, AVERAGE, in place
of the average of what may be seen; on test collections it made no difference.
"""

import json
import math
from typing import Any

import tantivy

from search import marks, text
from search.api import Document
from search.schema import (
    BODY_WEIGHT,
    POSITION_KEY,
    SKILL_WEIGHT,
    TITLE_WEIGHT,
    StoredText,
    Words,
    seconds,
    stored_text,
    tie,
)

LAYOUT = 3  # raise this when anything here or in what is fed changes what is written
K1, B, AVERAGE = 1.2, 0.75, 100.0
STEP, LOWEST = 1.25, 0.01  # of a word's weight by the norm of its document, level by level
_FIRST_LEVEL = ord("A")
_BETWEEN = "\x1f"
_YEAR_ONE = 62_135_596_800  # seconds between it and 1970
_TIE_BITS = 25
LEVELS = [(K1 + 1) * ratio / (ratio + 1) for ratio in (LOWEST * STEP**n for n in range(46))]

NAMED = ("skills", "teaches", "learns", "people")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "audience", "marks", *NAMED):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("parts", "names", "words"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    builder.add_json_field("counted", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("when", fast=True)
    builder.add_unsigned_field("order", fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


SCHEMA = _schema()


def row(document: Document) -> tantivy.Document:
    stored = stored_text(document)
    made = tantivy.Document()
    _add_words(made, stored)
    found = marks.values(document)
    made.add_text("key", document.key)
    if document.audience:
        made.add_text("audience", document.audience)
    for name in NAMED:
        marked = found["skill"] if name == "skills" else ()
        _add_all(made, name, text.name_terms((*_named(stored, name), *marked)))
    _add_all(made, "marks", marks.filter_terms(found))
    made.add_json("counted", json.dumps({name: list(values) for name, values in found.items()}))
    moment = document.starts_at or document.updated_at
    if moment is not None:
        made.add_integer("when", seconds(moment))
    made.add_unsigned("order", order(seconds(moment) if moment else None, tie(stored.key)))
    made.add_bytes("stored", json.dumps(stored).encode())
    return made


def position_row(position: int) -> tantivy.Document:
    """The position as a document nobody may find: committed with what it speaks of."""
    made = tantivy.Document()
    made.add_text("key", POSITION_KEY)
    made.add_bytes("stored", json.dumps(position).encode())
    return made


def stored(found: tantivy.Document) -> Any:
    """What `row` or `position_row` has stored."""
    return json.loads(bytes(found["stored"][0]))


def stored_words(found: tantivy.Document) -> StoredText:
    values: list[Any] = [tuple(one) if isinstance(one, list) else one for one in stored(found)]
    return StoredText(*values)


def order(when: int | None, number: int) -> int:
    """One number to sort by: the newest is the highest; equals are told apart by their ties."""
    late = 0 if when is None else when + _YEAR_ONE + 1
    return (late << _TIE_BITS) | ((1 << _TIE_BITS) - 1 - (number >> 32 - _TIE_BITS))


def token(word: str) -> str:
    """A word as one token: some letters unfold into several words, and `_` stands in no word."""
    return word.replace(" ", "_")


def part(stem: str, level: int) -> str:
    return start(stem) + chr(_FIRST_LEVEL + level)


def start(stem: str) -> str:
    """What the parts of this stem begin with."""
    return token(stem) + _BETWEEN


def level_of(part: str) -> int:
    return ord(part[-1]) - _FIRST_LEVEL


def _add_words(made: tantivy.Document, stored: StoredText) -> None:
    title, body = text.folded(stored.title), text.folded(stored.body)
    skills = [text.folded(name) for name in _named(stored, "skills")]
    weights: dict[str, int] = {}
    pieces = [(title, TITLE_WEIGHT), *((s, SKILL_WEIGHT) for s in skills), (body, BODY_WEIGHT)]
    for words, weight in pieces:
        stems = [text.stem(word) for word in words]
        made.add_text("text", _joined(stems))
        for stem in stems:
            weights[stem] = weights.get(stem, 0) + weight
    norm = K1 * (1 - B + B * sum(weights.values()) / AVERAGE)
    made.add_text("parts", " ".join(part(stem, _level(w, norm)) for stem, w in weights.items()))
    named = set(title).union(*skills)
    made.add_text("names", _joined(named))
    made.add_text("words", _joined(named.union(body)))


def _level(weight: int, norm: float) -> int:
    level = round(math.log(weight / norm / LOWEST, STEP))
    return min(max(0, level), len(LEVELS) - 1)


def _named(stored: StoredText, name: str) -> Words:
    if name == "skills":
        return (*stored.skills, *stored.teaches, *stored.learns)
    return tuple(getattr(stored, name))


def _joined(words: Any) -> str:
    return " ".join(map(token, words))


def _add_all(made: tantivy.Document, field: str, terms: set[str]) -> None:
    for term in terms:
        made.add_text(field, term)
