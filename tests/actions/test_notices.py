"""Who hears of what: once, and only while they may know of it."""

import json

import pytest
from sqlalchemy import select

from community.access.policy import Visibility
from community.circles import actions
from community.core import relay
from community.core.outbox import Job
from community.core.transaction import reading
from community.notifications import queries, subscribers
from community.notifications.actions import mark_read
from tests.doing import do
from tests.town import Person, Town

ASKED = "inbox.join_asked"


def heard(who: Person) -> list[tuple[str, str]]:
    """Kind and person of each notice, newest first."""
    relay.run_once()
    actor = who.actor
    with reading() as db:
        return [(notice.kind.value, notice.about.name) for notice in queries.inbox(db, actor)]


def unread(who: Person) -> int:
    actor = who.actor
    with reading() as db:
        return queries.unread(db, actor)


def test_every_host_hears_of_who_asks_and_no_member_does(town: Town) -> None:
    circle = town.circle(town.hana, town.otto, town.ada, visibility=Visibility.ASK)
    do(town.hana, actions.set_host, circle.id, town.ada.id, host=True)
    town.ask(town.milo, circle.id)
    town.ask(town.milo, circle.id)
    assert heard(town.hana) == [("join_asked", "Milo")]
    assert ("join_asked", "Milo") in heard(town.ada)
    assert ("join_asked", "Milo") not in heard(town.otto)
    assert heard(town.milo) == []


def test_who_asked_hears_that_they_are_let_in(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.ASK)
    town.ask(town.milo, circle.id)
    do(town.hana, actions.accept, circle.id, town.milo.id)
    do(town.hana, actions.accept, circle.id, town.milo.id)
    assert heard(town.milo) == [("join_accepted", "Milo")]


def test_who_is_invited_hears_by_whom_while_the_invitation_stands(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.HIDDEN)
    town.invite(town.milo, circle.id, town.hana)
    assert heard(town.milo) == [("invited", "Hana")]
    assert unread(town.milo) == 1
    do(town.hana, actions.remove, circle.id, town.milo.id)
    assert heard(town.milo) == []
    assert unread(town.milo) == 0


def test_one_fact_delivered_again_is_told_once(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.ASK)
    town.ask(town.milo, circle.id)
    with reading() as db:
        job = json.loads(db.scalars(select(Job.payload).where(Job.name == ASKED)).one())
    for _ in range(3):
        subscribers.tell_hosts_of_request([job, job])
    assert heard(town.hana) == [("join_asked", "Milo")]


def test_no_more_are_counted_than_a_page_says(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        town.invite(town.milo, town.circle(town.hana).id, town.hana)
    assert [len(heard(town.milo)), unread(town.milo)] == [3, 3]
    monkeypatch.setattr(queries, "COUNTED", 2)
    assert unread(town.milo) == 2


def test_reading_the_inbox_is_ones_own_affair(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.ASK)
    town.ask(town.milo, circle.id)
    assert heard(town.hana)
    do(town.milo, mark_read)
    assert unread(town.hana) == 1
    for _ in range(2):
        do(town.hana, mark_read)
        assert unread(town.hana) == 0


def test_a_question_answered_before_it_was_told_is_no_news(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.ASK)
    town.ask(town.milo, circle.id)
    do(town.milo, actions.leave, circle.id)
    assert heard(town.hana) == []
