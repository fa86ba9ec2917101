"""What a document can be counted and filtered by: values under the name of a facet.

Each value stands in the index twice: as it was given, to be counted and shown, and word by word as
it is compared, to filter by. Values that only differ in how they are written are one: what is
counted is what one finds who filters by it.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache

from search import text
from search.api import Document

MOST_VALUES = 20  # of one facet that an answer names

_BETWEEN = "\x1f"  # the name of a facet and its value


def values(document: Document) -> dict[str, tuple[str, ...]]:
    """The values of a document by facet: those every document has, and those it was given."""
    moment = document.starts_at or document.updated_at
    found = {
        "kind": (document.kind,),
        "circle": (document.circle,),
        "skill": (*document.skills, *document.teaches, *document.learns),
        "month": (month(moment),) if moment else (),
        **document.marks,
    }
    return {name: _each_once(given) for name, given in found.items()}


def month(moment: datetime) -> str:
    return f"{moment.astimezone(UTC) if moment.tzinfo else moment:%Y-%m}"


def counted_terms(found: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {start(name) + value for name, values in found.items() for value in values}


def filter_terms(found: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {
        start(name) + term for name, values in found.items() for term in text.name_terms(values)
    }


def start(name: str) -> str:
    """What the terms of this facet begin with."""
    return name + _BETWEEN


def most_frequent(counts: Mapping[str, int]) -> dict[str, int]:
    """The values that an answer names, in their order, each as it is written most often."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    called: dict[str, str] = {}
    together: dict[str, int] = {}
    for value, count in ordered:
        name = called.setdefault(compared(value), value)
        together[name] = together.get(name, 0) + count
    if len(together) < len(ordered):
        ordered = sorted(together.items(), key=lambda one: (-one[1], one[0]))
    return dict(ordered[:MOST_VALUES])


@lru_cache(maxsize=100_000)
def compared(value: str) -> str:
    """The value as it is filtered by; empty where there is nothing to compare."""
    found = text.folded(value)
    return text.whole_name(found) if found else ""


def _each_once(given: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for value in given:
        tidy = text.tidy(value).strip()
        found.setdefault(compared(tidy), tidy)
    return tuple(value for key, value in found.items() if key)
