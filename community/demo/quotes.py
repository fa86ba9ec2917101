"""What insights of the demonstration quote, and what somebody is asked about being quoted."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.insight_rules import Sight
from community.demo.stage import People, acting
from community.insights.actions.quoting import answer, choose
from community.insights.answer_models import InsightQuote
from community.insights.models import Insight
from community.insights.quote_rules import Reach
from community.rooms.models import Item


def quote(
    db: Session,
    insight: Insight,
    said: Sequence[Sequence[str]],
    sight: Sight,
    people: People,
    *,
    agreed: bool,
) -> None:
    """`said`: by whom, and how it begins. `agreed`: they say yes at once."""
    ids = [_item(db, people[handle], begins) for handle, begins in said]
    if not ids:
        return
    choose(db, acting(db, insight.author_id or ""), insight.id, ids, sight)
    db.flush()
    mine = InsightQuote.insight_id == insight.id, InsightQuote.item_id.in_(ids)
    for row in db.scalars(select(InsightQuote).where(*mine)).all() if agreed else ():
        writer = acting(db, row.writer_id or "")
        answer(db, writer, row.id, yes=True, reach_key=Reach.of(row).key)


def _item(db: Session, writer_id: str, begins: str) -> str:
    said = Item.author_id == writer_id, Item.body.startswith(begins, autoescape=True)
    return db.scalars(select(Item.id).where(*said)).one()
