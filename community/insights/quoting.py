"""The quotes of an insight as one reader sees them: words of the room, as they are now there.

Nothing of them is kept with the insight. What its writer withdrew, what a host hid, what nobody
said yes to, and what is meant for others than its writer was told, is not here at all.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.blocks import apart_from
from community.access.policy import Permission, can
from community.insights.answer_models import Consent, InsightQuote
from community.insights.models import Insight
from community.insights.quote_rules import Reach, in_transcript, quotable_html, why_not
from community.insights.visible import WITH_HOUSE as WITH_AUTHOR_AND_CIRCLE
from community.members.models import Member
from community.rooms.models import Item, Room
from community.sessions.models import HostedSession
from community.sessions.queries import WITH_HOUSE as WITH_ROOM_AND_CIRCLE

# Told when its author looks at how it stands with the quotes of an insight, by its id.
looks: list[Callable[[Actor, str], None]] = []
WITH_PLACE = joinedload(Item.room).joinedload(Room.circle), joinedload(Item.author)


_FIGURE = Markup(
    '<figure class="quoted" id="quote-{number}">'
    '<blockquote class="quoted__words prose">{words}</blockquote>'
    '<figcaption class="quoted__by"><bdi>{name}</bdi>, '
    '<time datetime="{iso}" data-moment="date">{day}</time>{where}</figcaption></figure>'
)
# By whether the place may be known, and whether there is a way to it.
_PLACES = {
    (False, False): Markup(""),
    (True, False): Markup(", in {0}"),
    (True, True): Markup(', in <a href="{1}">{0}</a>'),
}
# What only the author of the insight is told.
_OPEN = Markup('<p class="quoted quoted--open">{}</p>')
# Not that they were asked: to whom a hidden circle is not told is not, see `ask_again`.
_STANDING = {
    Consent.ASKED: "Here stand somebody’s words, if they say yes. There is no answer yet.",
    Consent.NO: "The words that were to stand here will not be quoted.",
}


@dataclass(frozen=True)
class Place:
    """Where a message was said, as far as the reader may know: nothing of it otherwise."""

    where: str = ""
    href: str = ""


@dataclass(frozen=True)
class Quoted:
    number: int
    html: Markup
    writer: Member
    at: datetime
    place: Place


def quotes_of(db: Session, actor: Actor, insight_id: str) -> dict[int, Markup]:
    """By number, drawn for this reader; its author is told how it stands with the others."""
    insight = db.get(Insight, insight_id, options=WITH_AUTHOR_AND_CIRCLE)
    if insight is None or not can(actor, Permission.INSIGHT_READ, insight):
        return {}
    rows = quote_rows(db, insight.id)
    drawn = {one.number: _drawn(one) for one in _quoted(db, actor, insight, rows)}
    if actor.member_id == insight.author_id:
        for quote, _ in rows:
            if quote.number not in drawn and quote.consent in _STANDING:
                drawn[quote.number] = _OPEN.format(_STANDING[quote.consent])
    return drawn


def _drawn(one: Quoted) -> Markup:
    """With the moment as `components/moment.html` has it."""
    where = _PLACES[bool(one.place.where), bool(one.place.href)]
    day = f"{one.at.day} {one.at:%b} {one.at.year}"
    return _FIGURE.format(
        number=one.number,
        words=one.html,
        name=one.writer.name,
        iso=one.at.isoformat(),
        day=day,
        where=where.format(one.place.where, one.place.href),
    )


def quote_rows(db: Session, insight_id: str) -> Sequence[tuple[InsightQuote, Item]]:
    rows = (
        select(InsightQuote, Item)
        .join(Item, Item.id == InsightQuote.item_id)
        .where(InsightQuote.insight_id == insight_id)
        .options(*WITH_PLACE)
        .order_by(InsightQuote.number)
    )
    return [(quote, item) for quote, item in db.execute(rows)]


def sessions_of(db: Session, items: Iterable[Item]) -> dict[str, HostedSession]:
    """By the room that is theirs: a rehearsal and a small group are other rooms."""
    ids = {item.room_id for item in items if item.room.of_session}
    if not ids:
        return {}
    rows = (
        select(HostedSession).where(HostedSession.room_id.in_(ids)).options(*WITH_ROOM_AND_CIRCLE)
    )
    return {one.room_id: one for one in db.scalars(rows)}


def _quoted(
    db: Session,
    actor: Actor,
    insight: Insight,
    rows: Sequence[tuple[InsightQuote, Item]],
) -> list[Quoted]:
    agreed = [(quote, item) for quote, item in rows if agrees(quote, item, insight)]
    if not agreed:
        return []
    sessions = sessions_of(db, (item for _, item in agreed))
    apart = apart_from(db, insight.author_id) if insight.author_id else frozenset()
    found = []
    for quote, item in agreed:
        session, writer = sessions.get(item.room_id), item.author
        if writer is None or writer.id in actor.apart | apart:
            continue
        if why_not(item, session, Reach.of(insight)):
            continue
        html = Markup(quotable_html(item))  # noqa: S704 - cleaned by nh3
        place = place_of(actor, item, session)
        found.append(Quoted(quote.number, html, writer, item.created_at, place))
    return found


def agrees(quote: InsightQuote, item: Item, insight: Insight) -> bool:
    """Its writer, and they who wrote it, said yes to all who read the insight now."""
    theirs = quote.writer_id is not None and quote.writer_id == item.author_id
    covered = Reach.of(quote).covers(Reach.of(insight))
    return theirs and quote.consent is Consent.YES and covered


def place_of(actor: Actor, item: Item, session: HostedSession | None) -> Place:
    room = item.room
    if session is None and (room.of_session or not can(actor, Permission.CIRCLE_SEE, room.circle)):
        return Place()
    if session is not None and not can(actor, Permission.SESSION_SEE, session):
        return Place()
    where = room.circle.name if session is None else session.title
    if session is not None and in_transcript(actor, item, session):
        return Place(where, f"/sessions/{session.id}/transcript#m{item.position}")
    return Place(where, f"/items/{item.id}" if can(actor, Permission.ITEM_READ, item) else "")
