"""The list of people, narrowed by what they let every member see."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Text, cast, literal, or_, select, union
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core.text import fold, tidy_line
from community.members.models import Member, Profile
from community.members.profile_rules import FORMS
from community.members.sights import OPEN

PAGE = 60
CHOICES_MOST = 200
# What one may narrow by; each is a part of the profile with a sight of its own.
FIELDS = {
    "organisation": Profile.organisation,
    "site": Profile.site,
    "stage": Profile.stage,
    "languages": Profile.languages,
}


@dataclass(frozen=True, kw_only=True)
class Narrow:
    """What was chosen; an empty one narrows nothing."""

    organisation: str = ""
    site: str = ""
    stage: str = ""
    languages: str = ""
    forms: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        return {part: value for part, value in vars(self).items() if value}


@dataclass(frozen=True)
class People:
    """One page of them."""

    people: list[Member]
    more: bool


def people(db: Session, actor: Actor, narrow: Narrow, page: int = 1) -> People:
    """By name; nobody whom a block stands before, and nobody by what is not open to all."""
    require(actor, Permission.SIGNED_IN)
    found = select(Member).where(Member.id.not_in(actor.apart), Member.guest.is_(False))
    if narrow.chosen:
        found = found.join(Profile, Profile.member_id == Member.id)
        for part, value in narrow.chosen.items():
            found = found.where(_open(part), _says(part, value))
    rows = list(
        db.scalars(found.order_by(Member.name, Member.id).offset((page - 1) * PAGE).limit(PAGE + 1))
    )
    return People(rows[:PAGE], len(rows) > PAGE)


def _open(part: str) -> ColumnElement[bool]:
    """The member lets every member see this part."""
    sight = Profile.sights[part].as_string()
    return or_(sight.is_(None), sight.in_([one.value for one in OPEN]))


def _says(part: str, value: str) -> ColumnElement[bool]:
    if part == "forms":
        return cast(Profile.forms, Text).contains(f'"{value}"', autoescape=True)
    if part == "languages":
        listed = literal(", ") + Profile.languages + ","
        return listed.icontains(f", {value},", autoescape=True)
    return FIELDS[part] == value


def choices(db: Session, actor: Actor) -> dict[str, list[str]]:
    """What one may narrow by: what somebody the actor may see shows every member.

    Reads every profile, so it is asked for only by who wants to narrow the list.
    """
    require(actor, Permission.SIGNED_IN)
    rows = db.execute(union(*(_values(actor, part) for part in FIELDS)))
    found: dict[str, dict[str, str]] = {part: {} for part in FIELDS}
    for row in rows:
        part, value = row[0], row[1]
        for one in value.split(", ") if part == "languages" else [value]:
            found[part].setdefault(fold(one), one)
    return {
        part: sorted(values.values(), key=fold)[:CHOICES_MOST] for part, values in found.items()
    }


def _values(actor: Actor, part: str) -> Select[str, str]:
    column = FIELDS[part]
    near = Profile.member_id.not_in(actor.apart)
    return select(literal(part), column).where(column != "", near, _open(part)).distinct()


def narrowed(given: Mapping[str, str]) -> Narrow:
    """From an address; what cannot be anybody's value is as good as nothing."""
    wanted = {part: tidy_line(given.get(part, "")[:200]) for part in (*FIELDS, "forms")}
    if wanted["forms"] not in FORMS:
        wanted["forms"] = ""
    return Narrow(**wanted)
