"""People, skills and circles as the index is told of them.

Only what every member may see goes in: of a profile the parts with an open sight, of the skills
those that exist for everybody. What is for circles or nobody is in no document at all.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from community.circles.models import Circle
from community.discovery.audience import MEMBERS, audience_of
from community.discovery.portraits import Portraits
from community.members.models import Member
from community.skills.models import Skill
from search.api import Document


def of_people(db: Session, members: Sequence[Member]) -> list[Document]:
    portraits = Portraits.of(db, "person", [one.id for one in members])
    return [_person(member, portraits) for member in members]


def _person(member: Member, portraits: Portraits) -> Document:
    said = portraits.said(member.id)
    return Document(
        key=f"person:{member.id}",
        kind="person",
        title=member.name,
        body=" · ".join(filter(None, (member.role_line, *portraits.lines(member), *said))),
        audience=MEMBERS,
        teaches=portraits.teaches(member.id),
        learns=portraits.learns(member.id),
        people=(member.name, member.handle),
        updated_at=member.created_at,
        marks=portraits.marks(member.id),
    )


def of_skills(db: Session, skills: Sequence[Skill]) -> list[Document]:
    portraits = Portraits.of(db, "skill", [one.id for one in skills])
    return [_skill(skill, portraits) for skill in skills]


def _skill(skill: Skill, portraits: Portraits) -> Document:
    return Document(
        key=f"skill:{skill.id}",
        kind="skill",
        title=skill.name,
        body=skill.about,
        audience=MEMBERS,
        skills=portraits.names(skill.id),
        updated_at=skill.created_at,
        marks={"skill": (skill.name,)},
    )


def of_circles(db: Session, circles: Sequence[Circle]) -> list[Document]:
    portraits = Portraits.of(db, "circle", [one.id for one in circles])
    return [_circle(circle, portraits) for circle in circles]


def _circle(circle: Circle, portraits: Portraits) -> Document:
    return Document(
        key=f"circle:{circle.id}",
        kind="circle",
        title=circle.name,
        body=" · ".join(filter(None, (circle.purpose, circle.rhythm, circle.reach))),
        audience=audience_of(circle),
        skills=portraits.about(circle.id),
        circle=circle.name,
        updated_at=circle.created_at,
        marks=portraits.marks_of_circle(circle.id),
    )
