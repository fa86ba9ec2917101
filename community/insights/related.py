"""A few other insights that somebody who read one may want to read next, and why these."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    func,
    literal,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from community.access.actor import Actor
from community.circles.models import Circle
from community.insights.listed import InsightCard, bare, published
from community.insights.models import Insight, InsightSkill
from community.insights.visible import read_of, visible_to
from community.sessions.models import HostedSession
from community.sessions.visible import visible_to as visible_sessions
from community.skills.models import Skill

MOST = 4
NEWEST, OF_SKILL = 2_000, 500  # among which what is about the same is looked for
Found = Select[int, int, datetime | None, str, str]
SESSION, SKILL, AUTHOR, CIRCLE = range(4)
WHY = {
    SESSION: "From the same session",
    SKILL: "Also about {}",
    AUTHOR: "By the same author",
    CIRCLE: "From the same circle",
}


@dataclass(frozen=True)
class Related:
    card: InsightCard
    why: str


def related_part(db: Session, actor: Actor, insight: Insight) -> dict[str, Any]:
    """For the insight's page. Signed out one is told of no skills, and of nothing beside it."""
    return {"related": related(db, actor, insight) if actor.signed_in else []}


def related(db: Session, actor: Actor, insight: Insight) -> list[Related]:
    """From the same session, then about the same, by the same author, from the same circle; of
    each what has most in common, then the newest. Three queries, however many there are."""
    about = select(InsightSkill.skill_id).where(InsightSkill.insight_id == insight.id)
    ways_on = _ways(actor, insight, db.scalars(about).all())
    ways = union_all(*(select(way.subquery()) for way in ways_on))
    whys: dict[str, str] = {}
    for row in sorted(db.execute(ways), key=_rank):
        whys.setdefault(row.id, WHY[row.way].format(row.about))
    ids = list(whys)[:MOST]
    read = read_of(db, actor, ids)
    found = bare(actor, [read[one] for one in ids if one in read])
    return [Related(card, whys[card.insight.id]) for card in found]


def _rank(row: Row[Any]) -> tuple[int, int, float, str]:
    return row.way, -row.common, -row.published_at.timestamp(), row.id


def _ways(actor: Actor, insight: Insight, skills: Sequence[str]) -> Iterator[Found]:
    """Each finds a few. What the page does not tell its reader, such as who wrote it, is no
    reason either."""
    card = bare(actor, [insight])[0]
    if insight.session_id is not None:
        of_it = Insight.session_id == insight.session_id
        yield _way(actor, insight, SESSION, of_it, _session_seen(actor, insight.session_id))
    if skills:
        yield _about_the_same(actor, insight, skills)
    if card.author is not None:
        yield _way(actor, insight, AUTHOR, Insight.author_id == card.author.id)
    if card.circle_shown:
        yield _way(actor, insight, CIRCLE, Insight.circle_id == insight.circle_id)


def _way(actor: Actor, insight: Insight, way: int, *same: ColumnElement[bool]) -> Found:
    """`way`, what it has in common, when, its id, and what it is about."""
    found = select(
        literal(way).label("way"),
        literal(1).label("common"),
        Insight.published_at,
        Insight.id,
        literal("").label("about"),
    ).outerjoin(Circle, Circle.id == Insight.circle_id)
    newest = found.order_by(Insight.published_at.desc(), Insight.id).limit(MOST)
    return newest.where(*_other(actor, insight), *same)


def _about_the_same(actor: Actor, insight: Insight, mine: Sequence[str]) -> Found:
    """`mine`: the skills it is about."""
    of = aliased(InsightSkill)
    shared = of.insight_id == Insight.id, of.skill_id.in_(mine)
    common = select(func.count()).where(*shared).correlate(Insight).scalar_subquery()
    named = select(func.min(Skill.name)).join(of, of.skill_id == Skill.id).where(*shared)
    found = select(
        literal(SKILL).label("way"),
        common.label("common"),
        Insight.published_at,
        Insight.id,
        named.correlate(Insight).scalar_subquery().label("about"),
    ).outerjoin(Circle, Circle.id == Insight.circle_id)
    near = found.where(Insight.id.in_(_near(mine)), common > 0, *_other(actor, insight))
    return near.order_by(common.desc(), Insight.published_at.desc(), Insight.id).limit(MOST)


def _near(mine: Sequence[str]) -> CompoundSelect[str]:
    """The newest, and some of each of the skills: however much is written about one of them, no
    more than these are looked at."""
    newest = select(Insight.id).where(published()).order_by(Insight.published_at.desc())
    about = (select(InsightSkill.insight_id).where(InsightSkill.skill_id == one) for one in mine)
    some = (newest.limit(NEWEST), *(one.limit(OF_SKILL) for one in about))
    return union(*(select(one.subquery()) for one in some))


def _other(actor: Actor, insight: Insight) -> tuple[ColumnElement[bool], ...]:
    return published(), visible_to(actor), Insight.id != insight.id


def _session_seen(actor: Actor, session_id: str) -> ColumnElement[bool]:
    """Only who may see the session learns that two are from it."""
    seen = select(HostedSession.id).join(Circle, Circle.id == HostedSession.circle_id)
    seen = seen.where(HostedSession.id == session_id, visible_sessions(actor)).correlate(None)
    return Insight.session_id.in_(seen)
