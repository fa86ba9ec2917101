"""Who may vote in a poll and close it, how it closes by itself, and what leaves with it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community.access.memberships import Bar
from community.circles.actions import leave
from community.core import clock
from community.core.errors import Forbidden, Invalid, NotFound, Refused
from community.core.transaction import reading, transaction
from community.rooms.actions import edit, withdraw
from community.rooms.actions.hiding import hide, show_again
from community.rooms.desk import desk_now
from community.rooms.models import Item, Room
from community.rooms.poll_models import NamedVote, Poll, PollOption, PollVoters
from community.rooms.polls.closing import close_due
from community.rooms.polls.voting import vote
from tests.doing import at_once, do
from tests.polling import choose, close, look, opened, sums
from tests.town import Town

HOUR, DAY = 3_600, 86_400


# Who may vote, and close.


@pytest.mark.parametrize("bar", ["silent_until", "out_until"])
def test_who_is_silenced_or_put_out_does_not_vote(town: Town, bar: str) -> None:
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.hana, circle)
    with transaction() as db:
        until = clock.now() + timedelta(hours=1)
        db.add(Bar(circle_id=circle.id, member_id=town.milo.id, **{bar: until}))
    with pytest.raises((Forbidden, NotFound)):
        choose(town.milo, poll, "Thumb")


def test_nobody_votes_in_an_archived_circle(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.hana, circle)
    town.archive(circle)
    with pytest.raises(Forbidden, match="read only"):
        choose(town.milo, poll, "Thumb")


def test_a_vote_stays_when_its_voter_leaves(town: Town) -> None:
    nell = town.person("Nell")
    circle = town.circle(town.hana, town.milo, nell)
    poll = opened(town.hana, circle)
    for person in (town.hana, town.milo, nell):
        choose(person, poll, "Thumb")
    do(town.milo, leave, circle.id)
    assert sums(close(town.hana, poll))["Thumb"] == 3


def test_hosts_and_who_opened_it_close_it(town: Town) -> None:
    nell = town.person("Nell")
    circle = town.circle(town.hana, town.milo, nell)
    poll = opened(town.milo, circle, closes_in=DAY)
    with pytest.raises(Forbidden):
        close(nell, poll)
    after = close(town.milo, poll, outcome="We take the **thumb**.")
    assert (after["closed"], after["poll"]["outcome"]) == (True, "We take the **thumb**.")
    assert after["poll"]["closes_at"] is None
    with pytest.raises(Refused, match="closed"):
        choose(nell, poll, "Thumb")
    assert close(town.hana, poll, outcome="The wrist.")["poll"]["outcome"] == "The wrist."
    with pytest.raises(Invalid, match="1,000"):
        close(town.hana, poll, outcome="x" * 1001)


def test_only_what_nobody_has_seen_is_opened_again(town: Town) -> None:
    nell = town.person("Nell")
    circle = town.circle(town.hana, town.milo, nell)
    poll = opened(town.milo, circle, closes_in=DAY)
    choose(town.milo, poll, "Thumb")
    close(town.hana, poll)
    with pytest.raises(Forbidden):
        close(town.milo, poll, on=False)
    assert not close(town.hana, poll, on=False)["closed"]
    for person in (town.hana, nell):
        choose(person, poll, "Wrist")
    close(town.hana, poll)
    with pytest.raises(Refused, match="cannot be opened again"):
        close(town.hana, poll, on=False)


def test_a_named_poll_that_showed_a_vote_is_not_opened_again(town: Town) -> None:
    circle = town.circle(town.hana)
    poll = opened(town.hana, circle, named=True)
    close(town.hana, poll)
    close(town.hana, poll, on=False)
    choose(town.hana, poll, "Thumb")
    close(town.hana, poll)
    with pytest.raises(Refused):
        close(town.hana, poll, on=False)


# Closing by itself.


def test_a_poll_closes_by_itself_once(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.hana, circle, closes_in=60)
    opened(town.hana, circle, closes_in=DAY)
    assert close_due() == 0
    with clock.fixed(clock.now() + timedelta(seconds=61)):
        with pytest.raises(Refused, match="closed"):
            choose(town.milo, poll, "Thumb")
        assert sum(at_once(*[close_due] * 4)) == 1  # type: ignore[arg-type]
        after = look(town.milo, poll["id"])
        assert after["closed"]
        assert after["version"] > poll["version"]
        assert close_due() == 0
    assert look(town.milo, poll["id"])["version"] == after["version"]


def test_an_archived_circle_s_poll_still_closes(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.hana, circle, closes_in=60)
    town.archive(circle)
    with clock.fixed(clock.now() + timedelta(seconds=61)):
        assert close_due() == 1
    assert look(town.milo, poll["id"])["closed"]


# What leaves with it.


def rows(*tables: type) -> list[int]:
    with reading() as db:
        return [db.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


@pytest.mark.parametrize("named", [False, True])
def test_a_withdrawn_poll_leaves_nothing_in_the_database(town: Town, named: bool) -> None:
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.hana, circle, named=named, closes_in=60)
    choose(town.milo, poll, "Thumb")
    after = do(town.hana, withdraw, poll["id"])
    assert rows(Poll, PollOption, PollVoters, NamedVote) == [0, 0, 0, 0]
    assert look(town.milo, after.id)["poll"] is None
    for doing in (choose, close):
        with pytest.raises((Refused, NotFound)):
            doing(town.hana, poll, *(["Thumb"] if doing is choose else []))
    with clock.fixed(clock.now() + timedelta(seconds=61)):
        assert close_due() == 0


def test_the_words_of_a_poll_stay_as_they_are(town: Town) -> None:
    circle = town.circle(town.hana)
    poll = opened(town.hana, circle)
    with pytest.raises(Refused, match="stay as they are"):
        do(town.hana, edit, poll["id"], "Something else?")


def test_a_message_is_no_poll(town: Town) -> None:
    circle = town.circle(town.hana)
    said = town.say(town.hana, circle)
    with pytest.raises(Refused, match="not a poll"):
        do(town.hana, vote, said.id, ["a" * 16])
    with reading() as db:
        assert db.get_one(Item, said.id).closed_at is None


def on_the_desk(room_id: str) -> list[str]:
    with reading() as db:
        return [one["id"] for one in desk_now(db, db.get_one(Room, room_id))["polls"]]


def test_the_desk_names_the_polls_that_are_open(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    first, second = opened(town.hana, circle), opened(town.hana, circle)
    assert on_the_desk(circle.room_id) == [first["id"], second["id"]]
    do(town.hana, hide, first["id"])
    assert on_the_desk(circle.room_id) == [second["id"]]
    with pytest.raises(Refused, match="hidden"):
        choose(town.hana, first, "Thumb")
    do(town.hana, show_again, first["id"])
    close(town.hana, second)
    assert on_the_desk(circle.room_id) == [first["id"]]
    do(town.hana, withdraw, first["id"])
    assert on_the_desk(circle.room_id) == []
