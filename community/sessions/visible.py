"""Which sessions somebody may see, as a condition of a query.

The twin of `access.session_rules.may_see_session`; a test compares them over all cases.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.circle_rules import KNOWING
from community.access.policy import Visibility
from community.access.session_rules import Confidentiality, OpenTo, SessionState
from community.circles.models import Circle
from community.sessions.date_models import DatePoll
from community.sessions.models import HostedSession
from community.sessions.queries import WITH_HOUSE


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """For queries over sessions joined with their circles."""
    return or_(
        _hosted_by(actor),
        and_(
            HostedSession.state != SessionState.DRAFT,
            or_(HostedSession.id.in_(_known(actor)), _open_to(actor)),
        ),
    )


def readable_to(actor: Actor) -> ColumnElement[bool]:
    """Of those, the ones whose words they may read: `may_read_transcript`."""
    inside = or_(
        HostedSession.id.in_(actor.circles),
        HostedSession.circle_id.in_(actor.circles),
    )
    for_all = HostedSession.confidentiality != Confidentiality.CIRCLE
    return and_(visible_to(actor), or_(for_all, inside) if actor.circles else for_all)


def asked_for_date(actor: Actor) -> ColumnElement[bool]:
    """Drafts whose date the actor was asked about: `may_see_date_poll`, as long as it is one."""
    inside = HostedSession.circle_id.in_(actor.circles) if actor.circles else false()
    for_all = and_(inside, HostedSession.open_to != OpenTo.INVITED)
    polled = select(DatePoll.session_id).where(DatePoll.session_id == HostedSession.id)
    return and_(
        HostedSession.state == SessionState.DRAFT,
        exists(polled.correlate(HostedSession)),
        or_(_hosted_by(actor), HostedSession.id.in_(_known(actor)), for_all),
    )


def _hosted_by(actor: Actor) -> ColumnElement[bool]:
    hosted = [one for one in actor.places if actor.hosts(one)]
    return or_(HostedSession.id.in_(hosted), HostedSession.circle_id.in_(hosted))


def _known(actor: Actor) -> list[str]:
    return [one for one, place in actor.places.items() if place.standing in KNOWING]


def _open_to(actor: Actor) -> ColumnElement[bool]:
    shown = Circle.visibility != Visibility.HIDDEN, Circle.archived_at.is_(None)
    ways = (OpenTo.PUBLIC, OpenTo.MEMBERS) if actor.signed_in else (OpenTo.PUBLIC,)
    inside = HostedSession.circle_id.in_(actor.circles) if actor.circles else false()
    return or_(
        and_(inside, HostedSession.open_to != OpenTo.INVITED),
        and_(~inside if actor.circles else true(), *shown, HostedSession.open_to.in_(ways)),
    )


def visible_sessions(actor: Actor) -> Select[HostedSession]:
    """Sessions the actor may see, each with its circle and room, to narrow and order."""
    found = select(HostedSession).join(Circle, Circle.id == HostedSession.circle_id)
    return found.where(visible_to(actor)).options(*WITH_HOUSE)


def seen_of(db: Session, actor: Actor, ids: Sequence[str]) -> dict[str, HostedSession]:
    """Those of these sessions that the actor may see, by id."""
    rows = db.scalars(visible_sessions(actor).where(HostedSession.id.in_(ids))) if ids else ()
    return {one.id: one for one in rows}
