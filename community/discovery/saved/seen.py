"""What of some hits one reader may see at this moment, asked of the database and the policy.

The lean twin of `found.things_of`: for who wants to know whether, and shows nothing of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.blocks import muted_by
from community.access.policy import Permission, can
from community.circles.models import Circle
from community.discovery.found import messages_of
from community.insights.known_skills import known_skills
from community.insights.visible import read_of
from community.members.models import Member
from community.sessions.visible import seen_of
from community.skills.models import Skill

Ids = Mapping[str, list[str]]
Row = TypeVar("Row", Member, Circle)


def whose(db: Session, actor: Actor, keys: Iterable[str]) -> dict[str, str | None]:
    """Of those the actor may see, by key: the member who made it, as far as that is shown."""
    ids: dict[str, list[str]] = {}
    for key in keys:
        kind, _, thing_id = key.partition(":")
        ids.setdefault(kind, []).append(thing_id)
    return {**dict(_people_and_places(db, actor, ids)), **dict(_words(db, actor, ids))}


def to_be_told(db: Session, actor: Actor, seen: Mapping[str, str | None]) -> set[str]:
    """Of what they may see those that are news: not their own, and nothing by whom they muted or
    whom a block stands between, also where both are inside."""
    unheard = {actor.member_id, *actor.apart, *muted_by(db, actor.member_id or "")}
    return {key for key, by in seen.items() if by is None or by not in unheard}


def _people_and_places(db: Session, actor: Actor, ids: Ids) -> Iterator[tuple[str, str | None]]:
    for member in _rows(db, Member, ids.get("person", ())):
        if can(actor, Permission.PERSON_SEE, member):
            yield f"person:{member.id}", member.id
    for circle in _rows(db, Circle, ids.get("circle", ())):
        if can(actor, Permission.CIRCLE_SEE, circle):
            yield f"circle:{circle.id}", circle.started_by
    if "skill" in ids:
        known = select(Skill.id).where(Skill.id.in_(ids["skill"]), known_skills(actor))
        yield from ((f"skill:{skill_id}", None) for skill_id in db.scalars(known))


def _words(db: Session, actor: Actor, ids: Ids) -> Iterator[tuple[str, str | None]]:
    for session in seen_of(db, actor, ids.get("session", ())).values():
        yield f"session:{session.id}", session.created_by
    for insight in read_of(db, actor, ids.get("insight", [])).values():
        yield f"insight:{insight.id}", insight.author_id
    said = messages_of(db, actor, [f"message:{one}" for one in ids.get("message", ())])
    yield from ((key, one.writer.id if one.writer else None) for key, one in said.items())


def _rows(db: Session, model: type[Row], ids: Sequence[str]) -> Sequence[Row]:
    return db.scalars(select(model).where(model.id.in_(ids))).all() if ids else ()
