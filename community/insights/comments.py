"""What is said below an insight, as one reader sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.blocks import muted_by
from community.access.insight_rules import InsightState, tidies_insight
from community.core.cursors import Beside, Order, Page, page_of
from community.core.ids import new_id
from community.insights.actions.commenting import may_comment
from community.insights.answer_models import InsightComment
from community.insights.comment_wishes import wants
from community.insights.models import Insight
from community.members.models import Member

PAGE = 30
_ORDER = Order(InsightComment.created_at, InsightComment.id)
# What follows from somebody's having looked at the latest comments, those until then.
looks: list[Callable[[Actor, Insight, datetime], None]] = []


@dataclass(frozen=True)
class Said:
    """`author` is none where they left. Taken back, it stands without words and without a name."""

    row: InsightComment
    author: Member | None
    takes_back: bool


@dataclass(frozen=True)
class Comments:
    """The latest page in the order in which they were written, or an earlier one."""

    page: Page[Said]  # `newer` leads to what was written later
    open: bool
    told: bool
    client_key: str

    @property
    def latest(self) -> bool:
        return self.page.newer is None


def comments_on(db: Session, actor: Actor, insight: Insight, beside: Beside) -> Comments | None:
    """For members who may read the insight, also where it is for everybody; of nobody whom a
    block or a mute keeps away."""
    if not actor.signed_in or insight.state is not InsightState.PUBLISHED:
        return None
    found = select(InsightComment).where(InsightComment.insight_id == insight.id)
    by = InsightComment.author_id
    unheard = actor.apart | muted_by(db, actor.member_id or "")
    near = found.where(or_(by.is_(None), by.not_in(unheard)))
    page = page_of(db, near, _ORDER, beside, PAGE)
    rows: list[InsightComment] = [row[0] for row in reversed(page.rows)]
    ids = {row.author_id for row in rows}
    people = {one.id: one for one in db.scalars(select(Member).where(Member.id.in_(ids)))}
    tidies = tidies_insight(actor, insight)
    said = [_said(actor, row, people.get(row.author_id or ""), tidies=tidies) for row in rows]
    return Comments(
        Page(said, page.older, page.newer),
        may_comment(db, actor, insight),
        wants(db, actor, insight),
        new_id(),
    )


def _said(actor: Actor, row: InsightComment, author: Member | None, *, tidies: bool) -> Said:
    if row.withdrawn_at is not None:
        return Said(row, None, takes_back=False)
    return Said(row, author, takes_back=tidies or row.author_id == actor.member_id)
