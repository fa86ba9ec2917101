"""Insights as they stand in lists, newest first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import InsightState
from community.access.policy import Permission, can
from community.circles.models import Circle
from community.insights.models import Insight, InsightDraft, InsightSkill
from community.insights.visible import visible_insights
from community.members.models import Member
from community.skills.models import Skill, Wish

PAGE = 20
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


def for_me(actor: Actor) -> ColumnElement[bool]:
    """About what one wants to learn, or of one's circles."""
    wished = select(Wish.skill_id).where(Wish.member_id == actor.member_id)
    about = select(InsightSkill.insight_id).where(InsightSkill.skill_id.in_(wished))
    return or_(in_my_circles(actor), Insight.id.in_(about))


def newest(
    db: Session, actor: Actor, *which: ColumnElement[bool], page: int = 1, most: int = PAGE
) -> tuple[list[InsightCard], bool]:
    """Those of a kind, latest first, and whether there are more."""
    rows = _rows(db, actor, which, page, most)
    return cards(db, actor, rows[:most]), len(rows) > most


def own(db: Session, actor: Actor, *, page: int = 1) -> tuple[list[InsightCard], bool]:
    """What the actor writes and has written, with the drafts: one query for all of them."""
    found, more = newest(db, actor, of_mine(actor), page=page)
    ids = [card.insight.id for card in found]
    rows = db.scalars(select(InsightDraft).where(InsightDraft.insight_id.in_(ids))) if ids else ()
    drafts = {one.insight_id: one for one in rows}
    return [replace(card, draft=drafts.get(card.insight.id)) for card in found], more


def few(db: Session, actor: Actor, *which: ColumnElement[bool], most: int) -> list[InsightCard]:
    """The latest published ones of a kind, without their skills."""
    rows = _rows(db, actor, (published(), *which), 1, most)[:most]
    return [_card(actor, one, []) for one in rows]


def _rows(
    db: Session, actor: Actor, which: Sequence[ColumnElement[bool]], page: int, most: int
) -> Sequence[Insight]:
    """One more than asked for, if there is."""
    found = visible_insights(actor).where(*which)
    ordered = found.order_by(Insight.published_at.desc().nulls_first(), Insight.id)
    return db.scalars(ordered.limit(most + 1).offset((page - 1) * most)).all()


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
