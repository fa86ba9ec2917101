"""Why a document was found, in a few words for the reader."""

from search import text
from search.highlight import Marked
from search.query import Query
from search.schema import StoredText

_FIELDS = (
    ("teaches", "Can teach {}"),
    ("learns", "Wants to learn {}"),
    ("skills", "About {}"),
    ("people", "By {}"),
)


def reason(query: Query, found: StoredText, marked: Marked) -> str:
    """What was asked for by name comes first, then a skill, then where the words stand."""
    for field, sentence in _FIELDS:
        asked = ("skills", field) if field in ("teaches", "learns") else (field,)
        for term in query.chosen(*asked):
            wanted = text.whole_name(term.words) if term.whole else text.stem(term.words[0])
            for name in getattr(found, field):
                if wanted in text.name_terms((name,)):
                    return sentence.format(name)
    for field, sentence in _FIELDS[:-1]:
        for name in getattr(found, field):
            if _any(name, marked):
                return sentence.format(name)
    if _any(found.title, marked):
        return "In the title"
    return "In the text" if _any(found.body, marked) else ""


def _any(part: str, marked: Marked) -> bool:
    return bool(text.words_in(part, marked))
