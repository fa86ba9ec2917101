"""What a letter of news is made of.

Each of `parts` is given whom it is for and the time it is to tell of, and answers with nothing
where nothing is new; features after this one add theirs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.follows.news import followed_circles, heard_by
from community.insights import listed
from community.insights.interest import for_me, skills_of_interest
from community.insights.listed import InsightCard
from community.insights.models import Insight
from community.mail.letters import Line, Part
from community.members.models import Profile
from community.sessions.listed import to_come
from community.sessions.models import HostedSession, SessionSkill
from community.sessions.times import when_in
from community.sessions.visible import visible_sessions

MOST = 20  # lines of a part


@dataclass(frozen=True)
class Span:
    """After the one moment, up to the other."""

    since: datetime
    until: datetime

    def holds(self, at: InstrumentedAttribute[datetime | None]) -> ColumnElement[bool]:
        return (at > self.since) & (at <= self.until)


def insights(db: Session, actor: Actor, span: Span) -> Part | None:
    """About what they want to learn, of their circles, and of what they follow."""
    which = for_me(actor), heard_by(actor), span.holds(Insight.published_at)
    rows = listed.few(db, actor, *which, most=MOST + 1)
    return _part("Insights", [_insight(card) for card in rows], "All that is new", "/insights")


def _insight(card: InsightCard) -> Line:
    circle = card.insight.circle if card.circle_shown else None
    by = (card.author.name if card.author else "", circle.name if circle else "")
    return Line(card.title, f"/insights/{card.insight.id}", " · ".join(filter(None, by)))


def sessions(db: Session, actor: Actor, span: Span) -> Part | None:
    """To come, of circles they follow or about a skill they care about; of those of their own
    circles, and where they are invited, they are told as soon as there are any."""
    told = HostedSession.circle_id.in_(actor.circles) | HostedSession.id.in_(list(actor.places))
    about = select(SessionSkill.session_id).where(
        or_(*(SessionSkill.skill_id.in_(one(actor)) for one in skills_of_interest))
    )
    theirs = HostedSession.circle_id.in_(followed_circles(actor)) | HostedSession.id.in_(about)
    when = to_come(), span.holds(HostedSession.published_at)
    heard = heard_by(actor, HostedSession.created_by)
    found = visible_sessions(actor).where(theirs, ~told, heard, *when)
    soonest = found.order_by(HostedSession.starts_at, HostedSession.id).limit(MOST + 1)
    profile = db.get(Profile, actor.member_id)
    zone = profile.time_zone if profile else ""
    lines = [_session(actor, one, zone) for one in db.scalars(soonest)]
    return _part("Sessions", lines, "All sessions", "/sessions")


def _session(actor: Actor, session: HostedSession, zone: str) -> Line:
    circle = session.circle.name if can(actor, Permission.CIRCLE_SEE, session.circle) else ""
    words = (when_in(session, zone).text, circle)
    return Line(session.title, f"/sessions/{session.id}", " · ".join(filter(None, words)))


def _part(title: str, lines: list[Line], more: str, path: str) -> Part | None:
    """None of nothing; of more than fits, where the rest is."""
    if not lines:
        return None
    return Part(title, lines[:MOST], (more, path) if len(lines) > MOST else None)


parts: list[Callable[[Session, Actor, Span], Part | None]] = [insights, sessions]
