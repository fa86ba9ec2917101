"""Suggestions for one reader: the tables propose, the database and the policy decide."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.blocks import Block
from community.access.policy import KNOWING, Permission, can, require
from community.circles.cards import people_in
from community.circles.models import Circle
from community.discovery.documents import found_by_all
from community.discovery.hidden import hidden_from
from community.discovery.skills import known_skills
from community.discovery.suggesting import KINDS, Suggestions
from community.members.models import Member
from community.skills.models import Skill, SkillName
from search.typeahead import Typeahead, folded

Thing = TypeVar("Thing")
MOST = 8
_SHARE = {"person": 3, "skill": 3, "circle": 2}  # of what is shown, where each kind has enough


@dataclass(frozen=True)
class Suggestion:
    """Something with a page of its own; `place` names it there: a handle or an id."""

    kind: str
    id: str
    name: str
    detail: str
    place: str


class Reader:
    """Somebody who types, answered kind by kind."""

    def __init__(self, db: Session, suggestions: Suggestions, actor: Actor, typed: str) -> None:
        require(actor, Permission.SIGNED_IN)
        self._db, self._suggestions, self._actor, self._typed = db, suggestions, actor, typed
        self._hidden = hidden_from(db, actor)

    def answer(self, kinds: Collection[str] = KINDS, limit: int = MOST) -> list[Suggestion]:
        """At most `limit` of what the reader may know of, whose name begins so."""
        limit = max(1, min(limit, MOST))
        find = {"person": self._people, "skill": self._skills, "circle": self._circles}
        found = {kind: list(find[kind](limit)) for kind in KINDS if kind in kinds}
        shown = {kind: some[: _SHARE[kind]] for kind, some in found.items()}
        for kind, some in found.items():
            free = limit - sum(map(len, shown.values()))
            shown[kind] = some[: len(shown[kind]) + free] if free > 0 else shown[kind]
        return [one for some in shown.values() for one in some][:limit]

    def _find(self, kind: str, limit: int) -> list[str]:
        hidden = self._hidden
        return self._suggestions.find(
            kind, self._typed, limit, lambda thing_id: f"{kind}:{thing_id}" in hidden
        )

    def _people(self, limit: int) -> Iterator[Suggestion]:
        ids = self._find("person", limit)
        kept_off = select(Block.other_id).where(Block.member_id == self._actor.member_id)
        rows = select(Member).where(Member.id.in_(ids), Member.id.not_in(kept_off))
        people = {
            member.id: member
            for member in (self._db.scalars(rows) if ids else ())
            if can(self._actor, Permission.PERSON_SEE, member)
        }
        for member in _in_order(ids, people):
            detail = member.role_line or f"@{member.handle}"
            yield Suggestion("person", member.id, member.name, detail, member.handle)

    def _skills(self, limit: int) -> Iterator[Suggestion]:
        ids = self._find("skill", limit)
        rows = select(Skill.id, Skill.name).where(Skill.id.in_(ids), known_skills(self._actor))
        known = dict(self._db.execute(rows).all()) if ids else {}
        called = self._called(known)
        for skill_id in filter(known.__contains__, ids):
            detail = f"also called {called[skill_id]}" if skill_id in called else ""
            yield Suggestion("skill", skill_id, known[skill_id], detail, skill_id)

    def _called(self, known: Mapping[str, str]) -> dict[str, str]:
        """For skills found by another name than the one they are shown with: that name."""
        ids = [skill_id for skill_id, name in known.items() if not self._begins(name)]
        if not ids:
            return {}
        names = select(SkillName.skill_id, SkillName.name).where(SkillName.skill_id.in_(ids))
        rows = self._db.execute(names.order_by(SkillName.key.desc()))
        return {skill_id: name for skill_id, name in rows if self._begins(name)}

    def _begins(self, name: str) -> bool:
        return f" {folded(self._typed)}" in f" {folded(name)}"

    def _circles(self, limit: int) -> Iterator[Suggestion]:
        """Those found by all, after those whom only the reader and its people know."""
        ids = list(dict.fromkeys([*self._own_circles(limit), *self._find("circle", limit)]))
        found = select(Circle, people_in().label("people")).where(Circle.id.in_(ids))
        circles: dict[str, Any] = {
            row.Circle.id: row
            for row in (self._db.execute(found) if ids else ())
            if can(self._actor, Permission.CIRCLE_SEE, row.Circle)
        }
        for row in _in_order(ids, circles):
            people = "1 person" if row.people == 1 else f"{row.people} people"
            circle: Circle = row.Circle
            yield Suggestion("circle", circle.id, circle.name, people, circle.id)

    def _own_circles(self, limit: int) -> list[str]:
        """Hidden and archived circles the reader knows of; no table holds their names."""
        places = self._actor.places.items()
        known = [circle_id for circle_id, place in places if place.standing in KNOWING]
        if not known:
            return []
        rows = select(Circle.id, Circle.name).where(Circle.id.in_(known), ~found_by_all())
        table = Typeahead()
        table.fill((circle_id, (name,), 0) for circle_id, name in self._db.execute(rows))
        return table.find(self._typed, limit)


def _in_order(ids: Iterable[str], things: Mapping[str, Thing]) -> Iterator[Thing]:
    """The things of these ids that there are."""
    return (things[thing_id] for thing_id in ids if thing_id in things)
