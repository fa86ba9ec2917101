"""Suggestions for one reader: the tables propose, the database and the policy decide."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.blocks import Block
from community.access.policy import KNOWING, Permission, can, require
from community.circles.cards import people_in
from community.circles.models import Circle
from community.discovery import recent, session_titles
from community.discovery.audience import exists_for_all, found_by_all
from community.discovery.hidden import hidden_from
from community.discovery.suggesting import KINDS, Suggestions
from community.insights.known_skills import known_skills
from community.members.models import Member
from community.skills.models import Skill, SkillName
from search.typeahead import Typeahead, folded

MOST = 8
NEAREST = 6  # skills offered where a search found nothing
ASKED = ("search", *KINDS)
# Of what is shown, where each kind has enough.
_SHARE = {"search": 2, "person": 2, "skill": 2, "circle": 1, "session": 1}

# Asked at every letter somebody types, so each is made once.
_IDS: Any = bindparam("ids", expanding=True)
_KEPT_OFF = select(Block.other_id).where(Block.member_id == bindparam("reader"))
_PEOPLE = select(Member.id, Member.name, Member.handle, Member.role_line).where(
    Member.id.in_(_IDS), Member.id.not_in(_KEPT_OFF)
)
_SKILLS = select(Skill.id, Skill.name).where(Skill.id.in_(_IDS), exists_for_all())
_NAMES = select(SkillName.skill_id, SkillName.name).where(SkillName.skill_id.in_(_IDS))
_CIRCLES = select(
    Circle.id, Circle.name, Circle.visibility, Circle.archived_at, people_in().label("people")
).where(Circle.id.in_(_IDS))
_PRIVATE = select(Circle.id, Circle.name).where(Circle.id.in_(_IDS), ~found_by_all())


@dataclass(frozen=True)
class Suggestion:
    """Something with a page of its own; `place` names it there: a handle or an id. Or a search
    that was made lately, by its words."""

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
        self._begun = f" {folded(typed)}"
        self._hidden = hidden_from(db, actor)

    def answer(self, kinds: Collection[str] = ASKED, limit: int = MOST) -> list[Suggestion]:
        """At most `limit` of what the reader may know of, whose name begins so; before anything is
        typed, what they searched for lately."""
        limit = max(1, min(limit, MOST))
        find: dict[str, Callable[[int], Iterator[Suggestion]]] = {
            "search": self._searches,
            "person": self._people,
            "skill": self._skills,
            "circle": self._circles,
            "session": self._sessions,
        }
        found = {kind: list(find[kind](limit)) for kind in ASKED if kind in kinds}
        shown = {kind: some[: _SHARE[kind]] for kind, some in found.items()}
        for kind, some in found.items():
            free = limit - sum(map(len, shown.values()))
            shown[kind] = some[: len(shown[kind]) + free] if free > 0 else shown[kind]
        return [one for some in shown.values() for one in some][:limit]

    def _searches(self, limit: int) -> Iterator[Suggestion]:
        most = min(limit, _SHARE["search"]) if self._typed.strip() else limit
        for words in recent.lately(self._db, self._actor, self._typed)[:most]:
            yield Suggestion("search", words, words, "", words)

    def _find(self, kind: str, limit: int) -> list[str]:
        hidden = self._hidden
        return self._suggestions.find(
            kind, self._typed, limit, lambda thing_id: f"{kind}:{thing_id}" in hidden
        )

    def _rows(self, rows: Any, ids: Sequence[str]) -> Sequence[Any]:
        if not ids:
            return ()
        given = {"ids": ids, "reader": self._actor.member_id}
        return self._db.connection().execute(rows, given).all()

    def _people(self, limit: int) -> Iterator[Suggestion]:
        ids = self._find("person", limit)
        for row in _in_order(ids, self._rows(_PEOPLE, ids)):
            if can(self._actor, Permission.PERSON_SEE, row):
                detail = row.role_line or f"@{row.handle}"
                yield Suggestion("person", row.id, row.name, detail, row.handle)

    def _skills(self, limit: int) -> Iterator[Suggestion]:
        ids = self._find("skill", limit)
        # What exists for all members exists for this one, but for what only comes from people
        # whom they do not find.
        known = _SKILLS.where(known_skills(self._actor)) if self._actor.apart else _SKILLS
        rows = self._rows(known, ids)
        called = self._called(rows)
        for row in _in_order(ids, rows):
            detail = f"also called {called[row.id]}" if row.id in called else ""
            yield Suggestion("skill", row.id, row.name, detail, row.id)

    def _called(self, skills: Iterable[Any]) -> dict[str, str]:
        """For skills found by another name than the one they are shown with: that name."""
        ids = [skill.id for skill in skills if not self._begins(skill.name)]
        rows = sorted(self._rows(_NAMES, ids), reverse=True)
        return {skill_id: name for skill_id, name in rows if self._begins(name)}

    def _begins(self, name: str) -> bool:
        return self._begun in f" {folded(name)}"

    def _circles(self, limit: int) -> Iterator[Suggestion]:
        """Those found by all, after those whom only the reader and its people know."""
        ids = list(dict.fromkeys([*self._own_circles(limit), *self._find("circle", limit)]))
        for row in _in_order(ids, self._rows(_CIRCLES, ids)):
            if can(self._actor, Permission.CIRCLE_SEE, row):
                people = "1 person" if row.people == 1 else f"{row.people} people"
                yield Suggestion("circle", row.id, row.name, people, row.id)

    def _own_circles(self, limit: int) -> list[str]:
        """Hidden and archived circles the reader knows of; no table holds their names."""
        places = self._actor.places.items()
        known = [
            circle_id
            for circle_id, place in places
            if place.standing in KNOWING and not self._suggestions.holds("circle", circle_id)
        ]
        if not known:
            return []
        table = Typeahead()
        table.fill((row.id, (row.name,), 0) for row in self._rows(_PRIVATE, known))
        return table.find(self._typed, limit)

    def _sessions(self, limit: int) -> Iterator[Suggestion]:
        as_of = self._suggestions.position
        own = session_titles.own(self._db, self._actor, as_of, self._typed, limit)
        ids = list(dict.fromkeys([*own, *self._find("session", limit)]))
        for session_id, title, day in session_titles.seen(self._db, self._actor, ids):
            yield Suggestion("session", session_id, title, day, session_id)


def nearest_skills(db: Session, suggestions: Suggestions, actor: Actor, words: str) -> list[str]:
    """For words that led nowhere: ids of skills called like all of them, then like any."""
    hidden = hidden_from(db, actor)
    found = (
        skill_id
        for typed in (words, *(word for word in words.split() if len(word) > 2))
        for skill_id in suggestions.find(
            "skill", typed, NEAREST, lambda one: f"skill:{one}" in hidden
        )
    )
    return list(dict.fromkeys(found))[:NEAREST]


def _in_order(ids: Iterable[str], rows: Iterable[Any]) -> Iterator[Any]:
    """The rows of these ids, as far as there are any."""
    found: Mapping[str, Any] = {row.id: row for row in rows}
    return (found[thing_id] for thing_id in ids if thing_id in found)
