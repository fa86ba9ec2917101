"""A session whose date is looked for, and answers to it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from community.core import clock
from community.core.transaction import reading
from community.sessions.actions.dating import answer_times, ask_for_date
from community.sessions.date_models import Could, ProposedTime
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
