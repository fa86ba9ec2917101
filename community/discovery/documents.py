"""What the index is told about people, skills, circles and sessions, always as they are now.

Only what every member may see goes in: of a profile the parts with an open sight, of the skills
those that exist for everybody. What is for circles or nobody is in no document at all.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.memberships import Standing
from community.access.policy import KNOWING, Visibility
from community.access.session_rules import OpenTo, SessionState
from community.circles.models import Circle, CircleSkill
from community.core.transaction import reading
from community.discovery.models import SearchChange
from community.discovery.portraits import Portraits
from community.members.models import Member
from community.members.sights import OPEN
from community.sessions.models import HostedSession
from community.skills.models import Offer, Skill, Wish
from search.api import Document

MEMBERS = "members"
BATCH = 500


def audiences(actor: Actor) -> frozenset[str]:
    """The audiences the actor belongs to: the search's share of the policy table."""
    if not actor.signed_in:
        return frozenset()
    knows = {f"c{i}" for i, place in actor.places.items() if place.standing in KNOWING}
    in_it = {f"j{i}" for i, place in actor.places.items() if place.standing is Standing.JOINED}
    return frozenset({MEMBERS, f"m{actor.member_id}", *knows, *in_it})


def audience_of(circle: Circle) -> str:
    """Who may find the circle: an archived one only its people, a hidden one those who know it."""
    if circle.archived_at is not None:
        return f"j{circle.id}"
    return f"c{circle.id}" if circle.visibility is Visibility.HIDDEN else MEMBERS


def found_by_all() -> ColumnElement[bool]:
    """Circles that every member may find."""
    return (Circle.visibility != Visibility.HIDDEN) & Circle.archived_at.is_(None)


def exists_for_all() -> ColumnElement[bool]:
    """Skills that every member may find: curated, or openly taught, learnt or met about."""
    about = (
        select(CircleSkill.skill_id)
        .join(Circle, Circle.id == CircleSkill.circle_id)
        .where(CircleSkill.skill_id == Skill.id, found_by_all())
    )
    return or_(
        Skill.curated,
        exists().where(Offer.skill_id == Skill.id, Offer.sight.in_(OPEN)),
        exists().where(Wish.skill_id == Skill.id, Wish.sight.in_(OPEN)),
        about.exists(),
    )


def of_person(member: Member, portraits: Portraits) -> Document:
    said = portraits.said(member.id)
    return Document(
        key=f"person:{member.id}",
        kind="person",
        title=member.name,
        body=" · ".join(filter(None, (member.role_line, *portraits.lines(member), *said))),
        audience=MEMBERS,
        teaches=portraits.teaches(member.id),
        learns=portraits.learns(member.id),
        people=(member.handle, member.name),
        updated_at=member.created_at,
    )


def of_skill(skill: Skill, portraits: Portraits) -> Document:
    return Document(
        key=f"skill:{skill.id}",
        kind="skill",
        title=skill.name,
        body=skill.about,
        audience=MEMBERS,
        skills=portraits.names(skill.id),
        updated_at=skill.created_at,
    )


def of_circle(circle: Circle, portraits: Portraits) -> Document:
    return Document(
        key=f"circle:{circle.id}",
        kind="circle",
        title=circle.name,
        body=" · ".join(filter(None, (circle.purpose, circle.rhythm, circle.reach))),
        audience=audience_of(circle),
        skills=portraits.about(circle.id),
        circle=circle.name,
        updated_at=circle.created_at,
    )


def audience_of_session(session: HostedSession) -> str:
    """Never wider than who may see it. Whoever is asked in by name knows of it without searching,
    and so do hosts of the circle where it is only for those who are asked."""
    if session.open_to is OpenTo.INVITED:
        return f"c{session.id}"
    if session.open_to is OpenTo.CIRCLE or audience_of(session.circle) != MEMBERS:
        return f"j{session.circle_id}"
    return MEMBERS


def of_session(session: HostedSession, portraits: Portraits) -> Document:
    return Document(
        key=f"session:{session.id}",
        kind="session",
        title=session.title,
        body=session.introduction,
        audience=audience_of_session(session),
        updated_at=session.starts_at,
    )


_KINDS: dict[str, tuple[Any, Any]] = {
    "person": (Member, of_person),
    "skill": (Skill, of_skill),
    "circle": (Circle, of_circle),
    "session": (HostedSession, of_session),
}


def _made(db: Session, kind: str, rows: Sequence[Any]) -> list[Document]:
    make, portraits = _KINDS[kind][1], Portraits.of(db, kind, [row.id for row in rows])
    return [make(row, portraits) for row in rows]


def _rows(kind: str) -> Any:
    rows = select(_KINDS[kind][0])
    if kind == "person":
        return rows.where(Member.guest.is_(False))
    if kind == "session":
        known = HostedSession.state != SessionState.DRAFT
        return rows.where(known).options(joinedload(HostedSession.circle))
    return rows.where(exists_for_all()) if kind == "skill" else rows


def load(db: Session, keys: Iterable[str]) -> list[Document]:
    """The documents of these keys; one that is gone is left out."""
    ids: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    for key in set(keys):
        kind, _, thing_id = key.partition(":")
        ids[kind].append(thing_id)
    found: list[Document] = []
    for kind, wanted in ids.items():
        if wanted:
            rows = db.scalars(_rows(kind).where(_KINDS[kind][0].id.in_(wanted))).all()
            found += _made(db, kind, rows)
    return found


def everything() -> Iterator[Document]:
    """Every document, read in batches, for a rebuild."""
    for kind, (model, _) in _KINDS.items():
        last = ""
        while True:
            with reading() as db:
                page = _rows(kind).where(model.id > last).order_by(model.id).limit(BATCH)
                rows: Sequence[Any] = db.scalars(page).all()
                made = _made(db, kind, rows)
            if not rows:
                break
            yield from made
            last = rows[-1].id


def changed_since(db: Session, position: int) -> list[SearchChange]:
    changes = select(SearchChange).where(SearchChange.id > position).order_by(SearchChange.id)
    return list(db.scalars(changes.limit(BATCH)))


def last_change(db: Session) -> int:
    return db.scalar(select(func.max(SearchChange.id))) or 0
