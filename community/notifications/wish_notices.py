"""A circle or a session is proposed to those who wish for a skill, and to who could teach part of
it: in the inbox and by mail, once, and nobody is put into anything."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from community.access.actor import actor_for
from community.asks.events import WishedBySeveral
from community.asks.rules import WISHES_NEEDED
from community.core.outbox import Payload, enqueue_many, handle, subscribe
from community.core.transaction import transaction
from community.insights.known_skills import known_skills
from community.mail import Letter
from community.members.models import Member
from community.members.sights import OPEN
from community.notifications.actions import notify
from community.notifications.ask_mails import deliver
from community.notifications.ask_readers import reader_of
from community.notifications.models import Notice, NoticeKind
from community.skills.models import Offer, Skill, SkillName, Wish

MAIL = "mail.wished_for"
WISHERS_MOST = 200  # who are told at once; it is proposed when there are a few
TEACHERS_MOST = 20  # of part of it


def tell(jobs: Sequence[Payload]) -> None:
    for job in jobs:
        with transaction() as db:
            skill = still_wished(db, job["skill_id"])
            if skill is not None:
                _tell_each(db, skill)


def still_wished(db: Session, skill_id: str) -> Skill | None:
    """While several wish for it where all members see it: nothing is told of the others."""
    shown = Wish.skill_id == skill_id, Wish.sight.in_(OPEN)
    several = (db.scalar(select(func.count()).where(*shown)) or 0) >= WISHES_NEEDED
    return db.get(Skill, skill_id) if several else None


def _tell_each(db: Session, skill: Skill) -> None:
    cause = f"wished:{skill.id}"
    before = select(Notice.member_id).where(Notice.cause == cause, Notice.skill_id == skill.id)
    told = set(db.scalars(before))
    to = [one for one in who_hears(db, skill) if one not in told and _knows(db, skill.id, one)]
    notify(db, to, NoticeKind.WISHED_FOR, circle_id=None, skill_id=skill.id, cause=cause)
    enqueue_many(db, MAIL, ({"skill_id": skill.id, "member_id": one} for one in to))


def who_hears(db: Session, skill: Skill) -> list[str]:
    """Those who wish for it, and some who can teach it, or what is a part of its name."""
    wishing = select(Wish.member_id).where(Wish.skill_id == skill.id).order_by(Wish.created_at)
    part = select(SkillName.skill_id).where(SkillName.key.in_(parts_of(skill.key)))
    of_it = or_(Offer.skill_id == skill.id, Offer.skill_id.in_(part))
    teaching = select(Offer.member_id).where(of_it, Offer.sight.in_(OPEN))
    wishers = db.scalars(wishing.limit(WISHERS_MOST)).all()
    some = teaching.distinct().order_by(Offer.member_id).limit(TEACHERS_MOST)
    return sorted({*wishers, *db.scalars(some)})


def parts_of(key: str) -> set[str]:
    """`photo`, `editing` and `photo editing` of "photo editing basics", and so on."""
    words = key.split()
    return {" ".join(words[at:end]) for at, end in _spans(len(words))} - {key}


def _spans(length: int) -> Iterator[tuple[int, int]]:
    return ((at, end) for at in range(length) for end in range(at + 1, length + 1))


def _knows(db: Session, skill_id: str, member_id: str) -> bool:
    member = db.get_one(Member, member_id)
    if member.guest:
        return False
    known = known_skills(actor_for(db, member.id, member.role))
    return db.scalar(select(Skill.id).where(Skill.id == skill_id, known)) is not None


def letter(db: Session, job: Payload) -> Letter | None:
    skill, reader = still_wished(db, job["skill_id"]), reader_of(db, job["member_id"])
    if skill is None or reader is None or not _knows(db, skill.id, reader.member.id):
        return None
    return reader.letter(
        f"wished:{skill.id}",
        f"Several people wish to learn {skill.name}",
        f"Several people wish to learn {skill.name}. How about a circle or a session "
        "about it? Whoever begins it decides how; nobody is put in.",
        button=("See who wishes for it", f"/skills/{skill.id}"),
    )


subscribe(WishedBySeveral, "inbox.wished_for", tell)
handle(MAIL, deliver(letter), waits_outside=True)
