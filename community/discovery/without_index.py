"""Searching while there is no index: names and titles in the database, the newest first.

Good enough to go on with for the minutes in which an index is built. Direction is as exact as
ever, and what the reader may not see is left out by the same conditions as in every list. Of the
filters those of kind and skill hold; others need the index.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import InsightState
from community.access.session_rules import Confidentiality, SessionState
from community.circles import queries as circles
from community.circles.models import Circle
from community.core.limits import Budget
from community.discovery.queries import PAGE, Asked
from community.insights import visible as insights
from community.insights.known_skills import known_skills
from community.insights.models import Insight
from community.members.models import Member
from community.members.sights import OPEN
from community.sessions import visible as sessions
from community.sessions.models import HostedSession
from community.skills.models import Offer, Skill, SkillName, Wish
from community.skills.rules import skill_key
from search.api import Hit, Query, Results
from search.text import folded

MOST = 50  # of each kind
WORDS_MOST = 2
# Each looks through whole tables, while everybody else waits: for each reader a few.
budget = Budget(rate=1 / 3, burst=20)
_WAYS: dict[str, tuple[Any, ...]] = {"teach": (Offer,), "learn": (Wish,), "skill": (Offer, Wish)}
_SPLIT = re.compile(r'[\s"*]+')


@dataclass(frozen=True)
class _Named:
    """Things of one kind that the reader may see: their ids and moments, and what names them."""

    rows: Any
    names: tuple[Any, ...]


def search(db: Session, actor: Actor, asked: Asked) -> Results:
    """A page of what is called so, for somebody who has signed in."""
    budget.spend(actor.member_id or "")
    query = asked.query
    kinds = {one.value.lower() for one in query.filters if one.name == "kind"}
    found: list[tuple[datetime, str, str]] = []
    for kind, named in _everything(actor).items():
        if kind in (kinds or {kind}):
            found += [(at, kind, one) for one, at in _called(db, query, kind, named) if at]
    counts = Counter(kind for _, kind, _ in found)
    shown = sorted((one for one in found if asked.kind in ("", one[1])), reverse=True)
    first = (asked.page - 1) * PAGE
    hits = tuple(
        Hit(f"{kind}:{thing_id}", kind, "", 0.0, "", "In the name" if query.words else "")
        for _, kind, thing_id in shown[first : first + PAGE]
    )
    return Results(hits, len(shown), {"kind": dict(counts)}, ready=False)


def is_cut(results: Results) -> bool:
    """Whether there may be more than these say there are."""
    return not results.ready and max(results.facets.get("kind", {}).values(), default=0) >= MOST


def _everything(actor: Actor) -> dict[str, _Named]:
    """Sessions without names are left out: what they are called may hold one."""
    person = select(Member.id, Member.created_at).where(Member.guest.is_(False))
    skill = select(Skill.id, Skill.created_at).join(SkillName, SkillName.skill_id == Skill.id)
    circle = select(Circle.id, Circle.created_at).where(circles.visible_to(actor))
    session = select(HostedSession.id, HostedSession.starts_at).join(
        Circle, Circle.id == HostedSession.circle_id
    )
    session = session.where(
        sessions.visible_to(actor),
        HostedSession.state != SessionState.DRAFT,
        HostedSession.confidentiality != Confidentiality.NO_NAMES,
    )
    insight = select(Insight.id, Insight.published_at).outerjoin(
        Circle, Circle.id == Insight.circle_id
    )
    insight = insight.where(insights.visible_to(actor), Insight.state == InsightState.PUBLISHED)
    return {
        "person": _Named(person.where(Member.id.not_in(actor.apart)), (Member.name, Member.handle)),
        "skill": _Named(skill.where(known_skills(actor)).distinct(), (SkillName.name,)),
        "circle": _Named(circle, (Circle.name,)),
        "session": _Named(session, (HostedSession.title,)),
        "insight": _Named(insight, (Insight.title,)),
    }


def _called(db: Session, query: Query, kind: str, named: _Named) -> list[tuple[str, datetime]]:
    ways = list(_in_direction(query))
    words = [name.contains(word, autoescape=True) for word in _words(query) for name in _low(named)]
    if (ways and kind != "person") or not (ways or words):
        return []
    rows = named.rows.where(*ways, *([or_(*words)] if words else []))
    newest = rows.selected_columns[1].desc()
    return [(row[0], row[1]) for row in db.execute(rows.order_by(newest).limit(MOST))]


def _low(named: _Named) -> list[Any]:
    return [func.lower(name) for name in named.names]


def _in_direction(query: Query) -> Iterator[ColumnElement[bool]]:
    """Who openly says of a skill of this name that they teach it, or want to learn it."""
    for one in query.filters:
        if one.name in _WAYS:
            skill = select(SkillName.skill_id).where(SkillName.key == skill_key(one.value))
            yield or_(
                *(
                    Member.id.in_(
                        select(way.member_id).where(way.skill_id.in_(skill), way.sight.in_(OPEN))
                    )
                    for way in _WAYS[one.name]
                )
            )


def _words(query: Query) -> set[str]:
    """A few of those asked for, as they are compared and as they were typed."""
    typed = {" ".join(folded(word)): word.lower() for word in _SPLIT.split(query.text)}
    terms = query.chosen("word", "phrase", "prefix")
    asked = [word for term in terms for word in term.words][:WORDS_MOST]
    return {way for word in asked for way in (word, typed.get(word, word))}
