"""Choosing messages for an insight, and what their writers say to it.

An insight is held before any of its quotes is changed, so that whoever answers and whoever
publishes take turns.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.circle_rules import KNOWING
from community.access.insight_rules import FAR, InsightState, Sight
from community.access.memberships import Membership
from community.access.policy import Permission, Visibility
from community.core import clock
from community.core.errors import Invalid, NotFound, Refused
from community.core.events import record
from community.core.ids import is_id
from community.insights.actions.drafting import put_into_draft
from community.insights.actions.holding import held_insight
from community.insights.answer_models import Consent, InsightQuote
from community.insights.events import QuoteAnswered, QuoteAsked
from community.insights.models import Insight, InsightDraft, InsightRevision
from community.insights.placing import numbers_in, with_places, without_place
from community.insights.quote_rules import ANYBODY_AT_ALL, QUOTES_MOST, Reach, reads, why_not
from community.insights.quoting import WITH_PLACE, quote_rows, sessions_of
from community.insights.texts import Text, tidied
from community.rooms.models import Item

TOO_MANY = f"An insight quotes at most {QUOTES_MOST} messages."
NUMBERS_MOST = 1_000  # what somebody typed beyond is no number that was given


def choose(
    db: Session, actor: Actor, insight_id: str, item_ids: Sequence[str], sight: Sight
) -> list[str]:
    """Put messages into the draft, and ask their writers; who they are. One's own need no asking.

    `sight`: who is to read the insight, while it was never published; then that is known.
    """
    insight = held_insight(db, actor, insight_id, Permission.INSIGHT_WRITE)
    _intend(db, insight, sight)
    if len(item_ids) > QUOTES_MOST:
        raise Refused(TOO_MANY)
    items = _items(db, actor, insight, item_ids)
    rows = {quote.item_id: quote for quote, _ in quote_rows(db, insight.id)}
    new = [item for item in items if item.id not in rows]
    if len(rows) + len(new) > QUOTES_MOST:
        raise Refused(TOO_MANY)
    number = max([0, *_numbers(db, insight), *(quote.number for quote in rows.values())])
    for place, item in enumerate(new, number + 1):
        rows[item.id] = _asked(insight, item, place)
        db.add(rows[item.id])
    _place(db, insight, [rows[item.id].number for item in items])
    ask_again(db, insight)
    writers = sorted({one.author_id or "" for one in new} - {insight.author_id or ""})
    for writer_id in writers:
        record(db, QuoteAsked(insight_id=insight.id, writer_id=writer_id))
    return writers


def _intend(db: Session, insight: Insight, sight: Sight) -> None:
    if insight.state is not InsightState.DRAFT or insight.number:
        return
    if insight.circle_id is None and sight in (Sight.CIRCLE, Sight.HOSTS):
        sentence = "Please choose a circle first, or show it to all members."
        raise Invalid(sentence, sight=sentence)
    insight.sight = sight
    draft = db.get(InsightDraft, insight.id, populate_existing=True)
    before = draft.shown if draft is not None else None
    # Who reads it in a circle that was only typed so far cannot be said here, and stays.
    if draft and before and (insight.circle_id or before["sight"] in FAR):
        draft.shown = before | {"sight": sight.value}
        draft.version += draft.shown != before


def _items(db: Session, actor: Actor, insight: Insight, ids: Sequence[str]) -> list[Item]:
    """In the order of the room; raises for one that cannot stand in the insight."""
    wanted = [one for one in dict.fromkeys(ids) if is_id(one)]
    rows = select(Item).where(Item.id.in_(wanted)).options(*WITH_PLACE)
    items = list(db.scalars(rows.order_by(Item.created_at, Item.position)))
    sessions, reach = sessions_of(db, items), Reach.of(insight)
    if not items or len(items) != len(set(ids)):
        raise NotFound
    for item in items:
        session = sessions.get(item.room_id)
        if not reads(actor, item, session):
            raise NotFound
        if sentence := why_not(item, session, reach):
            raise Refused(sentence)
    _known_to(db, insight, items)
    return items


def _known_to(db: Session, insight: Insight, items: Sequence[Item]) -> None:
    if _unknowing(db, insight, {item.author_id or "" for item in items}):
        raise Refused("Whoever wrote this does not know the circle that the insight is for.")


def _unknowing(db: Session, insight: Insight, writers: set[str]) -> set[str]:
    """Asking tells for which circle an insight is: those whom it is hidden from."""
    circle, narrow = insight.circle, insight.sight in (Sight.CIRCLE, Sight.HOSTS)
    if circle is None or not narrow or circle.visibility is not Visibility.HIDDEN:
        return set()
    inside = Membership.circle_id == circle.id, Membership.standing.in_(KNOWING)
    known = select(Membership.member_id).where(*inside, Membership.member_id.in_(writers))
    return writers - set(db.scalars(known))


def _asked(insight: Insight, item: Item, number: int) -> InsightQuote:
    own = item.author_id == insight.author_id
    reach = ANYBODY_AT_ALL if own else Reach.of(insight)
    return InsightQuote(
        insight_id=insight.id,
        item_id=item.id,
        number=number,
        writer_id=item.author_id,
        consent=Consent.YES if own else Consent.ASKED,
        sight=reach.sight,
        circle_id=reach.circle_id,
        asked_at=clock.now(),
    )


def _place(db: Session, insight: Insight, numbers: list[int]) -> None:
    """At the end of what its author is writing."""
    draft = db.get(InsightDraft, insight.id, populate_existing=True)
    text = Text.of(draft if draft is not None else insight)
    placed = tidied(Text(text.title, with_places(text.body, numbers), text.references))
    if draft is None or placed != text:
        put_into_draft(db, insight, placed)


def _numbers(db: Session, insight: Insight) -> list[int]:
    """That a text which was sent out names, also of quotes that are there no more: none stands
    for two."""
    earlier = select(InsightRevision.body).where(InsightRevision.insight_id == insight.id)
    bodies = [insight.body, *db.scalars(earlier)]
    named = {number for body in bodies for number in numbers_in(body)}
    return sorted(number for number in named if number < NUMBERS_MOST)


def let_go(db: Session, actor: Actor, insight_id: str, number: int) -> None:
    """Its author does without a quote: nobody is asked any more. A no stays, so that nobody is
    asked a second time."""
    insight = held_insight(db, actor, insight_id, Permission.INSIGHT_WRITE)
    which = InsightQuote.insight_id == insight.id, InsightQuote.number == number
    quote = db.scalar(select(InsightQuote).where(*which))
    if quote is None:
        raise NotFound
    if quote.consent is Consent.NO:
        raise Refused("This will not be quoted. Take its line out of your text.")
    db.delete(quote)
    draft = db.get(InsightDraft, insight.id, populate_existing=True)
    text = Text.of(draft if draft is not None else insight)
    without = tidied(Text(text.title, without_place(text.body, number), text.references))
    if without != text:
        put_into_draft(db, insight, without)


def answer(db: Session, actor: Actor, quote_id: str, *, yes: bool, reach_key: str = "") -> None:
    """By whoever wrote the message, as often as they like. `reach_key`: of whom they read that
    they would read it. The same answer again changes nothing."""
    quote = _own(db, actor, quote_id)
    db.execute(select(Insight.id).where(Insight.id == quote.insight_id).with_for_update()).all()
    quote = _own(db, actor, quote_id)
    if yes and reach_key != Reach.of(quote).key:
        raise Refused("Others are to read it than before. Please read again who.")
    said = Consent.YES if yes else Consent.NO
    if quote.consent is said:
        return
    quote.consent = said
    record(db, QuoteAnswered(insight_id=quote.insight_id, writer_id=quote.writer_id or ""))


def _own(db: Session, actor: Actor, quote_id: str) -> InsightQuote:
    """Who came by the link of one session answers for what they said there."""
    known = quote_id if is_id(quote_id) else ""
    quote = db.get(InsightQuote, known, populate_existing=True)
    if quote is None or actor.member_id is None or quote.writer_id != actor.member_id:
        raise NotFound
    item = db.get_one(Item, quote.item_id, options=WITH_PLACE)
    if not (actor.signed_in or actor.only == item.room.home_id):
        raise NotFound
    return quote


def ask_again(db: Session, insight: Insight) -> None:
    """Of an insight that is held: who reads it is chosen anew. Nobody's words are shown to others
    than they were told of; who said no is not asked again, but would say yes to these."""
    now = Reach.of(insight)
    rows = db.scalars(select(InsightQuote).where(InsightQuote.insight_id == insight.id)).all()
    asked: set[str] = set()
    for quote in rows:
        if Reach.of(quote).covers(now):
            continue
        quote.sight, quote.circle_id = now.sight, now.circle_id
        if quote.consent is not Consent.NO and quote.writer_id is not None:
            quote.consent, quote.asked_at = Consent.ASKED, clock.now()
            asked.add(quote.writer_id)
    for writer_id in sorted(asked - _unknowing(db, insight, asked)):
        record(db, QuoteAsked(insight_id=insight.id, writer_id=writer_id))
