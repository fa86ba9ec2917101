"""Searching: the index proposes, the database and the policy decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can, require
from community.circles.cards import CircleCard
from community.circles.models import Circle
from community.circles.reasons import with_reasons
from community.core.transaction import reading
from community.discovery.documents import audiences
from community.discovery.hidden import hidden_from
from community.discovery.indexing import Index
from community.discovery.skills import known_skills
from community.discovery.skills.queries import SkillLine, lines
from community.members.models import Member
from community.sessions.listed import SessionCard
from community.sessions.listed import cards as session_cards
from community.sessions.visible import seen_of
from community.skills.models import Offer, Skill, Wish
from community.skills.queries import MemberSkills, skills_of_many
from search.api import Hit, Query, Results

PAGE = 20
Way = Literal["teaches", "learns"]


@dataclass(frozen=True)
class FoundPerson:
    """A member, with what they teach and want to learn as far as the reader may see it."""

    member: Member
    skills: MemberSkills


@dataclass(frozen=True)
class Found:
    """A hit with what it stands for, read just now."""

    hit: Hit
    thing: FoundPerson | SkillLine | CircleCard | SessionCard

    @property
    def why(self) -> str:
        """Which skill of a person was asked for, if one was."""
        return self.hit.reason if self.hit.reason.startswith(("Can teach", "Wants to")) else ""

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
        rows = self._rows(way) if self.why else []
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
    """What somebody typed, and the kind of things they want of it, if they said so."""

    words: str
    kind: str = ""
    page: int = 1


def ask_index(index: Index, actor: Actor, asked: Asked) -> tuple[Results, Mapping[str, int]]:
    """A page of hits, and how many of each kind there are in all.

    Waits for a real thread, so it is called with no database session open.
    """
    require(actor, Permission.SIGNED_IN)
    with reading() as db:
        hidden = hidden_from(db, actor)
    search = partial(index.search, audiences=audiences(actor), without=hidden)
    query, offset = Query.parse(asked.words), (asked.page - 1) * PAGE
    if not asked.kind:
        results = search(query, limit=PAGE, offset=offset)
        return results, results.facets.get("kind", {})
    every = search(query, limit=0, offset=0)
    return search(query.of_kind(asked.kind), limit=PAGE, offset=offset), every.facets.get(
        "kind", {}
    )


def answer(db: Session, actor: Actor, results: Results, nearest: Sequence[str] = ()) -> Answer:
    """The hits the actor may see at this moment, whatever the index still thought. `nearest` are
    ids of skills to offer where there is none."""
    ids: dict[str, list[str]] = {"person": [], "skill": [], "circle": [], "session": []}
    for hit in results.hits:
        ids[hit.kind].append(hit.key.partition(":")[2])
    things: dict[str, FoundPerson | SkillLine | CircleCard | SessionCard] = {}
    for person in _people(db, actor, ids["person"]):
        things[f"person:{person.member.id}"] = person
    for line in _skills(db, actor, ids["skill"]):
        things[f"skill:{line.skill.id}"] = line
    for card in _circles(db, actor, ids["circle"]):
        things[f"circle:{card.circle.id}"] = card
    seen = seen_of(db, actor, ids["session"])
    for one in session_cards(db, actor, list(seen.values())):
        things[f"session:{one.session.id}"] = one
    found = [Found(hit, things[hit.key]) for hit in results.hits if hit.key in things]
    return Answer(found, results, [] if found else _skills(db, actor, nearest))


def _people(db: Session, actor: Actor, ids: Sequence[str]) -> list[FoundPerson]:
    if not ids:
        return []
    rows = db.scalars(select(Member).where(Member.id.in_(ids)))
    members = [member for member in rows if can(actor, Permission.PERSON_SEE, member)]
    skills = skills_of_many(db, actor, [member.id for member in members])
    return [FoundPerson(member, skills[member.id]) for member in members]


def _skills(db: Session, actor: Actor, ids: Sequence[str]) -> list[SkillLine]:
    """In the order of the ids."""
    if not ids:
        return []
    rows = db.scalars(select(Skill).where(Skill.id.in_(ids), known_skills(actor)))
    known = {line.skill.id: line for line in lines(db, actor, rows.all())}
    return [known[skill_id] for skill_id in ids if skill_id in known]


def _circles(db: Session, actor: Actor, ids: Sequence[str]) -> list[CircleCard]:
    if not ids:
        return []
    rows = db.scalars(select(Circle).where(Circle.id.in_(ids)))
    seen = [circle for circle in rows if can(actor, Permission.CIRCLE_SEE, circle)]
    return with_reasons(db, actor, seen)
