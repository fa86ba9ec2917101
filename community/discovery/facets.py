"""What a search can be narrowed by: each value a link that adds it or takes it away again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from community.discovery.queries import FACETS, Asked, Counts
from search.api import Query

LABELS = {
    "skill": "Skill",
    "circle": "Circle",
    "month": "Month",
    "has": "There is",
    "site": "Where",
    "grade": "Stage",
    "form": "Likes to meet",
    "free": "One to one",
    "trained": "Training",
}
SHOWN_MOST = 8  # values of a facet, and what was chosen
_WORDS = {
    ("has", "transcript"): "A transcript",
    ("free", "yes"): "Could take somebody on",
    ("trained", "yes"): "Trained in mentoring",
}


@dataclass(frozen=True)
class Choice:
    """One value: how many match it, and what to ask to choose it, or to take it away."""

    text: str
    count: int
    chosen: bool
    link: Mapping[str, object]


@dataclass(frozen=True)
class Facet:
    label: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> bool:
        return any(choice.chosen for choice in self.choices)


def facets_of(asked: Asked, counts: Counts, total: int) -> list[Facet]:
    """Those that tell matches apart, and whatever was chosen."""
    query = asked.query
    found = (Facet(LABELS[one], tuple(_choices(asked, query, one, counts))) for one in FACETS)
    return [facet for facet in found if facet.chosen or _tells_apart(facet, total)]


def _tells_apart(facet: Facet, total: int) -> bool:
    return len(facet.choices) > 1 or any(choice.count < total for choice in facet.choices)


def _choices(asked: Asked, query: Query, name: str, counts: Counts) -> Iterator[Choice]:
    """The most frequent first; what was chosen and matches nothing can be taken away as well.

    Whoever chooses one finds as many as it says. Where a search is so long already that it would
    have to lose something for it, it is no choice.
    """
    known = dict(counts.get(name, {}))
    left = query
    for value in known:
        left = left.without_filter(name, value)
    known |= {one.value: 0 for one in left.filters if one.name == name}
    for place, (value, count) in enumerate(known.items()):
        other = query.without_filter(name, value)
        chosen = len(other.filters) < len(query.filters)
        if place >= SHOWN_MOST and not chosen:
            continue
        changed = other if chosen else query.with_filter(name, value)
        if not chosen and not changed.holds(query):
            continue
        yield Choice(words_for(name, value), count, chosen, asked.link(words=changed.text))


def words_for(name: str, value: str) -> str:
    if name == "month":
        return _month(value)
    return _WORDS.get((name, value), value)


def _month(value: str) -> str:
    """`2026-11` as `November 2026`; anything else as it was typed."""
    try:
        return f"{datetime.strptime(value, '%Y-%m'):%B %Y}"  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return value
