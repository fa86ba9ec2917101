"""Looking for a date: what is proposed, and who could come when, to one reader."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.circle_rules import KNOWING
from community.access.comings import Coming
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Permission, can, require
from community.access.session_rules import OpenTo
from community.circles.models import Circle
from community.core import clock
from community.core.errors import Invalid, NotFound, SignedOut
from community.core.ids import is_id
from community.members.models import Member
from community.sessions.date_models import Could, DatePoll, ProposedTime, TimeAnswer
from community.sessions.models import HostedSession
from community.sessions.queries import WITH_HOUSE
from community.sessions.times import moment_of
from community.sessions.visible import asked_for_date

TIMES_LEAST, TIMES_MOST = 2, 8
AHEAD_MOST = timedelta(days=2 * 365)
# In a list of a circle; and of what waits, on the page of today.
LISTED_MOST, WAITING_MOST = 24, 6
TOO_FAR = "Each time has to be in the future, within two years."
WITH_SESSION = joinedload(DatePoll.session).options(*WITH_HOUSE)


@dataclass(frozen=True)
class Proposal:
    """One of the times: how many could come, what the reader said, and for hosts who."""

    id: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    counts: Counter[Could] = field(default_factory=Counter)
    mine: Could | None = None
    names: dict[Could, list[str]] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        return self.starts_at <= clock.now()

    @property
    def rank(self) -> tuple[int, int]:
        """The more could come the higher, those who rather would not counting after the others."""
        return self.counts[Could.YES] + self.counts[Could.IF_NEEDED], self.counts[Could.YES]


@dataclass(frozen=True)
class Sought:
    """A session whose date is looked for, in a list, and whether the reader said something."""

    session: HostedSession
    answered: bool


def access_date_poll(
    db: Session, actor: Actor, session_id: str, permission: Permission
) -> DatePoll:
    """With its session, circle and room, if the actor may; raises as `require` does."""
    known = session_id if is_id(session_id) else ""
    poll = db.get(DatePoll, known, options=[WITH_SESSION], populate_existing=True)
    if poll is None:
        raise NotFound if actor.signed_in else SignedOut
    require(actor, permission, poll)
    return poll


def check_times(walls: Sequence[datetime], zone: str) -> list[datetime]:
    """Each moment once, soonest first, all of them to come."""
    now = clock.now()
    if any(not now.year - 1 <= one.year < now.year + 5 for one in walls):
        raise _refuse(TOO_FAR)  # the first and last years of all are no moment everywhere
    by_moment = {moment_of(one, zone): one for one in reversed(walls)}
    if not TIMES_LEAST <= len(by_moment) <= TIMES_MOST:
        raise _refuse(f"Please propose {TIMES_LEAST} to {TIMES_MOST} different times.")
    if any(not now < one < now + AHEAD_MOST for one in by_moment):
        raise _refuse(TOO_FAR)
    return [by_moment[one] for one in sorted(by_moment)]


def _refuse(sentence: str) -> Invalid:
    return Invalid(sentence, times=sentence)


def proposals(db: Session, actor: Actor, poll: DatePoll) -> list[Proposal]:
    """By time. Who could come when is for hosts; how many, for everybody who was asked."""
    own = ProposedTime.session_id == poll.session_id
    times = db.scalars(select(ProposedTime).where(own).order_by(ProposedTime.starts_at))
    zone = poll.session.time_zone
    found = {one.id: Proposal(one.id, one.starts_at, one.ends_at, zone) for one in times}
    hosting = can(actor, Permission.DATE_TAKE, poll)
    said: dict[str, dict[Could, list[str]]] = defaultdict(lambda: defaultdict(list))
    mine = {}
    for time_id, member_id, name, could in db.execute(_answers(poll)):
        found[time_id].counts[could] += 1
        if member_id == actor.member_id:
            mine[time_id] = could
        if hosting and member_id not in actor.apart:
            said[time_id][could].append(name)
    return [
        Proposal(one.id, one.starts_at, one.ends_at, zone, one.counts, mine.get(one.id),
                 dict(said[one.id]))
        for one in found.values()
    ]  # fmt: skip


def _answers(poll: DatePoll) -> Select[str, str, str, Could]:
    """Of those who are asked still: who left, or was put out, is not counted any more."""
    return (
        select(TimeAnswer.time_id, Member.id, Member.name, TimeAnswer.could)
        .join(ProposedTime, ProposedTime.id == TimeAnswer.time_id)
        .join(Member, Member.id == TimeAnswer.member_id)
        .where(ProposedTime.session_id == poll.session_id, _is_asked(poll.session))
        .order_by(Member.name, Member.id)
    )


def _is_asked(session: HostedSession) -> ColumnElement[bool]:
    """Whether this is so of a member: `may_see_date_poll`, for a query over members."""
    in_circle = [
        Membership.member_id == Member.id,
        Membership.circle_id == session.circle_id,
        Membership.standing == Standing.JOINED,
    ]
    if session.open_to is OpenTo.INVITED:
        in_circle.append(Membership.role == CircleRole.HOST)
    by_name = (
        Coming.member_id == Member.id,
        Coming.session_id == session.id,
        Coming.standing.in_(KNOWING),
    )
    return or_(exists().where(*in_circle), exists().where(*by_name))


def best_of(times: Sequence[Proposal]) -> Proposal | None:
    """At which most could come; of equals the soonest; none where nobody could."""
    to_come = [one for one in times if not one.over]
    best = max(to_come, key=lambda one: one.rank, default=None)
    return best if best and best.rank[0] else None


def sought(db: Session, actor: Actor, circle: Circle | None = None) -> list[Sought]:
    """Sessions (of the circle) about whose date the actor is asked, soonest first."""
    found = _sought(actor)
    if circle is not None:
        found = found.where(HostedSession.circle_id == circle.id)
    return [Sought(*row) for row in db.execute(found.limit(LISTED_MOST))] if actor.signed_in else []


def unanswered(db: Session, actor: Actor) -> list[Sought]:
    """What waits for the actor's answer, of what they did not ask themselves: the soonest."""
    theirs = HostedSession.created_by.is_distinct_from(actor.member_id)
    found = _sought(actor).where(~_answered_by(actor), theirs).limit(WAITING_MOST)
    return [Sought(*row) for row in db.execute(found)] if actor.signed_in else []


