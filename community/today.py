"""The first page: what is live, what is next, what waits for me, who can teach me, and where."""

from base64 import b32encode
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from zlib import crc32

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.blocks import Block
from community.access.policy import Permission, can
from community.asks.listed import my_turns
from community.asks.models import Rest
from community.circles.queries import invitations, requests
from community.circles.reasons import suggested
from community.core import clock
from community.core.transaction import reading
from community.insights import listed as insights
from community.insights.interest import for_me
from community.members.models import Member
from community.members.sights import OPEN
from community.members.sign_ups import waiting
from community.rooms.models import Attendance
from community.rooms.queries import RoomMark, last_words, my_rooms
from community.sessions.date_polls import unanswered
from community.sessions.listed import now_and_next
from community.skills.models import Offer, Skill, Wish
from community.web.guard import guarded
from community.web.identity import current_actor

CIRCLES_MOST = TEACHERS_MOST = INSIGHTS_MOST = 3
ROOMS_MOST = 6
SKILLS_NAMED = 3
CONSIDERED_MOST = 200  # teachers among whom the three of a day are chosen
STILL_THERE = timedelta(seconds=75)  # stays are confirmed every thirty


@guarded(Permission.ANYBODY)
def today() -> ResponseReturnValue:
    actor = current_actor()
    if not actor.signed_in:
        return render_template("welcome.html")
    with reading() as db:
        rooms = rooms_now(db, actor)
        teaches, learns = _introduced(db, actor)
        live, coming = now_and_next(db, actor)
        return render_template(
            "today.html",
            rooms=rooms,
            live_sessions=live,
            next_sessions=coming,
            dates=unanswered(db, actor),
            asks=my_turns(db, actor),
            words=last_words(db, actor, [one.mark.room for one in rooms]),
            sign_ups=_sign_ups(db, actor),
            requests=requests(db, actor),
            invitations=invitations(db, actor),
            teaches=teaches,
            learns=learns,
            teachers=teachers_of_today(db, actor) if learns else [],
            insights=_insights(db, actor),
            suggestions=suggested(db, actor, CIRCLES_MOST),
        )


def _insights(db: Session, actor: Actor) -> list[insights.InsightCard]:
    """The newest of others about what the actor wants to learn, and of circles that go on."""
    which = for_me(actor), ~insights.of_mine(actor), insights.goes_on()
    return insights.few(db, actor, *which, most=INSIGHTS_MOST)


@dataclass(frozen=True)
class RoomToday:
    """A room of mine, how many others are in it right now, and how much of it is unread."""

    mark: RoomMark
    here: int

    @property
    def live(self) -> bool:
        return bool(self.here or self.mark.unread)


def rooms_now(db: Session, actor: Actor) -> list[RoomToday]:
    """Rooms of circles that go on: with people in them first, then unread, then the latest.

    Not those of hosted sessions, which stand here themselves while they are live or to come.
    """
    marks = [mark for mark in my_rooms(db, actor) if _goes_on(mark)]
    here = _people_in(db, actor, marks)
    rooms = [RoomToday(mark, here.get(mark.room.id, 0)) for mark in marks]
    rooms.sort(key=lambda one: (not one.here, not one.mark.unread))
    return rooms[:ROOMS_MOST]


def _goes_on(mark: RoomMark) -> bool:
    return mark.room.circle.archived_at is None


def _people_in(db: Session, actor: Actor, marks: Sequence[RoomMark]) -> dict[str, int]:
    rows = db.execute(
        select(Attendance.room_id, func.count(Attendance.member_id.distinct()))
        .where(
            Attendance.seen_at > clock.now() - STILL_THERE,
            Attendance.room_id.in_([mark.room.id for mark in marks]),
            Attendance.member_id != actor.member_id,
        )
        .group_by(Attendance.room_id)
    )
    return dict(rows.all())


def _sign_ups(db: Session, actor: Actor) -> int:
    """How many wait for somebody like the actor to let them into the community."""
    return len(waiting(db, actor)) if can(actor, Permission.COMMUNITY_ADMIT) else 0


