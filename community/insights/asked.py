"""What somebody is asked, and has said, about being quoted: a page of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from community.access.actor import Actor
from community.access.insight_rules import InsightState, Sight
from community.access.policy import Permission, Visibility, can
from community.circles.models import Circle
from community.circles.queries import visible_to as known_circle
from community.core.cursors import Beside, Order, Page, page_of
from community.insights.answer_models import Consent, InsightQuote
from community.insights.models import Insight, InsightDraft
from community.insights.quote_rules import Reach, quotable_html
from community.insights.quoting import WITH_PLACE, Place, place_of, sessions_of
from community.members.models import Member
from community.rooms.models import Item, Room
from community.sessions.models import HostedSession

PAGE = 20
UNKNOWN_CIRCLE = "a circle you can no longer open"
_LATEST_FIRST = Order(InsightQuote.asked_at, InsightQuote.id)


@dataclass(frozen=True)
class Asked:
    """`readers`: who would read it, in words. `insight_id`: if it is open to them already.
    `author`: none where a block stands between, or who left. `html`: none where it is hidden."""

    id: str
    consent: Consent
    reach: Reach
    readers: str
    title: str
    author: Member | None
    insight_id: str
    html: Markup
    at: datetime
    place: Place


def readers_of(reach: Reach, circle: str) -> str:
    return {
        Sight.PUBLIC: "everybody, also without an account, and search engines",
        Sight.MEMBERS: "all members of this community",
        Sight.CIRCLE: f"the people of {circle}, now and later",
        Sight.HOSTS: f"the hosts of {circle}, now and later",
    }[reach.sight]


def asked_of(db: Session, actor: Actor, beside: Beside) -> Page[Asked]:
    """The latest first, of all insights."""
    page = page_of(db, asked_rows(actor), _LATEST_FIRST, beside, PAGE)
    return Page(_shown(db, actor, [row[0] for row in page.rows]), page.older, page.newer)


def asked_in(db: Session, actor: Actor, session: HostedSession) -> list[Asked]:
    """About what they said in one session: for who came to it by a link."""
    rooms = select(Room.id).where(Room.home_id == session.id)
    rows = asked_rows(actor).where(Item.room_id.in_(rooms)).order_by(*_LATEST_FIRST.forth())
    return _shown(db, actor, db.scalars(rows.limit(PAGE * 5)).all())


def asked_rows(actor: Actor) -> Select[InsightQuote]:
    """What there is to answer, or was answered, as far as they may be told of it now."""
    mine = InsightQuote.writer_id == (actor.member_id or "")
    return (
        select(InsightQuote)
        .join(Insight, Insight.id == InsightQuote.insight_id)
        .join(Item, Item.id == InsightQuote.item_id)
        .outerjoin(Circle, Circle.id == InsightQuote.circle_id)
        .where(mine, Item.author_id == InsightQuote.writer_id, Item.withdrawn_at.is_(None))
        .where(Insight.author_id.is_distinct_from(InsightQuote.writer_id))
        .where(Insight.state != InsightState.WITHDRAWN, _open(actor))
    )


def _open(actor: Actor) -> ColumnElement[bool]:
    """Nobody whom a block keeps away asks anything, nor is a hidden circle told of by asking;
    what was answered can be answered otherwise whoever is there."""
    near = or_(Insight.author_id.is_(None), Insight.author_id.not_in(actor.apart))
    known = or_(InsightQuote.circle_id.is_(None), _tellable(actor))
    return or_(InsightQuote.consent != Consent.ASKED, and_(near, known, Item.hidden_at.is_(None)))


def _tellable(actor: Actor) -> ColumnElement[bool]:
    """Which circles may be named: a guest reads the name in the transcript, if it is not hidden."""
    if actor.signed_in:
        return known_circle(actor)
    return and_(Circle.visibility != Visibility.HIDDEN, Circle.archived_at.is_(None))


def _shown(db: Session, actor: Actor, quotes: Sequence[InsightQuote]) -> list[Asked]:
    if not quotes:
        return []
    insights = _insights(db, quotes)
    items = {one.id: one for one in _items(db, quotes)}
    sessions = sessions_of(db, items.values())
    circles = _circles(db, actor, quotes)
    return [
        _one(actor, quote, insights[quote.insight_id], items[quote.item_id], sessions, circles)
        for quote in quotes
    ]


def _one(
    actor: Actor,
    quote: InsightQuote,
    about: tuple[Insight, str],
    item: Item,
    sessions: dict[str, HostedSession],
    circles: dict[str, str],
) -> Asked:
    insight, draft_title = about
    readable = insight.state is InsightState.PUBLISHED and can(
        actor, Permission.INSIGHT_READ, insight
    )
    near = insight.author_id is None or insight.author_id not in actor.apart
    told = insight.title if readable else (draft_title if not insight.number and near else "")
    html = "" if item.gone else quotable_html(item)
    return Asked(
        id=quote.id,
        consent=quote.consent,
        reach=Reach.of(quote),
        readers=readers_of(Reach.of(quote), circles.get(quote.circle_id or "", UNKNOWN_CIRCLE)),
        title=told,
        author=insight.author if near else None,
        insight_id=insight.id if readable else "",
        html=Markup(html),  # noqa: S704 - cleaned by nh3
        at=item.created_at,
        place=place_of(actor, item, sessions.get(item.room_id)),
    )


def _insights(db: Session, quotes: Sequence[InsightQuote]) -> dict[str, tuple[Insight, str]]:
    """Each with the title that its author gives it now."""
    rows = (
        select(Insight, InsightDraft.title)
        .outerjoin(InsightDraft, InsightDraft.insight_id == Insight.id)
        .outerjoin(Circle, Circle.id == Insight.circle_id)
        .where(Insight.id.in_({one.insight_id for one in quotes}))
        .options(joinedload(Insight.author), contains_eager(Insight.circle))
    )
    return {one.id: (one, title or one.title) for one, title in db.execute(rows)}


def _items(db: Session, quotes: Sequence[InsightQuote]) -> Sequence[Item]:
    rows = select(Item).where(Item.id.in_([one.item_id for one in quotes])).options(*WITH_PLACE)
    return db.scalars(rows).all()


def _circles(db: Session, actor: Actor, quotes: Sequence[InsightQuote]) -> dict[str, str]:
    """What those are called that they may know of."""
    ids = {one.circle_id for one in quotes if one.circle_id}
    if not ids:
        return {}
    rows = select(Circle.id, Circle.name).where(Circle.id.in_(ids), _tellable(actor))
    return {row.id: row.name for row in db.execute(rows)}
