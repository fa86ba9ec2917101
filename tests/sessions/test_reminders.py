"""Reminders come at the times somebody chose: once each, and never when they are of no use."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import sqlite

from community.access.comings import Answer, Coming
from community.access.session_rules import OpenTo
from community.core import clock, relay
from community.core.errors import Invalid, Refused
from community.core.outbox import Job
from community.core.transaction import database, reading, transaction
from community.members import profiles
from community.members.models import Profile
from community.members.reminding import TIMES
from community.notifications.models import Notice, NoticeKind
from community.sessions.actions import changing, hosting, inviting
from community.sessions.actions.coming import answer
from community.sessions.actions.reminding import choose_for
from community.sessions.models import HostedSession
from community.sessions.queries import plan_of
from community.sessions.reminders import _due, remind_due
from tests.counting import counted
from tests.doing import at_once, do
from tests.town import Evening, Meeting, Person, Town

WEEK, DAY, HOUR, TEN = TIMES
GOING, MAYBE, NO = Answer.GOING, Answer.MAYBE, Answer.NO
FAR = 24 * 10  # hours, further than any reminder


def evening_of(town: Town, *people: Person, starts_in: float = FAR, **plan: Any) -> Evening:
    circle = town.circle(town.hana)
    evening = town.session(circle, starts_in=starts_in, open_to=OpenTo.MEMBERS, **plan)
    for person in people:
        do(person, answer, evening.id, GOING)
    return evening


def choose(person: Person, *times: int) -> None:
    do(person, profiles.choose_reminders, times, by_mail=True)


def start_of(evening: Evening) -> datetime:
    with reading() as db:
        return db.get_one(HostedSession, evening.id).starts_at


def told() -> list[set[str]]:
    """Whom each reminder that is owed is for."""
    with reading() as db:
        found = db.scalars(
            select(Job.payload).where(Job.name == "inbox.session_soon").order_by(Job.id)
        ).all()
    return [set(json.loads(payload)["people"]) for payload in found]


def move(evening: Evening, by: timedelta) -> None:
    with reading() as db:
        plan = plan_of(db, db.get_one(HostedSession, evening.id))
    later = replace(plan, starts=plan.starts + by, ends=plan.ends + by)
    do(evening.host, changing.change_session, evening.id, later)


def looked(at: datetime) -> int:
    with clock.fixed(at):
        return remind_due()


def before(evening: Evening, minutes: float) -> datetime:
    return start_of(evening) - timedelta(minutes=minutes)


def test_each_is_reminded_at_the_times_they_chose_and_at_no_other(town: Town) -> None:
    evening = evening_of(town, town.milo, town.otto, town.ada)
    choose(town.hana)
    choose(town.milo, WEEK, TEN)
    choose(town.ada, DAY, HOUR)
    for minutes in (WEEK, DAY, HOUR, TEN):
        assert looked(before(evening, minutes + 1)) == 0
        looked(before(evening, minutes))
        assert looked(before(evening, minutes)) == 0
    milo, otto, ada = town.milo.id, town.otto.id, town.ada.id
    assert told() == [{milo}, {ada}, {otto, ada}, {milo}]
    assert looked(start_of(evening)) == 0


def test_who_comes_late_or_chooses_late_is_not_reminded_of_times_gone_by(town: Town) -> None:
    evening = evening_of(town, town.milo)
    choose(town.hana)
    choose(town.otto, DAY)
    looked(before(evening, DAY))
    with clock.fixed(before(evening, DAY - 60)):
        do(town.otto, answer, evening.id, GOING)
        choose(town.milo, WEEK, DAY)
        remind_due()
    looked(before(evening, TEN))
    assert told() == []


def test_a_session_published_late_reminds_of_the_times_still_ahead(town: Town) -> None:
    evening = evening_of(town, town.milo, starts_in=0.5)
    choose(town.hana)
    choose(town.milo, DAY, HOUR, TEN)
    assert looked(clock.now()) == 0
    assert looked(before(evening, TEN)) == 1


@pytest.mark.parametrize("what", ["cancelled", "archived", "started", "left"])
def test_nobody_is_reminded_of_what_is_not_to_come_for_them(town: Town, what: str) -> None:
    evening = evening_of(town, town.milo)
    choose(town.hana)
    with clock.fixed(before(evening, 90)):
        if what == "cancelled":
            do(town.hana, changing.cancel, evening.id)
        if what == "archived":
            town.archive(Meeting(evening.circle_id, evening.room_id, town.hana))
        if what == "started":
            do(town.hana, hosting.start, evening.id)
        if what == "left":
            do(town.milo, answer, evening.id, NO)
    for minutes in (HOUR, TEN, -5):
        assert looked(before(evening, minutes)) == 0
    assert told() == []


def test_after_a_pause_of_the_server_each_is_told_once(town: Town) -> None:
    evening = evening_of(town, town.milo, town.otto)
    choose(town.hana)
    choose(town.milo, WEEK, DAY, HOUR)
    choose(town.otto, DAY)
    assert looked(before(evening, 30)) == 1
    assert told() == [{town.milo.id, town.otto.id}]
    assert looked(before(evening, 5)) == 0


def test_several_that_look_at_once_tell_once(town: Town) -> None:
    evening = evening_of(town, town.milo)
    choose(town.hana)
    with clock.fixed(before(evening, HOUR)):
        assert sorted(map(str, at_once(*[remind_due] * 4))) == ["0", "0", "0", "1"]
    assert told() == [{town.milo.id}]


def test_one_session_can_be_chosen_otherwise_and_put_back(town: Town) -> None:
    evening, other = evening_of(town, town.milo), evening_of(town, town.milo)
    choose(town.hana)
    do(town.milo, choose_for, evening.id, [DAY])
    assert looked(before(evening, DAY)) == 1
    looked(before(other, HOUR))
    assert told() == [{town.milo.id}] * 2  # of this one a day before, of the other an hour
    do(town.milo, choose_for, other.id, None)
    do(town.milo, choose_for, evening.id, [])
    assert looked(before(evening, TEN)) == 0
    with pytest.raises(Refused):
        do(town.otto, choose_for, evening.id, [HOUR])
    with pytest.raises(Invalid):
        do(town.milo, choose_for, evening.id, [61])


def test_a_guest_keeps_the_hour(town: Town) -> None:
    evening = evening_of(town)
    choose(town.hana)
    guest = do(town.hana, inviting.invite_guest, evening.id, "Gwen", "gwen@example.net").member_id
    with transaction() as db:
        db.get_one(Coming, (evening.id, guest)).answer = GOING
        profile = db.get(Profile, guest)
        if profile is not None:
            profile.remind_before = [DAY]
    assert looked(before(evening, DAY)) == 0
    assert looked(before(evening, HOUR)) == 1
    assert told() == [{guest}]


def test_a_delivery_that_is_made_twice_or_too_late_tells_once(town: Town) -> None:
    evening, moved = evening_of(town, town.milo), evening_of(town, town.milo)
    with clock.fixed(before(evening, HOUR)):
        remind_due()
        move(moved, timedelta(hours=3))  # what is owed of it says another time
        with transaction() as db:
            for job in db.scalars(select(Job).where(Job.name == "inbox.session_soon")).all():
                twin = {"payload": job.payload, "created_at": job.created_at, "due_at": job.due_at}
                db.add(Job(name=job.name, **twin))
        while relay.run_once():
            pass
    with reading() as db:
        mine = Notice.member_id == town.milo.id, Notice.kind == NoticeKind.SESSION_SOON
        assert list(db.scalars(select(Notice.session_id).where(*mine))) == [evening.id]


def test_what_is_due_is_found_by_one_statement_and_an_index(town: Town) -> None:
    evening_of(town, town.milo)
    with counted() as sent:
        assert remind_due() == 0
    assert len(sent) == 1
    asked = select(HostedSession.id).where(*_due())
    if database().engine.dialect.name == "sqlite":
        words = str(asked.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
        with reading() as db:
            ways = [row.detail for row in db.execute(text(f"EXPLAIN QUERY PLAN {words}"))]
        assert "USING INDEX ix_hosted_sessions_remind_at" in ways[0]


def test_what_went_by_stays_as_it_was_chosen_should_the_session_move(town: Town) -> None:
    evening = evening_of(town, town.milo)
    choose(town.hana)
    with clock.fixed(before(evening, 30)):
        do(town.milo, choose_for, evening.id, [TEN])
        move(evening, timedelta(days=3))
    assert looked(before(evening, HOUR)) == 1
    assert told() == [{town.milo.id}]
