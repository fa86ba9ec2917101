"""Letters about coming to a session: each told once, with the one link of its receiver."""

import re
from datetime import timedelta
from typing import Any

import pytest

from community.access.blocks import Block, BlockKind
from community.access.comings import Answer
from community.access.session_rules import OpenTo, SessionState
from community.core import clock
from community.core.transaction import reading, transaction
from community.members.models import Profile
from community.sessions.actions import changing, inviting
from community.sessions.actions.coming import answer
from community.sessions.models import HostedSession
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


def test_who_comes_is_reminded_once_within_the_hour_and_again_when_it_moved(
    browsing: Browsing,
    town: Town,
    post_office: PostOffice,
) -> None:
    evening = evening_of(town, starts_in=0.9)
    later = evening_of(town, starts_in=3)
    for person, said in ((town.milo, GOING), (town.otto, MAYBE), (town.ada, NO)):
        do(person, answer, evening.id, said)
        do(person, answer, later.id, said)
    assert (remind_due(), remind_due()) == (1, 0)
    deliver()
    for name, letters in (("milo", 1), ("otto", 1), ("ada", 0)):
        assert len(post_office.letters(f"{name}@example.org")) == letters, name
    [letter] = post_office.letters("milo@example.org")
    assert letter["Subject"] == "Soon: Splints that children keep on"
    assert "/rooms/" in browsing.by().post(link_in(letter), said="enter").location


@pytest.mark.parametrize("what", ["cancelled", "quiet", "declined", "taken back"])
def test_a_letter_that_no_longer_holds_is_not_sent(
    browsing: Browsing,
    town: Town,
    post_office: PostOffice,
    what: str,
) -> None:
    evening = evening_of(town, starts_in=0.9)
    own = do(town.hana, inviting.invite_member, evening.id, town.otto.handle)
    do(town.otto, answer, evening.id, GOING)
    assert remind_due() == 1
    if what == "declined":
        do(town.otto, answer, evening.id, NO)
    if what == "taken back":
        do(town.hana, inviting.revoke, evening.id, own.id)
    otto = town.otto
    with transaction() as db:
        if what == "cancelled":
            db.get_one(HostedSession, evening.id).state = SessionState.CANCELLED
        if what == "quiet":
            db.get_one(Profile, otto.id).mail_notices = False
    deliver()
    subjects = [one["Subject"] for one in post_office.letters("otto@example.org")]
    assert not [one for one in subjects if one.startswith("Soon")]


def test_a_session_that_began_is_reminded_of_no_more(town: Town) -> None:
    evening = evening_of(town, starts_in=0.9)
    with transaction() as db:
        session = db.get_one(HostedSession, evening.id)
        session.starts_at = clock.now() - timedelta(minutes=1)
    assert remind_due() == 0
    with reading() as db:
        assert db.get_one(HostedSession, evening.id).reminded_at is None


@pytest.mark.parametrize("kind", list(BlockKind))
def test_a_guests_letter_does_not_reach_a_member_past_what_they_keep_off(
    browsing: Browsing,
    town: Town,
    post_office: PostOffice,
    kind: BlockKind,
) -> None:
    evening, otto = evening_of(town, starts_in=5), town.otto
    with transaction() as db:
        db.add(Block(member_id=otto.id, other_id=town.hana.id, kind=kind, created_at=clock.now()))
    own = do(town.hana, inviting.invite_guest, evening.id, "Mr Otto", "otto@example.org")
    do(town.hana, changing.cancel, evening.id)
    deliver()
    assert post_office.letters("otto@example.org") == []
    page = browsing.by(town.hana).get(f"/sessions/{evening.id}/invite").text
    assert own.id
    assert "Mr Otto" in page, "whoever invites learns nothing of it"


def test_a_link_that_came_by_mail_goes_on_when_a_host_invites_by_name(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    evening = evening_of(town, starts_in=0.9)
    do(town.otto, answer, evening.id, GOING)
    assert remind_due() == 1
    deliver()
    [letter] = post_office.letters("otto@example.org")
    do(town.hana, inviting.invite_member, evening.id, town.otto.handle)
    deliver()
    assert browsing.by().get(link_in(letter)).status_code == 200
    [_, invited] = post_office.letters("otto@example.org")
    assert link_in(invited) == link_in(letter)
