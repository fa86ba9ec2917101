"""What somebody keeps for themselves, each with a note of their own. Nobody else learns of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.circles.models import Circle
from community.core.cursors import Beside, Order, Page, page_of
from community.insights.answer_models import Bookmark
from community.insights.listed import InsightCard, cards
from community.insights.models import Insight
from community.insights.visible import read_of, visible_to
from community.rooms.matching import matching, words_of

PAGE = 20
WORDS_MOST = 200  # characters of what is looked for
_ORDER = Order(Bookmark.at, Bookmark.insight_id)


@dataclass(frozen=True)
class Kept:
    """`card` is none where there is no insight any more that its keeper may read: then nothing
    is said of it but their own note."""

    bookmark: Bookmark
    card: InsightCard | None


def kept_page(db: Session, actor: Actor, beside: Beside, words: str = "") -> Page[Kept]:
    """What the actor keeps, the newest first; of those whose note or title has all the words."""
    mine = select(Bookmark).where(Bookmark.member_id == actor.member_id)
    looked_for = words_of(words[:WORDS_MOST])
    if looked_for:
        mine = mine.where(Bookmark.insight_id.in_(_with(db, actor, looked_for)))
    page = page_of(db, mine, _ORDER, beside, PAGE)
    bookmarks: list[Bookmark] = [row[0] for row in page.rows]
    read = read_of(db, actor, [one.insight_id for one in bookmarks])
    by_id = {card.insight.id: card for card in cards(db, actor, list(read.values()))}
    rows = [Kept(one, by_id.get(one.insight_id)) for one in bookmarks]
    return Page(rows, page.older, page.newer)


def _with(db: Session, actor: Actor, looked_for: Sequence[str]) -> list[str]:
    """Of one's own notes there are few enough to look at each of them. Titles only of what may
    be read now: what is said to be gone is not found by how it was called."""
    mine = Bookmark.member_id == actor.member_id
    notes = dict(db.execute(select(Bookmark.insight_id, Bookmark.note).where(mine)).all())
    titles = select(Insight.id, Insight.title).outerjoin(Circle, Circle.id == Insight.circle_id)
    kept = select(Bookmark.insight_id).where(mine)
    called = dict(db.execute(titles.where(visible_to(actor), Insight.id.in_(kept))).all())
    texts = [f"{note}\n{called.get(one, '')}" for one, note in notes.items()]
    found = zip(notes, matching(texts, looked_for), strict=True)
    return [insight_id for insight_id, has_all in found if has_all]


def kept_part(db: Session, actor: Actor, insight: Insight) -> dict[str, Any]:
    """For the insight's page: the reader's own note, none if they do not keep it."""
    bookmark = db.get(Bookmark, (actor.member_id, insight.id)) if actor.signed_in else None
    own = bookmark.note if bookmark is not None else None
    return {"own_note": own, "note_problem": None}
