"""What stands around people, skills and circles in other tables, read for many at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from community.circles.models import CircleSkill
from community.members.models import Member, Profile
from community.members.profile_rules import FORMS
from community.members.sights import OPEN, sight_of
from community.skills.models import Offer, Skill, SkillName, Wish

Tied = dict[str, list[Any]]


@dataclass
class Portraits:
    """Profiles, skills and their names; only what every member may see of them."""

    _profiles: dict[str, Profile] = field(default_factory=dict)
    _offers: Tied = field(default_factory=lambda: defaultdict(list))
    _wishes: Tied = field(default_factory=lambda: defaultdict(list))
    _about: Tied = field(default_factory=lambda: defaultdict(list))
    _names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, db: Session, kind: str, ids: Sequence[str]) -> "Portraits":
        """Of people, skills or circles with these ids."""
        made = cls()
        if kind == "person":
            made._read_people(db, ids)
        elif kind == "circle":
            for row in db.scalars(select(CircleSkill).where(CircleSkill.circle_id.in_(ids))):
                made._about[row.circle_id].append(row)
        tied = (made._offers, made._wishes, made._about)
        skills = {row.skill_id for rows in tied for of_one in rows.values() for row in of_one}
        made._names = _names_of(db, skills.union(ids if kind == "skill" else ()))
        return made

    def teaches(self, member_id: str) -> tuple[str, ...]:
        """Every name of each skill, and what the member calls it."""
        return self._called(self._offers[member_id])

    def learns(self, member_id: str) -> tuple[str, ...]:
        return self._called(self._wishes[member_id])

    def about(self, circle_id: str) -> tuple[str, ...]:
        """Every name of each skill of a circle."""
        return tuple(name for row in self._about[circle_id] for name in self.names(row.skill_id))

    def names(self, skill_id: str) -> tuple[str, ...]:
        """Its own name first."""
        return tuple(self._names[skill_id])

    def said(self, member_id: str) -> Iterator[str]:
        """The member's own words about what they teach and learn."""
        for row in (*self._offers[member_id], *self._wishes[member_id]):
            yield from filter(None, (row.words, row.evidence))

    def lines(self, member: Member) -> Iterator[str]:
        """What the member says of themselves."""
        profile = self._profiles.get(member.id)
        if profile is None:
            yield member.about
            return
        parts = {
            "about": member.about,
            "organisation": profile.organisation,
            "site": profile.site,
            "stage": profile.stage,
            "languages": profile.languages,
        }
        for part, said in parts.items():
            if said and sight_of(profile.sights, part) in OPEN:
                yield said

    def marks(self, member_id: str) -> Mapping[str, tuple[str, ...]]:
        """By facet what a member openly says: skills, and where and how they could be met."""
        skills = {"skill": self._own_names(self._offers[member_id] + self._wishes[member_id])}
        profile = self._profiles.get(member_id)
        if profile is None:
            return skills
        free, trained = bool(profile.capacity), bool(profile.training)
        parts = {
            "site": ("site", (profile.site,)),
            "grade": ("stage", (profile.stage,)),
            "form": ("forms", tuple(FORMS[one] for one in profile.forms if one in FORMS)),
            "free": ("one_to_one", ("yes",) * free),
            "trained": ("one_to_one", ("yes",) * trained),
        }
        shown = {n: v for n, (p, v) in parts.items() if sight_of(profile.sights, p) in OPEN}
        return skills | {name: values for name, values in shown.items() if any(values)}

    def marks_of_circle(self, circle_id: str) -> Mapping[str, tuple[str, ...]]:
        return {"skill": self._own_names(self._about[circle_id])}

    def _own_names(self, rows: list[Any]) -> tuple[str, ...]:
        """Each skill once and by its own name, however many it goes by."""
        return Names.of(self._names, dict.fromkeys(row.skill_id for row in rows)).own

    def _called(self, rows: list[Any]) -> tuple[str, ...]:
        every = (name for row in rows for name in (*self.names(row.skill_id), *_own(row.called)))
        return tuple(dict.fromkeys(every))

    def _read_people(self, db: Session, ids: Sequence[str]) -> None:
        for profile in db.scalars(select(Profile).where(Profile.member_id.in_(ids))):
            self._profiles[profile.member_id] = profile
        kinds: tuple[tuple[Any, Tied], ...] = ((Offer, self._offers), (Wish, self._wishes))
        for kind, tied in kinds:
            rows = select(kind).where(kind.member_id.in_(ids), kind.sight.in_(OPEN))
            for row in db.scalars(rows.order_by(kind.created_at, kind.skill_id)):
                tied[row.member_id].append(row)


def called_by(
    db: Session,
    thing: InstrumentedAttribute[str],
    skill: InstrumentedAttribute[str],
    ids: Sequence[str],
) -> dict[str, "Names"]:
    """By what is about them: what its skills are called."""
    pairs = db.execute(select(thing, skill).where(thing.in_(ids)).order_by(skill)).all()
    names = _names_of(db, {skill_id for _, skill_id in pairs})
    about: dict[str, list[str]] = defaultdict(list)
    for thing_id, skill_id in pairs:
        about[thing_id].append(skill_id)
    found = {thing_id: Names.of(names, skill_ids) for thing_id, skill_ids in about.items()}
    return defaultdict(Names, found)


@dataclass(frozen=True)
class Names:
    """Of some skills: each by its own name, and by every name it goes by."""

    own: tuple[str, ...] = ()
    every: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: Mapping[str, Sequence[str]], skill_ids: Iterable[str]) -> "Names":
        lists = [names[skill_id] for skill_id in skill_ids if names.get(skill_id)]
        return cls(tuple(one[0] for one in lists), tuple(name for one in lists for name in one))


def _names_of(db: Session, skill_ids: Collection[str]) -> dict[str, list[str]]:
    """By skill, its own name first."""
    found: dict[str, list[str]] = defaultdict(list)
    if skill_ids:
        rows = (
            select(SkillName.skill_id, SkillName.name)
            .join(Skill, Skill.id == SkillName.skill_id)
            .where(SkillName.skill_id.in_(skill_ids))
            .order_by((SkillName.key != Skill.key), SkillName.key)
        )
        for skill_id, name in db.execute(rows):
            found[skill_id].append(name)
    return found


def _own(called: str) -> list[str]:
    """What a member called a skill; merging may have brought several names, a line each."""
    return [name for name in called.splitlines() if name]