def _introduced(db: Session, actor: Actor) -> tuple[bool, bool]:
    """Whether the actor has said what they teach, and what they want to learn."""
    teaches, learns = db.execute(
        select(
            exists(select(Offer.member_id).where(Offer.member_id == actor.member_id)),
            exists(select(Wish.member_id).where(Wish.member_id == actor.member_id)),
        )
    ).one()
    return bool(teaches), bool(learns)


@dataclass(frozen=True)
class Teacher:
    """Somebody who can teach what the reader wants to learn: which of it, and their words."""

    member: Member
    skills: list[Skill] = field(default_factory=list)
    words: str = ""

    @property
    def named(self) -> str:
        """`C#, ARCP`, and how many more where there are many."""
        names = [skill.name for skill in self.skills]
        more = len(names) - SKILLS_NAMED
        return ", ".join(names[:SKILLS_NAMED]) + (f" and {more} more" if more > 0 else "")


def teachers_of_today(db: Session, actor: Actor, most: int = TEACHERS_MOST) -> list[Teacher]:
    """Others come each day, so that all are shown equally often; who is away comes last."""
    day = clock.now().date()
    rows = db.execute(_teachers(actor, day)).all()
    away = {member_id for member_id, until in rows if until is not None and until >= day}
    present = sorted(member_id for member_id, _until in rows if member_id not in away)
    chosen = turn(present, actor, day, most)
    chosen += turn(sorted(away), actor, day, most - len(chosen))
    return _with_skills(db, actor, chosen)


def turn(ids: Sequence[str], actor: Actor, day: date, most: int) -> list[str]:
    """Whose turn it is: as many of `ids`, which then wait until all others were shown."""
    if not ids or most < 1:
        return []
    first = day.toordinal() * most + crc32((actor.member_id or "").encode())
    return [ids[(first + step) % len(ids)] for step in range(min(most, len(ids)))]


def _teachers(actor: Actor, day: date) -> Select[str, date | None]:
    """Members and until when they are away. Of very many, a stretch that moves each day."""
    begins = b32encode(sha256(f"{day} {actor.member_id}".encode()).digest()).decode().lower()
    return (
        select(Offer.member_id, Member.away_until)
        .join(Member, Member.id == Offer.member_id)
        .where(_can_teach(actor), _can_come())
        .group_by(Offer.member_id, Member.away_until)
        .order_by(Offer.member_id < begins, Offer.member_id)
        .limit(CONSIDERED_MOST)
    )


def _can_come() -> ColumnElement[bool]:
    """Somebody imported from elsewhere has no way in, and would never answer."""
    return or_(Member.password_hash.is_not(None), Member.email.is_not(None))


def _can_teach(actor: Actor) -> ColumnElement[bool]:
    """Only what every member may see is suggested, and nobody whom the reader keeps off, nor who
    takes a rest from being asked."""
    kept_off = select(Block.other_id).where(Block.member_id == actor.member_id)
    return and_(
        Offer.skill_id.in_(select(Wish.skill_id).where(Wish.member_id == actor.member_id)),
        Offer.sight.in_(OPEN),
        Offer.member_id != actor.member_id,
        Offer.member_id.not_in(actor.apart),
        Offer.member_id.not_in(kept_off),
        Offer.member_id.not_in(select(Rest.member_id)),
    )


def _with_skills(db: Session, actor: Actor, member_ids: Sequence[str]) -> list[Teacher]:
    rows = db.execute(
        select(Member, Skill, Offer.words)
        .join(Offer, Offer.member_id == Member.id)
        .join(Skill, Skill.id == Offer.skill_id)
        .where(Member.id.in_(member_ids), _can_teach(actor))
        .order_by(Skill.key)
    )
    by_member: dict[str, list[tuple[Member, Skill, str]]] = defaultdict(list)
    for member, skill, words in rows:
        by_member[member.id].append((member, skill, words))
    return [_teacher(by_member[member_id]) for member_id in member_ids]


def _teacher(offers: Sequence[tuple[Member, Skill, str]]) -> Teacher:
    """With the first of their words about it, if there are any."""
    said = next((words for _, _, words in offers if words), "")
    return Teacher(offers[0][0], [skill for _, skill, _ in offers], said)