def _sought(actor: Actor) -> Select[HostedSession, bool]:
    return (
        select(HostedSession, _answered_by(actor))
        .join(DatePoll, DatePoll.session_id == HostedSession.id)
        .join(Circle, Circle.id == HostedSession.circle_id)
        .where(
            asked_for_date(actor),
            DatePoll.taken_at.is_(None),
            DatePoll.last_at > clock.now(),
            Circle.archived_at.is_(None),
        )
        .options(*WITH_HOUSE)
        .order_by(DatePoll.last_at, HostedSession.id)
    )


def _answered_by(actor: Actor) -> ColumnElement[bool]:
    own = TimeAnswer.member_id == actor.member_id
    return exists(
        select(TimeAnswer.time_id)
        .join(ProposedTime, ProposedTime.id == TimeAnswer.time_id)
        .where(ProposedTime.session_id == DatePoll.session_id, own)
    )


def said_yes_to(db: Session, actor: Actor, session_ids: Sequence[str]) -> set[str]:
    """Those of these sessions whose time, as it is now, the actor said yes to."""
    yes = (
        select(HostedSession.id)
        .join(ProposedTime, ProposedTime.session_id == HostedSession.id)
        .join(TimeAnswer, TimeAnswer.time_id == ProposedTime.id)
        .where(
            HostedSession.id.in_(session_ids),
            HostedSession.undated.is_(False),
            ProposedTime.starts_at == HostedSession.starts_at,
            TimeAnswer.member_id == actor.member_id,
            TimeAnswer.could == Could.YES,
        )
    )
    return set(db.scalars(yes)) if session_ids else set()
