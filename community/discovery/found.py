"""What hits stand for, read just now: only what the reader may see at this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Audience, Permission, can
from community.access.session_rules import Confidentiality
from community.circles.cards import CircleCard
from community.circles.models import Circle
from community.circles.reasons import with_reasons
from community.discovery.of_sessions import place_of, word_key
from community.discovery.skills.queries import SkillLine, lines
from community.insights.known_skills import known_skills
from community.insights.listed import InsightCard
from community.insights.listed import cards as insight_cards
from community.insights.visible import read_of
from community.members.models import Member
from community.rooms.models import Item
from community.sessions.listed import SessionCard
from community.sessions.listed import cards as session_cards
from community.sessions.models import HostedSession
from community.sessions.visible import readable_to, seen_of
from community.skills.models import Skill
from community.skills.queries import MemberSkills, skills_of_many


@dataclass(frozen=True)
class FoundPerson:
    """A member, with what they teach and want to learn as far as the reader may see it."""

    member: Member
    skills: MemberSkills


@dataclass(frozen=True)
class FoundMessage:
    """Something said in a session. `writer` is none where the transcript names nobody."""

    session: HostedSession
    place: int
    writer: Member | None

    @property
    def anchor(self) -> str:
        return f"m{self.place}"


Thing = FoundPerson | SkillLine | CircleCard | SessionCard | FoundMessage | InsightCard


def things_of(db: Session, actor: Actor, keys: Sequence[str]) -> dict[str, Thing]:
    """By key; what the actor may not see is left out."""
    ids: dict[str, list[str]] = {}
    for key in keys:
        ids.setdefault(key.partition(":")[0], []).append(key.partition(":")[2])
    things: dict[str, Thing] = {}
    for person in _people(db, actor, ids.get("person", ())):
        things[f"person:{person.member.id}"] = person
    for line in skill_lines(db, actor, ids.get("skill", ())):
        things[f"skill:{line.skill.id}"] = line
    for card in _circles(db, actor, ids.get("circle", ())):
        things[f"circle:{card.circle.id}"] = card
    seen = seen_of(db, actor, ids.get("session", ()))
    for one in session_cards(db, actor, list(seen.values())):
        things[f"session:{one.session.id}"] = one
    read = read_of(db, actor, ids.get("insight", []))
    for insight in insight_cards(db, actor, list(read.values())):
        things[f"insight:{insight.insight.id}"] = insight
    things.update(messages_of(db, actor, [key for key in keys if key.startswith("message:")]))
    return things


def skill_lines(db: Session, actor: Actor, ids: Sequence[str]) -> list[SkillLine]:
    """In the order of the ids."""
    if not ids:
        return []
    rows = db.scalars(select(Skill).where(Skill.id.in_(ids), known_skills(actor)))
    known = {line.skill.id: line for line in lines(db, actor, rows.all())}
    return [known[skill_id] for skill_id in ids if skill_id in known]


def _people(db: Session, actor: Actor, ids: Sequence[str]) -> list[FoundPerson]:
    if not ids:
        return []
    rows = db.scalars(select(Member).where(Member.id.in_(ids)))
    members = [member for member in rows if can(actor, Permission.PERSON_SEE, member)]
    skills = skills_of_many(db, actor, [member.id for member in members])
    return [FoundPerson(member, skills[member.id]) for member in members]


def _circles(db: Session, actor: Actor, ids: Sequence[str]) -> list[CircleCard]:
    if not ids:
        return []
    rows = db.scalars(select(Circle).where(Circle.id.in_(ids)))
    seen = [circle for circle in rows if can(actor, Permission.CIRCLE_SEE, circle)]
    return with_reasons(db, actor, seen)


def messages_of(db: Session, actor: Actor, keys: Sequence[str]) -> Mapping[str, FoundMessage]:
    """What stands still, in transcripts the actor may read."""
    if not keys:
        return {}
    places = sorted(set(map(place_of, keys)))
    # The first two say nothing more; an index can be asked for them.
    these = (
        HostedSession.id.in_({session_id for session_id, _ in places}),
        Item.position.in_({place for _, place in places}),
        tuple_(HostedSession.id, Item.position).in_(places),
    )
    rows = (
        select(HostedSession, Item, Member)
        .join(Circle, Circle.id == HostedSession.circle_id)
        .join(Item, Item.room_id == HostedSession.room_id)
        .outerjoin(Member, Member.id == Item.author_id)
        .where(*these, readable_to(actor), Item.audience == Audience.EVERYONE)
    )
    stands = rows.where(Item.withdrawn_at.is_(None), Item.hidden_at.is_(None))
    return {
        word_key(session.id, item.position): FoundMessage(
            session, item.position, None if _nameless(session, item) else writer
        )
        for session, item, writer in db.execute(stands)
    }


def _nameless(session: HostedSession, item: Item) -> bool:
    return item.nameless or session.confidentiality is Confidentiality.NO_NAMES
