"""Reading one's own inbox."""

from collections.abc import Iterator, Sequence, Set

from sqlalchemy import ColumnElement, and_, bindparam, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.comings import Answer, Coming
from community.access.policy import Permission, require
from community.access.session_rules import SessionState
from community.asks.visible import WITH_HOUSE
from community.circles.models import Circle
from community.circles.queries import visible_to as visible_circles
from community.insights.models import Insight
from community.insights.visible import visible_to as visible_insights
from community.notifications import ask_news, search_news
from community.notifications.comment_news import holds
from community.notifications.followed_news import has_news
from community.notifications.models import Notice, NoticeKind
from community.notifications.quote_notices import OF_QUOTES, of_quotes
from community.rooms.hosting_models import HostAct
from community.sessions.date_polls import said_yes_to
from community.sessions.models import HostedSession
from community.sessions.visible import asked_for_date
from community.sessions.visible import visible_to as visible_sessions

PAGE = 50
COUNTED = 100  # from there on the page says 99+
EVERY_KIND = frozenset(NoticeKind)
# About an insight that their reader may read.
OF_INSIGHTS = frozenset(
    [
        NoticeKind.INSIGHT_WAITS,
        NoticeKind.INSIGHT_PUBLISHED,
        NoticeKind.INSIGHT_BACK,
        NoticeKind.INSIGHT_COMMENTED,
        NoticeKind.TRIED_ASKED,
    ]
)
# Of no circle and no session: known by what they are of.
_OF_OTHERS = (
    OF_INSIGHTS | OF_QUOTES | ask_news.BESIDES | {NoticeKind.FOLLOWED_NEWS, NoticeKind.SEARCH_NEWS}
)
_WAITING = (
    select(Notice.kind)
    .where(Notice.member_id == bindparam("reader"), Notice.read_at.is_(None))
    .distinct()
)


def inbox(db: Session, actor: Actor) -> list[Notice]:
    """The latest notices, newest first; none about what one may no longer know of."""
    require(actor, Permission.SIGNED_IN)
    notices = list(
        db.scalars(
            select(Notice)
            .outerjoin(Circle, Circle.id == Notice.circle_id)
            .outerjoin(HostedSession, HostedSession.id == Notice.session_id)
            .outerjoin(Insight, Insight.id == Notice.insight_id)
            .where(_mine(actor))
            .options(
                joinedload(Notice.circle),
                joinedload(Notice.about),
                joinedload(Notice.session),
                joinedload(Notice.insight),
                joinedload(Notice.search),
                joinedload(Notice.ask).options(*WITH_HOUSE),
                joinedload(Notice.skill),
            )
            .order_by(Notice.created_at.desc(), Notice.id)
            .limit(PAGE)
        )
    )
    news = search_news.news_of(db, actor, notices)
    return [one for one in notices if one.search_id is None or one.id in news]


def host_acts(db: Session, notices: Sequence[Notice]) -> dict[str, HostAct]:
    """What hosts did that some of these notices tell of, by the notice's cause."""
    told = (NoticeKind.MESSAGE_HIDDEN, NoticeKind.PUT_OUT)
    causes = [notice.cause for notice in notices if notice.kind in told]
    if not causes:
        return {}
    return {act.id: act for act in db.scalars(select(HostAct).where(HostAct.id.in_(causes)))}


def could_come(db: Session, actor: Actor, notices: Sequence[Notice]) -> set[str]:
    """Sessions some of these tell of that the reader said they could come to, and has not
    answered yet."""
    told = [
        one.session.id
        for one in notices
        if one.session is not None and one.session.state is SessionState.PUBLISHED
    ]
    yes = said_yes_to(db, actor, told)
    said = Coming.member_id == actor.member_id, Coming.answer != Answer.NONE
    answered = select(Coming.session_id).where(Coming.session_id.in_(yes), *said)
    return yes - set(db.scalars(answered)) if yes else yes


def unread(db: Session, actor: Actor) -> int:
    """For every page somebody looks at: what is asked depends on what waits for them. Counted
    no further than the page tells."""
    kinds = frozenset(db.scalars(_WAITING, {"reader": actor.member_id}))
    others = kinds - {NoticeKind.SEARCH_NEWS}
    count = _some_unread(db, actor, others) if others else 0
    return count + (search_news.unread(db, actor) if others != kinds else 0)


def _some_unread(db: Session, actor: Actor, kinds: Set[NoticeKind]) -> int:
    some = (
        select(Notice.id)
        .outerjoin(Circle, Circle.id == Notice.circle_id)
        .outerjoin(HostedSession, HostedSession.id == Notice.session_id)
        .outerjoin(Insight, Insight.id == Notice.insight_id)
        .where(_mine(actor, kinds), Notice.read_at.is_(None), Notice.search_id.is_(None))
        .limit(COUNTED)
    )
    return db.scalar(select(func.count()).select_from(some.subquery())) or 0


def _mine(actor: Actor, kinds: Set[NoticeKind] = EVERY_KIND) -> ColumnElement[bool]:
    """`kinds`: among which there is no other."""
    near = Notice.about_id.not_in(actor.apart) if actor.apart else true()
    known = or_(false(), *_known(actor, kinds))
    return and_(Notice.member_id == actor.member_id, near, known, holds(actor, kinds))


def _known(actor: Actor, kinds: Set[NoticeKind]) -> Iterator[ColumnElement[bool]]:
    """By what a notice is of, how its reader may still know of that."""
    if NoticeKind.FOLLOWED_NEWS in kinds:
        yield has_news(actor)
    if NoticeKind.SEARCH_NEWS in kinds:
        yield Notice.search_id.is_not(None)
    if kinds & OF_QUOTES:
        yield of_quotes(actor)
    if kinds & OF_INSIGHTS:
        yield and_(Notice.kind.in_(OF_INSIGHTS), _of_insight(actor))
    yield from ask_news.known(actor, kinds)
    if kinds - _OF_OTHERS:
        seen = or_(visible_sessions(actor), asked_for_date(actor))
        yield and_(HostedSession.id.is_not(None), seen)
        yield and_(HostedSession.id.is_(None), Insight.id.is_(None), visible_circles(actor))


def _of_insight(actor: Actor) -> ColumnElement[bool]:
    """While it is where it was when it was told of: the circle joined is the insight's as well."""
    of_none = and_(Notice.circle_id.is_(None), Insight.circle_id.is_(None))
    there = or_(Notice.circle_id == Insight.circle_id, of_none)
    return and_(Insight.id.is_not(None), there, visible_insights(actor))
