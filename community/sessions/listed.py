"""Sessions as they stand in lists: what is live, what is next, what is over."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.comings import Answer, Coming
from community.access.memberships import CircleRole, Standing
from community.access.policy import Permission, can
from community.access.session_rules import SessionState
from community.circles.models import Circle
from community.core import clock
from community.members.models import Member, Profile
from community.sessions.hosting_rules import FORGOTTEN
from community.sessions.models import HostedSession
from community.sessions.visible import visible_sessions

PAGE = 24
NEXT_MOST = 3


@dataclass(frozen=True)
class SessionCard:
    """A session in a list, to one reader: its hosts by name, and what the reader said of it."""

    session: HostedSession
    hosts: list[str] = field(default_factory=list)
    mine: Coming | None = None
    circle_shown: bool = False

    @property
    def note(self) -> str:
        """How the reader stands to it, in a word or two."""
        if self.mine is None:
            return ""
        if self.mine.standing is Standing.WAITING:
            return "You are in line"
        if self.mine.role is CircleRole.HOST and self.mine.standing is Standing.JOINED:
            return "You host it"
        if self.mine.answer is Answer.NONE and self.mine.invited:
            return "You are invited"
        said = {Answer.GOING: "You are going", Answer.MAYBE: "You may come"}
        return said.get(self.mine.answer, "")


def live() -> ColumnElement[bool]:
    return HostedSession.state == SessionState.LIVE


def to_come() -> ColumnElement[bool]:
    """Also what nobody has started, until the clock closes it."""
    awaited = HostedSession.ends_at > clock.now() - FORGOTTEN
    return and_(HostedSession.state == SessionState.PUBLISHED, awaited)


def over() -> ColumnElement[bool]:
    """What was held, and what its clock has left behind."""
    left = HostedSession.ends_at <= clock.now() - FORGOTTEN
    held = HostedSession.state.in_((SessionState.LATE, SessionState.CLOSED))
    return or_(held, and_(HostedSession.state == SessionState.PUBLISHED, left))


def draft() -> ColumnElement[bool]:
    return HostedSession.state == SessionState.DRAFT


def soonest(
    db: Session, actor: Actor, which: ColumnElement[bool], page: int = 1, most: int = PAGE
) -> tuple[list[SessionCard], bool]:
    """Those of a kind by when they begin, and whether there are more."""
    found = visible_sessions(actor).where(which)
    return _page(db, actor, found.order_by(HostedSession.starts_at, HostedSession.id), page, most)


def latest(
    db: Session, actor: Actor, which: ColumnElement[bool], page: int = 1, most: int = PAGE
) -> tuple[list[SessionCard], bool]:
    found = visible_sessions(actor).where(which)
    newest = found.order_by(HostedSession.starts_at.desc(), HostedSession.id)
    return _page(db, actor, newest, page, most)


def _page(
    db: Session, actor: Actor, found: object, page: int, most: int
) -> tuple[list[SessionCard], bool]:
    start = (page - 1) * most
    rows = db.scalars(found.offset(start).limit(most + 1)).all()  # type: ignore[attr-defined]
    return cards(db, actor, rows[:most]), len(rows) > most


def now_and_next(
    db: Session, actor: Actor, most: int = NEXT_MOST
) -> tuple[list[SessionCard], list[SessionCard]]:
    """What is live, the actor's own first, and what is to come of these: what they host, go or
    may go to, or are asked to."""
    asked = select(Coming.session_id).where(
        Coming.member_id == actor.member_id,
        Coming.answer != Answer.NO,
        Coming.standing.in_((Standing.JOINED, Standing.WAITING, Standing.INVITED)),
    )
    mine = HostedSession.id.in_(asked)
    on = visible_sessions(actor).where(live()).order_by(mine.desc(), HostedSession.starts_at)
    coming = soonest(db, actor, and_(to_come(), mine), most=most)[0]
    return _page(db, actor, on.order_by(HostedSession.id), 1, most)[0], coming


def of_circle(
    db: Session, actor: Actor, circle: Circle
) -> tuple[list[SessionCard], list[SessionCard]]:
    """What is live or comes in a circle, and its latest ones that are over."""
    here = HostedSession.circle_id == circle.id
    coming = soonest(db, actor, and_(here, or_(live(), to_come())), most=NEXT_MOST)[0]
    past = latest(db, actor, and_(here, over()), most=NEXT_MOST)[0]
    return coming, past


def last_of(db: Session, actor: Actor) -> HostedSession | None:
    """The session the actor planned last in a circle they host still, to plan one like it."""
    hosted = [one for one in actor.circles if actor.hosts(one)]
    mine = (
        HostedSession.created_by == actor.member_id,
        HostedSession.circle_id.in_(hosted),
        Circle.archived_at.is_(None),
    )
    newest = HostedSession.created_at.desc(), HostedSession.id
    return db.scalar(visible_sessions(actor).where(*mine).order_by(*newest).limit(1))


def hosted_circles(db: Session, actor: Actor) -> Sequence[Circle]:
    """Where the actor may plan a session."""
    hosted = [one for one in actor.circles if actor.hosts(one)]
    found = select(Circle).where(Circle.id.in_(hosted), Circle.archived_at.is_(None))
    return db.scalars(found.order_by(Circle.name, Circle.id)).all()


def cards(db: Session, actor: Actor, sessions: Sequence[HostedSession]) -> list[SessionCard]:
    """These sessions as cards, in the same order."""
    ids = [session.id for session in sessions]
    if not ids:
        return []
    hosts = host_names(db, actor, sessions)
    mine = select(Coming).where(Coming.session_id.in_(ids), Coming.member_id == actor.member_id)
    stands = {one.session_id: one for one in db.scalars(mine)}
    return [
        SessionCard(one, hosts[one.id], stands.get(one.id), can_know(actor, one))
        for one in sessions
    ]


def host_names(
    db: Session, actor: Actor, sessions: Sequence[HostedSession]
) -> dict[str, list[str]]:
    """By session; outside its circle nobody whom a block keeps apart from the actor is named."""
    rows = db.execute(
        select(Coming.session_id, Member.id, Member.name)
        .join(Member, Member.id == Coming.member_id)
        .where(
            Coming.session_id.in_([one.id for one in sessions]),
            Coming.role == CircleRole.HOST,
            Coming.standing == Standing.JOINED,
        )
        .order_by(Member.name, Member.id)
    )
    within = {one.id for one in sessions if is_inside(actor, one)}
    names: dict[str, list[str]] = defaultdict(list)
    for session_id, member_id, name in rows:
        if session_id in within or member_id not in actor.apart:
            names[session_id].append(name)
    return names


def is_inside(actor: Actor, session: HostedSession) -> bool:
    return actor.in_circle(session.circle_id) or actor.in_circle(session.id)


def can_know(actor: Actor, session: HostedSession) -> bool:
    """Whether the session's circle may be named: one may come to a session and not know it."""
    return can(actor, Permission.CIRCLE_SEE, session.circle)


def zone_of(db: Session, actor: Actor) -> str:
    """Where the actor lives, by the clock; empty where they have not said."""
    profile = db.get(Profile, actor.member_id or "")
    return profile.time_zone if profile else ""
