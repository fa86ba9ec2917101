"""Who may find a thing, as one word that stands with it in the index, and the words of one reader.

A thing is never open to more people in the index than by the policy; a few who would find it
there do not find it here (whoever is asked into a session by name knows of it anyway).
"""

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import Sight
from community.access.memberships import Standing
from community.access.policy import KNOWING, Visibility
from community.access.session_rules import Confidentiality, OpenTo
from community.circles.models import Circle, CircleSkill
from community.insights.models import Insight, InsightSkill
from community.insights.visible import skills_for_all
from community.members.sights import OPEN
from community.sessions.models import HostedSession
from community.sessions.visible import readable_to
from community.skills.models import Offer, Skill, Wish
from community.transcripts.models import Transcript

MEMBERS = "members"
_FOR_ALL = (OpenTo.PUBLIC, OpenTo.MEMBERS)


def audiences(db: Session, actor: Actor) -> frozenset[str]:
    """The audiences the actor belongs to: the search's share of the policy table."""
    if not actor.signed_in:
        return frozenset()
    knows = {f"c{i}" for i, place in actor.places.items() if place.standing in KNOWING}
    in_it = {f"j{i}" for i, place in actor.places.items() if place.standing is Standing.JOINED}
    hosts = {f"h{i}" for i in actor.places if actor.hosts(i)}
    read = {f"t{i}" for i in _transcripts(db, actor)}
    return frozenset({MEMBERS, f"m{actor.member_id}", *knows, *in_it, *hosts, *read})


def audience_of(circle: Circle) -> str:
    """Who may find the circle: an archived one only its people, a hidden one those who know it."""
    if circle.archived_at is not None:
        return f"j{circle.id}"
    return f"c{circle.id}" if circle.visibility is Visibility.HIDDEN else MEMBERS


def audience_of_session(session: HostedSession) -> str:
    """Never wider than who may see it. Whoever is asked in by name knows of it without searching,
    and so do hosts of the circle where it is only for those who are asked."""
    if session.open_to is OpenTo.INVITED:
        return f"c{session.id}"
    if session.open_to is OpenTo.CIRCLE or audience_of(session.circle) != MEMBERS:
        return f"j{session.circle_id}"
    return MEMBERS


def audience_of_words(session: HostedSession) -> str:
    """Exactly those who may read its transcript: all members, or who is found by the rule."""
    wide = session.confidentiality is not Confidentiality.CIRCLE
    return MEMBERS if wide and audience_of_session(session) == MEMBERS else f"t{session.id}"


def audience_of_insight(insight: Insight) -> str:
    """Whoever wrote one for a circle that they left has it in their own list."""
    circle = insight.circle
    if circle is None:
        return MEMBERS if insight.sight in (Sight.PUBLIC, Sight.MEMBERS) else ""
    if insight.sight is Sight.HOSTS:
        return f"h{circle.id}"
    shut = insight.sight is Sight.CIRCLE or audience_of(circle) != MEMBERS
    return f"j{circle.id}" if shut else MEMBERS


def found_by_all() -> ColumnElement[bool]:
    """Circles that every member may find."""
    return (Circle.visibility != Visibility.HIDDEN) & Circle.archived_at.is_(None)


def exists_for_all() -> ColumnElement[bool]:
    """Skills every member may find: curated, or openly taught, learnt, met or written about."""
    about = (
        select(CircleSkill.skill_id)
        .join(Circle, Circle.id == CircleSkill.circle_id)
        .where(CircleSkill.skill_id == Skill.id, found_by_all())
    )
    return or_(
        Skill.curated,
        exists().where(Offer.skill_id == Skill.id, Offer.sight.in_(OPEN)),
        exists().where(Wish.skill_id == Skill.id, Wish.sight.in_(OPEN)),
        about.exists(),
        skills_for_all().where(InsightSkill.skill_id == Skill.id).exists(),
    )


def _transcripts(db: Session, actor: Actor) -> list[str]:
    """Sessions whose words not all members may read, and this one may."""
    if not actor.places:
        return []
    for_all = (
        HostedSession.open_to.in_(_FOR_ALL)
        & (HostedSession.confidentiality != Confidentiality.CIRCLE)
        & found_by_all()
    )
    rows = (
        select(HostedSession.id)
        .join(Circle, Circle.id == HostedSession.circle_id)
        .where(~for_all, readable_to(actor), with_transcript())
    )
    return list(db.scalars(rows))


def with_transcript() -> ColumnElement[bool]:
    return exists().where(Transcript.session_id == HostedSession.id)
