"""Everything a circle's page shows to one reader, as far as they may see it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import Membership, Standing
from community.access.policy import Permission, can
from community.circles.materials import Listed, materials
from community.circles.models import Circle, CircleSkill, CircleTie, JoinAnswer
from community.circles.queries import Companion, at_the_door, companions, how_many, visible_to
from community.members.lookalikes import skeleton
from community.members.models import Member
from community.members.sights import seen_by
from community.skills.models import Offer, Skill, Wish

PEOPLE, SKILLS, NAMES = 60, 24, 3


@dataclass(frozen=True)
class Between:
    """A skill that people of the circle teach or want to learn: some of them, and how many."""

    skill: Skill
    people: int
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Asking:
    """Somebody who wants to come in, and what they answered to the circle's questions."""

    companion: Companion
    answers: Sequence[JoinAnswer]


@dataclass(frozen=True)
class CirclePage:
    """`people` is a first part of `count`; what only its people or hosts see others have empty."""

    circle: Circle
    count: int
    people: list[Companion]
    skills: Sequence[Skill]
    teaches: list[Between]
    learns: list[Between]
    ties: Sequence[Circle]
    standing: Standing | None
    hosting: bool
    asking: list[Asking] = field(default_factory=list)
    invited: list[Companion] = field(default_factory=list)
    waiting: list[Companion] = field(default_factory=list)
    materials: Sequence[Listed] = ()
    own_names: Sequence[str] = ()  # of the reader's other circles, to point to
    in_line: int | None = None
    has_agreed: bool = True

    @property
    def full(self) -> bool:
        return self.circle.most is not None and self.count >= self.circle.most

    @cached_property
    def alike(self) -> frozenset[str]:
        """Ids of people whose names look like another's here: their handles tell them apart."""
        called: dict[str, list[str]] = defaultdict(list)
        asking = [one.companion for one in self.asking]
        for one in (*self.people, *self.invited, *self.waiting, *asking):
            called[skeleton(one.member.name)].append(one.member.id)
        return frozenset(i for ids in called.values() if len(ids) > 1 for i in ids)


def circle_page(
    db: Session, actor: Actor, circle: Circle, *, everybody: bool = False
) -> CirclePage:
    """For a reader whom the caller has asked whether they may know of the circle."""
    standing, joined = actor.stands(circle.id), actor.in_circle(circle.id)
    hosting = can(actor, Permission.CIRCLE_PEOPLE, circle)
    door = at_the_door(db, circle) if hosting else {}
    return CirclePage(
        circle=circle,
        count=how_many(db, circle),
        people=people(db, actor, circle, None if everybody else PEOPLE),
        skills=skills_of(db, circle),
        teaches=between(db, actor, circle, Offer),
        learns=between(db, actor, circle, Wish),
        ties=ties(db, actor, circle),
        standing=standing,
        hosting=hosting,
        asking=_asking(db, circle, door.get(Standing.ASKED, [])),
        invited=door.get(Standing.INVITED, []),
        waiting=door.get(Standing.WAITING, []),
        materials=materials(db, actor, circle) if joined else (),
        in_line=place_in_line(db, actor, circle) if standing is Standing.WAITING else None,
        own_names=_own_names(db, actor, circle) if hosting else (),
        has_agreed=not joined or _has_agreed(db, actor, circle),
    )


def people(db: Session, actor: Actor, circle: Circle, most: int | None) -> list[Companion]:
    """Inside a circle nobody is hidden from anybody: nobody shall read it unseen."""
    found = companions(db, circle, most=most)
    if actor.in_circle(circle.id):
        return found
    return [one for one in found if one.member.id not in actor.apart]


def _asking(db: Session, circle: Circle, asking: list[Companion]) -> list[Asking]:
    by_member: dict[str, list[JoinAnswer]] = defaultdict(list)
    if asking:
        ids = [one.member.id for one in asking]
        rows = select(JoinAnswer).where(
            JoinAnswer.circle_id == circle.id, JoinAnswer.member_id.in_(ids)
        )
        for answer in db.scalars(rows.order_by(JoinAnswer.position)):
            by_member[answer.member_id].append(answer)
    return [Asking(one, by_member[one.member.id]) for one in asking]


def skills_of(db: Session, circle: Circle) -> Sequence[Skill]:
    """What the circle is about, by name."""
    about = select(Skill).join(CircleSkill, CircleSkill.skill_id == Skill.id)
    return db.scalars(about.where(CircleSkill.circle_id == circle.id).order_by(Skill.key)).all()


def between(
    db: Session, actor: Actor, circle: Circle, kind: type[Offer] | type[Wish]
) -> list[Between]:
    """What the circle's people teach (or want to learn) between them, most shared first."""
    in_skill = func.row_number().over(partition_by=kind.skill_id, order_by=(Member.name, Member.id))
    ties_here = (
        select(
            kind.skill_id,
            Member.name,
            in_skill.label("number"),
            func.count().over(partition_by=kind.skill_id).label("people"),
        )
        .join(Member, Member.id == kind.member_id)
        .join(Membership, Membership.member_id == kind.member_id)
        .where(
            Membership.circle_id == circle.id,
            Membership.standing == Standing.JOINED,
            seen_by(actor, kind.member_id, kind.sight),
        )
        .subquery()
    )
    rows = db.execute(
        select(Skill, ties_here.c.people, ties_here.c.name)
        .join(ties_here, ties_here.c.skill_id == Skill.id)
        .where(ties_here.c.number <= NAMES)
        .order_by(ties_here.c.people.desc(), Skill.key, ties_here.c.number)
        .limit(SKILLS * NAMES)
    )
    found: dict[str, Between] = {}
    for skill, number, name in rows:
        found.setdefault(skill.id, Between(skill, number)).names.append(name)
    return list(found.values())[:SKILLS]


def ties(db: Session, actor: Actor, circle: Circle) -> Sequence[Circle]:
    """The circles this one points to, of those the reader may know of."""
    tied = select(CircleTie.other_id).where(CircleTie.circle_id == circle.id)
    found = select(Circle).where(Circle.id.in_(tied), visible_to(actor))
    return db.scalars(found.order_by(Circle.name, Circle.id)).all()


def _own_names(db: Session, actor: Actor, circle: Circle) -> Sequence[str]:
    mine = select(Circle.name).where(Circle.id.in_(actor.circles - {circle.id}))
    return db.scalars(mine.order_by(Circle.name).limit(SKILLS)).all()


def place_in_line(db: Session, actor: Actor, circle: Circle) -> int:
    """1 for who comes in next."""
    line = Membership.circle_id == circle.id, Membership.standing == Standing.WAITING
    mine = select(Membership.since).where(*line, Membership.member_id == actor.member_id)
    before = select(func.count()).where(*line, Membership.since < mine.scalar_subquery())
    return (db.scalar(before) or 0) + 1


def _has_agreed(db: Session, actor: Actor, circle: Circle) -> bool:
    """Whether somebody in the circle accepted its agreement as it reads now."""
    if not circle.agreement or circle.archived_at is not None:
        return True
    mine = db.get(Membership, (circle.id, actor.member_id or ""))
    return mine is not None and mine.agreed_at is not None
