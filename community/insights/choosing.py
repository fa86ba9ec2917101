"""Messages to choose from for an insight: those of the session it is made from, question by
question, as far as its author may read them now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup
from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.orm import Session, aliased

from community.access.actor import Actor
from community.access.insight_rules import InsightState, Sight
from community.access.policy import Audience, Permission, can
from community.access.session_rules import SessionState
from community.core.ids import is_id
from community.core.markdown import to_words
from community.insights.answer_models import InsightQuote
from community.insights.models import Insight
from community.insights.quote_rules import (
    Reach,
    quotable_html,
    reads,
    why_not,
    why_not_here,
)
from community.insights.quoting import WITH_PLACE, Place, place_of, quote_rows, sessions_of
from community.rooms.matching import matching, words_of
from community.rooms.models import Item, ItemKind
from community.sessions.models import HostedSession
from community.sessions.queries import WITH_HOUSE

PAGE = 40
HEADING_MOST = 160
LOOKED_THROUGH = 10_000  # messages of one session, for words
BESIDE = "Beside the questions"
Asking = aliased(Item)


@dataclass(frozen=True)
class Choice:
    """A message, and why it cannot be chosen, if so. `html`: empty where it is not to be read
    (any more). `heading`: of what stands from here on, where that is something new."""

    item: Item
    html: Markup
    place: Place
    heading: str = ""
    why_not: str = ""
    quote: InsightQuote | None = None


@dataclass(frozen=True)
class Choices:
    """`chosen`: what was chosen before. `wanted`: the one that the author came from.
    `why_none`: why nothing of the session can be chosen at all."""

    chosen: Sequence[Choice]
    session: HostedSession | None = None
    why_none: str = ""
    wanted: Choice | None = None
    listed: Sequence[Choice] = ()
    more: bool = False


def choices(
    db: Session, actor: Actor, insight: Insight, *, item_id: str, words: str, page: int
) -> Choices:
    """`item_id`: of the one that the author came from; `words`: that all have to occur."""
    rows = quote_rows(db, insight.id)
    sessions = sessions_of(db, (item for _, item in rows))
    chosen = [_choice(actor, item, sessions.get(item.room_id), quote) for quote, item in rows]
    quotes = {quote.item_id: quote for quote, _ in rows}
    wanted = _wanted(db, actor, insight, item_id) if item_id not in quotes else None
    session = _session(db, actor, insight)
    if session is None:
        return Choices(chosen, wanted=wanted)
    fewest = Reach.made(sights_for(insight)[-1], insight.circle_id)
    if why := why_not_here(session.room, session, fewest):
        return Choices(chosen, session, why, wanted)
    found = _listed(db, actor, session, words, page)
    listed = _with_headings(actor, session, found[:PAGE], quotes)
    return Choices(chosen, session, "", wanted, listed, len(found) > PAGE)


def sights_for(insight: Insight) -> list[Sight]:
    """Whom its author may choose among as readers, while it was never published."""
    if insight.state is not InsightState.DRAFT or insight.number:
        return [insight.sight]
    return list(Sight) if insight.circle_id else [Sight.PUBLIC, Sight.MEMBERS]


def item_at(db: Session, session: HostedSession, position: int) -> str:
    """The id of what stands there in the session's room."""
    there = Item.room_id == session.room_id, Item.position == position
    return db.scalar(select(Item.id).where(*there)) or ""


def _session(db: Session, actor: Actor, insight: Insight) -> HostedSession | None:
    session = db.get(HostedSession, insight.session_id or "", options=WITH_HOUSE)
    if session is None or not can(actor, Permission.SESSION_READ, session):
        return None
    return session


def _wanted(db: Session, actor: Actor, insight: Insight, item_id: str) -> Choice | None:
    item = db.get(Item, item_id, options=WITH_PLACE) if is_id(item_id) else None
    if item is None:
        return None
    session = sessions_of(db, [item]).get(item.room_id)
    if not reads(actor, item, session):
        return None
    fewest = Reach.made(sights_for(insight)[-1], insight.circle_id)
    choice = _choice(actor, item, session)
    return replace(choice, why_not=why_not(item, session, fewest))


def _choice(
    actor: Actor,
    item: Item,
    session: HostedSession | None,
    quote: InsightQuote | None = None,
    heading: str = "",
) -> Choice:
    readable = not item.gone and reads(actor, item, session)
    html = Markup(quotable_html(item) if readable else "")  # noqa: S704 - cleaned by nh3
    return Choice(item, html, place_of(actor, item, session), heading, quote=quote)


def _listed(
    db: Session, actor: Actor, session: HostedSession, words: str, page: int
) -> Sequence[Row[Item, Item | None]]:
    """A page, and one more if there is."""
    group = func.coalesce(Asking.position, case((Item.kind == ItemKind.QUESTION, Item.position)), 0)
    found: Select[Item, Item | None] = (
        select(Item, Asking)
        .outerjoin(Asking, Asking.id == Item.question_id)
        .where(*_quotable(actor, session))
        .order_by(group, Item.position)
    )
    first, looked_for = (page - 1) * PAGE, words_of(words)
    if looked_for:
        ids = _with(db, found, looked_for)[first : first + PAGE + 1]
        found = found.where(Item.id.in_(ids))
    else:
        found = found.limit(PAGE + 1).offset(first)
    return db.execute(found.options(*WITH_PLACE)).all()


def _with(
    db: Session, found: Select[Item, Item | None], looked_for: Sequence[str]
) -> Sequence[str]:
    """Of these the ids of those with all the words, in order; accents make no difference."""
    bodies = found.with_only_columns(Item.id, Item.body).limit(LOOKED_THROUGH)
    texts = dict(db.execute(bodies).all())
    has_all = zip(texts, matching(list(texts.values()), looked_for), strict=True)
    return [item_id for item_id, has in has_all if has]


def _quotable(actor: Actor, session: HostedSession) -> list[ColumnElement[bool]]:
    """Of a session that is over, and whose transcript the actor may read."""
    late = session.room.late_from
    all_of_it = late is None or session.state is SessionState.CLOSED or actor.may_enter(session.id)
    return [
        Item.room_id == session.room_id,
        Item.audience == Audience.EVERYONE,
        Item.kind.in_((ItemKind.MESSAGE, ItemKind.QUESTION)),
        Item.withdrawn_at.is_(None),
        Item.hidden_at.is_(None),
        Item.nameless.is_(False),
        Item.author_id.is_not(None),
        Item.author_id.not_in(actor.apart),
        Item.body != "",
        *([] if all_of_it or late is None else [Item.created_at < late]),
    ]


def _with_headings(
    actor: Actor,
    session: HostedSession,
    rows: Sequence[Row[Item, Item | None]],
    quotes: dict[str, InsightQuote],
) -> list[Choice]:
    listed, before = [], None
    for item, asking in rows:
        asking = item if item.kind is ItemKind.QUESTION else asking
        now = asking.id if asking is not None else ""
        heading = _heading(asking) if now != before else ""
        choice = _choice(actor, item, session, quotes.get(item.id), heading)
        if choice.html:
            listed.append(choice)
            before = now
    return listed


def _heading(asking: Item | None) -> str:
    if asking is None:
        return BESIDE
    words = "" if asking.gone else to_words(asking.body, HEADING_MOST)
    return f"Question {asking.number}: {words}" if words else f"Question {asking.number}"
