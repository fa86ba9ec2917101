"""Insights as they stand in lists, newest first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import InsightState
from community.access.policy import Permission, can
from community.circles.models import Circle
from community.core.cursors import Beside, Order, Page, page_of
from community.insights.models import Insight, InsightDraft, InsightSkill
from community.insights.visible import visible_insights
from community.members.models import Member
from community.skills.models import Skill

PAGE = 20
BEGINNING = Beside()
_BY_DATE = Order(Insight.published_at, Insight.id)
_DRAFTS_FIRST = Order(Insight.published_at, Insight.id, blanks=True)
WORDS_A_MINUTE = 220


@dataclass(frozen=True)
class InsightCard:
    """An insight in a list, to one reader. `author` is none where they may not see the person;
    `draft` is only given to who writes it."""

    insight: Insight
    skills: list[Skill] = field(default_factory=list)
    author: Member | None = None
    circle_shown: bool = False
    draft: InsightDraft | None = None

    @property
    def title(self) -> str:
        """What is being written names what was never published."""
        named = self.insight.title or (self.draft.title if self.draft else "")
        return named or "Without a title yet"

    @property
    def minutes(self) -> int:
        """How long it takes to read."""
        return max(1, round(len(self.insight.body.split()) / WORDS_A_MINUTE))


def published() -> ColumnElement[bool]:
    return Insight.state == InsightState.PUBLISHED


def of_mine(actor: Actor) -> ColumnElement[bool]:
    return Insight.author_id == actor.member_id


def to_check() -> ColumnElement[bool]:
    return Insight.state == InsightState.WAITING


def in_my_circles(actor: Actor) -> ColumnElement[bool]:
    return Insight.circle_id.in_(actor.circles)


def goes_on() -> ColumnElement[bool]:
    """Of no circle, or of one that is not archived."""
    return Circle.archived_at.is_(None)


def newest(
    db: Session, actor: Actor, *which: ColumnElement[bool], beside: Beside = BEGINNING
) -> Page[InsightCard]:
    """A page of the published ones of a kind, latest first."""
    found = visible_insights(actor).where(published(), *which)
    return _page(db, actor, page_of(db, found, _BY_DATE, beside, PAGE))


def own(db: Session, actor: Actor, beside: Beside = BEGINNING) -> Page[InsightCard]:
    """What the actor writes and has written, with the drafts: one query for all of them."""
    found = visible_insights(actor).where(of_mine(actor))
    page = _page(db, actor, page_of(db, found, _DRAFTS_FIRST, beside, PAGE))
    ids = [card.insight.id for card in page.rows]
    rows = db.scalars(select(InsightDraft).where(InsightDraft.insight_id.in_(ids))) if ids else ()
    drafts = {one.insight_id: one for one in rows}
    return replace(page, rows=[replace(one, draft=drafts.get(one.insight.id)) for one in page.rows])


def waiting(db: Session, actor: Actor) -> list[InsightCard]:
    """Others' insights that the actor may read first."""
    found = visible_insights(actor).where(to_check(), ~of_mine(actor))
    oldest = found.order_by(Insight.changed_at, Insight.id).limit(PAGE)
    return cards(db, actor, db.scalars(oldest).all())


def _page(db: Session, actor: Actor, page: Page[Row[Any]]) -> Page[InsightCard]:
    return Page(cards(db, actor, [row[0] for row in page.rows]), page.older, page.newer)


def few(db: Session, actor: Actor, *which: ColumnElement[bool], most: int) -> list[InsightCard]:
    """The latest published ones of a kind, without their skills."""
    found = visible_insights(actor).where(published(), *which)
    rows = db.scalars(found.order_by(*_BY_DATE.forth()).limit(most)).all()
    return bare(actor, rows)


def bare(actor: Actor, insights: Sequence[Insight]) -> list[InsightCard]:
    """Without their skills: nothing is asked of the database."""
    return [_card(actor, one, []) for one in insights]


def cards(db: Session, actor: Actor, insights: Sequence[Insight]) -> list[InsightCard]:
    """These insights as cards, in the same order: one query for all their skills."""
    skills = skills_of(db, [one.id for one in insights])
    return [_card(actor, one, skills[one.id]) for one in insights]


def _card(actor: Actor, insight: Insight, skills: list[Skill]) -> InsightCard:
    circle = insight.circle
    shown = circle is not None and can(actor, Permission.CIRCLE_SEE, circle)
    return InsightCard(insight, skills, seen_author(actor, insight), shown)


def seen_author(actor: Actor, insight: Insight) -> Member | None:
    """To whom a public insight is open without an account, its author is a name all the same."""
    author = insight.author
    if author is None or author.id in actor.apart:
        return None
    return author


def skills_of(db: Session, insight_ids: Sequence[str]) -> dict[str, list[Skill]]:
    found: dict[str, list[Skill]] = defaultdict(list)
    if insight_ids:
        about = (
            select(InsightSkill.insight_id, Skill)
            .join(Skill, Skill.id == InsightSkill.skill_id)
            .where(InsightSkill.insight_id.in_(insight_ids))
        )
        for insight_id, skill in db.execute(about.order_by(Skill.key)):
            found[insight_id].append(skill)
    return found
