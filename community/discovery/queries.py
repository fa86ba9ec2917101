"""Searching: the index proposes, the database and the policy decide."""

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can, require
from community.circles.models import Circle
from community.discovery.documents import audiences
from community.discovery.indexing import Index
from community.members.models import Member
from search.api import Hit, Query, Results

PAGE = 20


@dataclass(frozen=True)
class Found:
    """A hit with the thing it stands for, read just now."""

    hit: Hit
    thing: Member | Circle

    @property
    def snippet(self) -> Markup:
        """Where the words stand, marked; the engine escaped everything else."""
        return Markup(self.hit.snippet)  # noqa: S704


@dataclass(frozen=True)
class Answer:
    found: list[Found]
    results: Results


def ask_index(index: Index, actor: Actor, words: str, page: int) -> Results:
    """Waits for a real thread, so it is called with no database session open."""
    require(actor, Permission.SIGNED_IN)
    offset = (page - 1) * PAGE
    return index.search(Query.parse(words), audiences(actor), limit=PAGE, offset=offset)


def answer(db: Session, actor: Actor, results: Results) -> Answer:
    """The hits the actor may see at this moment, whatever the index still thought."""
    ids: dict[str, list[str]] = {"person": [], "circle": []}
    for hit in results.hits:
        ids[hit.kind].append(hit.key.partition(":")[2])
    things: dict[str, Member | Circle] = {}
    for member in db.scalars(select(Member).where(Member.id.in_(ids["person"]))):
        if can(actor, Permission.PERSON_SEE, member):
            things[f"person:{member.id}"] = member
    for circle in db.scalars(select(Circle).where(Circle.id.in_(ids["circle"]))):
        if can(actor, Permission.CIRCLE_SEE, circle):
            things[f"circle:{circle.id}"] = circle
    found = [Found(hit, things[hit.key]) for hit in results.hits if hit.key in things]
    return Answer(found, results)
