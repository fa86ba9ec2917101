"""Letters about coming to a session: each told once, with the one link of its receiver."""

import re
from datetime import timedelta
from typing import Any

import pytest

from community.access.comings import Answer, Coming
from community.access.session_rules import OpenTo, SessionState
from community.core import clock
from community.core.transaction import reading, transaction
from community.members.models import Profile
from community.members.profiles import choose_mails, choose_reminders
from community.sessions.actions import inviting
from community.sessions.actions.coming import answer
from community.sessions.actions.places import come_as_host
from community.sessions.models import HostedSession
from community.sessions.passes import pass_of
from community.sessions.reminders import remind_due
from tests.browsing import Browsing
from tests.doing import do
from tests.mail.conftest import SITE, deliver
from tests.outside.post_office import PostOffice, plain
from tests.town import Evening, Town

GOING, MAYBE, NO = Answer.GOING, Answer.MAYBE, Answer.NO


def evening_of(town: Town, **plan: Any) -> Evening:
    return town.session(town.circle(town.hana), **{"open_to": OpenTo.MEMBERS, **plan})


def link_in(letter: object) -> str:
    found = re.search(rf"{SITE}(/s/\S+)", plain(letter))  # type: ignore[arg-type]
    assert found
    return found[1]


def test_an_invitation_leads_from_the_letter_into_the_room(
    browsing: Browsing,
    town: Town,
    post_office: PostOffice,
) -> None:
    evening = evening_of(town, starts_in=0.2, open_to=OpenTo.INVITED)
    do(town.hana, inviting.invite_guest, evening.id, "Gwen", "gwen@example.net")
    do(town.hana, inviting.invite_member, evening.id, town.otto.handle)
    deliver()
    deliver()
    [guests] = post_office.letters("gwen@example.net")
    [members] = post_office.letters("otto@example.org")
    assert guests["Subject"] == "Hana invites you: Splints that children keep on"
    for said in ("Hello Gwen,", "Europe/London", "for you alone"):
        assert said in plain(guests)
    assert guests["List-Unsubscribe"] is None
    assert members["List-Unsubscribe"]
    assert link_in(guests) != link_in(members)
    led = browsing.by().post(link_in(guests), said="enter").location
    assert evening.room_id in led


def test_the_time_in_a_letter_is_the_readers_with_its_zone(
    browsing: Browsing,
    town: Town,
    post_office: PostOffice,
) -> None:
    evening = evening_of(town)
    otto = town.otto
    with transaction() as db:
        db.get_one(Profile, otto.id).time_zone = "Asia/Kolkata"
    do(town.hana, inviting.invite_member, evening.id, town.otto.handle)
    deliver()
    [letter] = post_office.letters("otto@example.org")
    assert "Asia/Kolkata (UTC+5:30)" in plain(letter)
    assert "Asia/Kolkata" in browsing.by().get(link_in(letter)).text


def test_who_gets_a_place_is_told_once(
    browsing: Browsing,
    town: Town,
    post_office: PostOffice,
) -> None:
    evening = evening_of(town, most=1)
    for person in (town.milo, town.otto):
        do(person, answer, evening.id, GOING)
    do(town.milo, answer, evening.id, NO)
    deliver()
    deliver()
    [letter] = post_office.letters("otto@example.org")
    assert letter["Subject"] == "A place for you: Splints that children keep on"
    assert not post_office.letters("milo@example.org")


def test_who_comes_is_reminded_once_and_told_how_long_it_is(
    browsing: Browsing,
    town: Town,
    post_office: PostOffice,
) -> None:
    evening = evening_of(town, starts_in=25)
    for person, said in ((town.milo, GOING), (town.otto, MAYBE), (town.ada, NO)):
        do(person, answer, evening.id, said)
    do(town.otto, choose_reminders, [24 * 60, 60], by_mail=True)
    with clock.fixed(clock.now() + timedelta(hours=1, minutes=1)):
        assert (remind_due(), remind_due()) == (1, 0)
        deliver()
    with clock.fixed(clock.now() + timedelta(hours=24, minutes=5)):
        assert (remind_due(), remind_due()) == (1, 0)
        deliver()
        [letter] = post_office.letters("milo@example.org")
        assert letter["Subject"] == "Splints that children keep on begins in an hour"
        assert "/rooms/" in browsing.by().post(link_in(letter), said="enter").location
    subjects = [one["Subject"] for one in post_office.letters("otto@example.org")]
    assert [subject.rpartition(" begins ")[2] for subject in subjects] == [
        "in 24 hours",
        "in an hour",
    ]
    assert not post_office.letters("ada@example.org")


def test_reminders_come_by_mail_whatever_else_does(
    town: Town, browsing: Browsing, post_office: PostOffice
) -> None:
    evening = evening_of(town, starts_in=2)
    for person in (town.milo, town.otto):
        do(person, answer, evening.id, GOING)
    do(town.milo, choose_mails, mail_notices=False)
    do(town.otto, choose_reminders, [60], by_mail=False)
    with clock.fixed(clock.now() + timedelta(hours=1, minutes=5)):
        assert remind_due() == 1
        deliver()
    assert len(post_office.letters("milo@example.org")) == 1
    assert not post_office.letters("otto@example.org")


@pytest.mark.parametrize("what", ["cancelled", "quiet", "declined", "taken back"])
def test_a_letter_that_no_longer_holds_is_not_sent(
    browsing: Browsing,
    town: Town,
    post_office: PostOffice,
    what: str,
) -> None:
    evening = evening_of(town, starts_in=2)
    own = do(town.hana, inviting.invite_member, evening.id, town.otto.handle)
    do(town.otto, answer, evening.id, GOING)
    with clock.fixed(clock.now() + timedelta(hours=1, minutes=5)):
        assert remind_due() == 1
        if what == "declined":
            do(town.otto, answer, evening.id, NO)
        if what == "taken back":
            do(town.hana, inviting.revoke, evening.id, own.id)
        if what == "quiet":
            do(town.otto, choose_reminders, [60], by_mail=False)
        with transaction() as db:
            if what == "cancelled":
                db.get_one(HostedSession, evening.id).state = SessionState.CANCELLED
        deliver()
    subjects = [one["Subject"] for one in post_office.letters("otto@example.org")]
    assert not [one for one in subjects if "begins" in one]


def test_who_hosts_is_led_to_the_page_where_one_signs_in_and_not_by_a_link(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    evening = evening_of(town, starts_in=2)
    do(town.hana, inviting.invite_member, evening.id, town.otto.handle)
    with transaction() as db:
        come_as_host(db, db.get_one(Coming, (evening.id, town.otto.id)))
    with clock.fixed(clock.now() + timedelta(hours=1, minutes=5)):
        assert remind_due() == 1
        deliver()
        deliver()
    letters = [*post_office.letters("otto@example.org"), *post_office.letters("hana@example.org")]
    assert len(letters) == 3, "invited, and two who are reminded"
    for letter in letters:
        assert f"{SITE}/sessions/{evening.id}" in plain(letter)
        assert "/s/" not in plain(letter)
        assert "The link is for you alone" not in plain(letter)
    with reading() as db:
        assert pass_of(db, evening.id, town.hana.id) is None
