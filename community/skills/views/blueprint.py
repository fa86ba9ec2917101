"""The blueprint all pages about skills belong to, and what they lend to every other page."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, g

from community.access.things import PersonLike
from community.core.transaction import reading
from community.skills.queries import MemberSkills, skills_of_many
from community.skills.ways import LEVELS
from community.web.identity import current_actor

views = Blueprint("skills", __name__)


@views.app_context_processor
def words_about_skills() -> dict[str, Any]:
    return {"skills_of": _skills_of, "skills_of_many": _skills_of_many, "skill_levels": LEVELS}


def _skills_of_many(people: Iterable[PersonLike]) -> dict[str, MemberSkills]:
    """By member id, what the reader may see of each; nobody is asked about twice for a page."""
    read: dict[str, MemberSkills] = g.setdefault("skills_of_members", {})
    ids = [person.id for person in people]
    if missing := set(ids) - read.keys():
        with reading() as db:
            read |= skills_of_many(db, current_actor(), missing)
    return {member_id: read[member_id] for member_id in ids}


def _skills_of(person: PersonLike) -> MemberSkills:
    return _skills_of_many([person])[person.id]
