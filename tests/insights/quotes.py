"""Builders for quotes: messages that were said, and what their writers say to being quoted."""

from typing import Any

from sqlalchemy import select

from community.access.insight_rules import Sight
from community.core.transaction import reading
from community.insights.actions import publishing, quoting
from community.insights.answer_models import InsightQuote
from community.insights.models import Insight
from community.insights.quote_rules import Reach
from community.insights.texts import Shown, Text
from tests.browsing import Browsing
from tests.doing import do
from tests.insights.test_writing import begun, draft_of
from tests.town import Evening, Meeting, Person, Town

TITLE, CANARY = "What we learned of heat", "Warm the CANARY slowly."


def quote_of(insight_id: str, number: int = 1) -> InsightQuote:
    with reading() as db:
        mine = InsightQuote.insight_id == insight_id, InsightQuote.number == number
        return db.scalars(select(InsightQuote).where(*mine)).one()


def chosen(
    author: Person, where: Meeting | Evening, *items: str, sight: Sight = Sight.MEMBERS, **of: Any
) -> str:
    """A draft for the circle in which these stand, once their writers say yes."""
    circle_id = where.id if isinstance(where, Meeting) else where.circle_id
    insight_id = begun(author, Text(TITLE, "We said:"), of.get("circle_id", circle_id))
    do(author, quoting.choose, insight_id, items, sight)
    return insight_id


def say(who: Person, insight_id: str, yes: bool = True, number: int = 1) -> None:
    quote = quote_of(insight_id, number)
    do(who, quoting.answer, quote.id, yes=yes, reach_key=Reach.of(quote).key)


def publish(
    author: Person, insight_id: str, sight: Sight = Sight.MEMBERS, circle_id: str | None = None
) -> None:
    """What is in its draft, as it is."""
    draft = draft_of(insight_id)
    with reading() as db:
        insight = db.get_one(Insight, insight_id)
        text = Text.of(draft if draft is not None else insight)
        home = circle_id if circle_id is not None else insight.circle_id
    do(author, publishing.publish, insight_id, text, Shown(sight, home))


def quoted(
    town: Town, where: Meeting | Evening, body: str = CANARY, sight: Sight = Sight.MEMBERS
) -> tuple[str, str]:
    """What Milo said, with his yes, in Hana's published insight: its id, and the item's."""
    item = town.say(town.milo, where, body).id
    insight_id = chosen(town.hana, where, item, sight=sight)
    say(town.milo, insight_id)
    publish(town.hana, insight_id, sight)
    return insight_id, item


def page_of(browsing: Browsing, who: Person | None, insight_id: str) -> str:
    return browsing.by(who).get(f"/insights/{insight_id}").text
