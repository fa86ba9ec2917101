"""Tables to take away, as CSV: what the actor may see, and not a cell more."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import Membership, Standing
from community.access.policy import Permission, require
from community.circles.models import Circle
from community.circles.queries import visible_to
from community.core.tables import BATCH, Row, written
from community.core.transaction import reading
from community.discovery.skills.queries import lines
from community.insights.known_skills import known_skills
from community.members.models import Member, Profile
from community.members.sights import OPEN, sight_of
from community.skills.models import Skill, SkillName


def export(actor: Actor, what: str) -> Iterator[str]:
    """The table called `what`, read while it is sent; raises at once for who may not."""
    require(actor, Permission.COMMUNITY_EXPORT)
    return written(_read(TABLES[what], actor))


def _read(table: Callable[[Session, Actor], Iterator[Row]], actor: Actor) -> Iterator[Row]:
    with reading() as db:
        yield from table(db, actor)


def _members(db: Session, actor: Actor) -> Iterator[Row]:
    yield (
        *("name", "handle", "e-mail", "role", "member since", "what they do"),
        *("organisation", "site", "stage"),
    )
    rows = select(Member, Profile).join(Profile).order_by(Member.name, Member.id)
    for member, profile in db.execute(rows.execution_options(yield_per=BATCH)):
        since = member.created_at.date().isoformat()
        yield (
            *(member.name, member.handle, member.email, member.role.value, since),
            *(member.role_line, *_open_parts(profile)),
        )


def _open_parts(profile: Profile) -> list[str]:
    """What a member shows to everybody; what is for fewer eyes is nobody's to take away."""
    return [
        getattr(profile, part) if sight_of(profile.sights, part) in OPEN else ""
        for part in ("organisation", "site", "stage")
    ]


def _circles(db: Session, actor: Actor) -> Iterator[Row]:
    yield (
        *("name", "way in", "people", "started", "ends", "archived"),
        *("rhythm", "reach", "purpose"),
    )
    people = (
        select(func.count())
        .where(Membership.circle_id == Circle.id, Membership.standing == Standing.JOINED)
        .scalar_subquery()
    )
    rows = select(Circle, people).where(visible_to(actor)).order_by(Circle.name, Circle.id)
    for circle, count in db.execute(rows.execution_options(yield_per=BATCH)):
        archived = circle.archived_at.date() if circle.archived_at else None
        yield (
            *(circle.name, circle.visibility.value, count, circle.created_at.date()),
            *(circle.ends_on, archived, circle.rhythm, circle.reach, circle.purpose),
        )


def _skills(db: Session, actor: Actor) -> Iterator[Row]:
    yield "skill", "also called", "curated", "can teach it", "want to learn it"
    known = list(db.scalars(select(Skill).where(known_skills(actor)).order_by(Skill.key)))
    for start in range(0, len(known), BATCH):
        part = known[start : start + BATCH]
        names = _other_names(db, part)
        for line in lines(db, actor, part):
            skill = line.skill
            curated = "yes" if skill.curated else "no"
            also = ", ".join(names.get(skill.id, ()))
            yield skill.name, also, curated, line.teachers, line.learners


def _other_names(db: Session, skills: Sequence[Skill]) -> dict[str, list[str]]:
    own = {skill.key for skill in skills}
    rows = select(SkillName).where(SkillName.skill_id.in_([skill.id for skill in skills]))
    names: dict[str, list[str]] = {}
    for row in db.scalars(rows.order_by(SkillName.key)):
        if row.key not in own:
            names.setdefault(row.skill_id, []).append(row.name)
    return names


TABLES = {"members": _members, "circles": _circles, "skills": _skills}
