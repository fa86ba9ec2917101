"""A session whose date is looked for, and answers to it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from community.access.policy import Permission
from community.core import clock, relay
from community.core.transaction import reading
from community.notifications.models import NoticeKind
from community.notifications.queries import inbox
from community.sessions.actions.dating import answer_times, ask_for_date
from community.sessions.date_models import Could, ProposedTime
from community.sessions.date_polls import Proposal, access_date_poll, proposals, sought
from community.sessions.models import HostedSession
from community.sessions.plans import Plan
from community.sessions.times import wall_of
from tests.doing import do
from tests.town import Meeting, Person

ZONE = "Europe/London"


def in_days(days: float, zone: str = ZONE) -> datetime:
    """The wall that many days from now."""
    return wall_of(clock.now() + timedelta(days=days), zone).replace(second=0, microsecond=0)


def looked_for(
    who: Person, where: Meeting, *walls: datetime, zone: str = ZONE, **plan: Any
) -> HostedSession:
    """Asked by a host: when could it be? Three days are proposed if none are given."""
    first, *others = walls or (in_days(3, zone), in_days(5, zone), in_days(8, zone))
    made = Plan(
        **{
            "title": "Splints that children keep on",
            "starts": first,
            "ends": first + timedelta(hours=1),
            "zone": zone,
            **plan,
        }
    )
    return do(who, ask_for_date, where.id, made, others)


def times_of(session_id: str) -> list[ProposedTime]:
    with reading() as db:
        own = ProposedTime.session_id == session_id
        return list(db.scalars(select(ProposedTime).where(own).order_by(ProposedTime.starts_at)))


def say(who: Person, session_id: str, *could: Could | None) -> None:
    """To the times in their order; `None` says nothing of one."""
    times = times_of(session_id)
    said = {one.id: word for one, word in zip(times, could, strict=False) if word}
    do(who, answer_times, session_id, said)


def seen_by(who: Person, session_id: str) -> list[Proposal]:
    """The times as the page shows them to somebody; raises as it does."""
    actor = who.actor
    with reading() as db:
        poll = access_date_poll(db, actor, session_id, Permission.DATE_SEE)
        return proposals(db, actor, poll)


def asked(who: Person) -> list[tuple[str, bool]]:
    """The sessions whose date somebody is asked about, and whether they answered."""
    actor = who.actor
    with reading() as db:
        return [(one.session.title, one.answered) for one in sought(db, actor)]


def told(who: Person) -> list[NoticeKind]:
    """What stands in their inbox when everything is delivered, newest first."""
    while relay.run_once():
        pass
    actor = who.actor
    with reading() as db:
        return [one.kind for one in inbox(db, actor)]
