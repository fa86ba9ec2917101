"""Searching: the index proposes, the database and the policy decide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from markupsafe import Markup
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core.transaction import reading
from community.discovery.audience import audiences
from community.discovery.found import FoundPerson, Thing, skill_lines, things_of
from community.discovery.hidden import hidden_from
from community.discovery.indexing import Index
from community.discovery.skills.queries import SkillLine
from community.members.models import Member
from community.skills.models import Offer, Skill, Wish
from search.api import Hit, Query, Results, Sort

PAGE = 20
# In the order in which they are shown; kind has tabs of its own.
FACETS = ("skill", "circle", "month", "has", "site", "grade", "form", "free", "trained")
Way = Literal["teaches", "learns"]


@dataclass(frozen=True)
class Found:
    """A hit with what it stands for, read just now."""

    hit: Hit
    thing: Thing

    @property
    def why(self) -> str:
        """Why it is here, in a few words."""
        if self._by_name:
            return "In the name"
        return self.hit.reason or "Has what you narrowed it down to"

    @property
    def _by_name(self) -> bool:
        """What has a name and no title; a person is not by anybody, either."""
        if self.hit.kind == "person" and self.hit.reason.startswith("By "):
            return True
        return self.hit.kind in ("person", "skill", "circle") and self.hit.reason == "In the title"

    @property
    def by_skill(self) -> str:
        """Which skill of a person was asked for, if one was."""
        return self.hit.reason if self.hit.reason.startswith(("Can teach", "Wants to")) else ""

    @property
    def to_ask(self) -> Skill | None:
        """What was asked for and this person can teach: never what they want to learn."""
        rows = self._rows("teaches") if self.hit.reason.startswith("Can teach") else []
        return rows[0].skill if rows and self._asked_for(rows[0]) else None

    @property
    def teaches(self) -> list[Skill]:
        return self._skills("teaches")

    @property
    def learns(self) -> list[Skill]:
        return self._skills("learns")

    @property
    def said(self) -> str:
        """In the person's own words, how they teach or why they learn what was asked for."""
        way: Way = "teaches" if self.hit.reason.startswith("Can teach") else "learns"
        rows = self._rows(way) if self.by_skill else []
        return rows[0].words if rows and self._asked_for(rows[0]) else ""

    def _skills(self, way: Way) -> list[Skill]:
        return [row.skill for row in self._rows(way)]

    def _rows(self, way: Way) -> list[Offer | Wish]:
        """What was asked for comes first."""
        if not isinstance(self.thing, FoundPerson):
            return []
        return sorted(getattr(self.thing.skills, way), key=lambda row: not self._asked_for(row))

    def _asked_for(self, row: Offer | Wish) -> bool:
        names = (row.skill.name, *row.called.splitlines())
        return any(self.hit.reason.endswith(f" {name}") for name in names)

    @property
    def snippet(self) -> Markup:
        """Where the words stand, marked; the engine escaped everything else."""
        return Markup(self.hit.snippet)  # noqa: S704


@dataclass(frozen=True)
class Answer:
    """What a search came to. `nearest`: where nothing was found, skills with such a name."""

    found: list[Found]
    results: Results
    nearest: list[SkillLine] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """What somebody typed, and how they want it: the kind of things, the order, which page."""

    words: str
    kind: str = ""
    page: int = 1
    sort: Sort = "best"

    @property
    def query(self) -> Query:
        return Query.parse(self.words)

    def link(self, **changed: object) -> dict[str, object]:
        """The parameters of its page with these changed; a page stays only if it is given."""
        one = replace(self, **{"page": 1, **changed})  # type: ignore[arg-type]
        sort = one.sort if one.sort != "best" else None
        page = one.page if one.page > 1 else None
        return {"q": one.words, "kind": one.kind or None, "sort": sort, "page": page}


Counts = Mapping[str, Mapping[str, int]]


def people_among(found: Iterable[Found]) -> list[Member]:
    return [one.thing.member for one in found if isinstance(one.thing, FoundPerson)]


def ask_index(index: Index, actor: Actor, asked: Asked) -> tuple[Results, Counts]:
    """A page of hits, and by facet how many there are of each value.

    A facet that was narrowed by is counted as if it were not, so that a second value can be
    chosen; skills narrow further instead. Waits for a real thread, so it is called with no
    database session open.
    """
    require(actor, Permission.SIGNED_IN)
    with reading() as db:
        hidden, mine = hidden_from(db, actor), audiences(db, actor)

    def search(query: Query, facets: Sequence[str], limit: int = 0) -> Results:
        first = (asked.page - 1) * PAGE if limit else 0
        return index.search(
            query,
            mine,
            limit=limit,
            offset=first,
            sort=asked.sort,
            facets=facets,
            without=hidden,
            meaning=True,
        )

    query = asked.query
    whole = query.of_kind(asked.kind) if asked.kind else query
    results = search(whole, ("kind", *FACETS), PAGE)
    counts = dict(results.facets)
    if asked.kind:
        counts["kind"] = search(query, ("kind",)).facets["kind"]
    for name in {one.name for one in query.filters if one.name in FACETS and one.name != "skill"}:
        wider = without_facet(query, name)
        if not wider.empty:
            wider = wider.of_kind(asked.kind) if asked.kind else wider
            counts[name] = search(wider, (name,)).facets[name]
    return results, counts


def without_facet(query: Query, name: str) -> Query:
    for one in query.filters:
        if one.name == name:
            query = query.without_filter(name, one.value)
    return query


def answer(db: Session, actor: Actor, results: Results, nearest: Sequence[str] = ()) -> Answer:
    """The hits the actor may see at this moment, whatever the index still thought. `nearest` are
    ids of skills to offer where there is none."""
    things = things_of(db, actor, [hit.key for hit in results.hits])
    found = [Found(hit, things[hit.key]) for hit in results.hits if hit.key in things]
    return Answer(found, results, [] if found else skill_lines(db, actor, nearest))
