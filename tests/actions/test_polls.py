"""Polls: opened by hosts and members, and voted in once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.core import clock
from community.core.errors import Forbidden, Invalid, NotFound, Refused, SlowDown
from community.core.transaction import reading, transaction
from community.rooms.models import Room
from community.rooms.poll_models import PollOption, PollWay
from community.rooms.polls.closing import close_due
from community.rooms.polls.opening import open_pulse
from community.rooms.polls.rules import NewPoll
from community.rooms.polls.voting import vote
from tests.doing import at_once, do
from tests.polling import choose, close, look, opened, sums, voted
from tests.town import Town

HOUR, DAY = 3_600, 86_400


def test_a_poll_is_an_item_that_everybody_in_the_room_reads(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.hana, circle, "Which **splint**?", "Thumb", "Wrist")
    read = town.items(town.milo, circle)[-1]
    assert read == poll
    assert (poll["kind"], poll["closed"], poll["position"]) == ("poll", False, 1)
    assert "<strong>splint</strong>" in poll["html"]
    assert sums(poll) == {"Thumb": None, "Wrist": None}
    with pytest.raises(NotFound):
        look(town.otto, poll["id"])


def test_the_same_client_key_opens_one_poll(town: Town) -> None:
    circle = town.circle(town.hana)
    first = opened(town.hana, circle, key="the-same-key")
    assert opened(town.hana, circle, key="the-same-key")["id"] == first["id"]
    assert len(town.items(town.hana, circle)) == 1


def test_by_name_the_last_vote_counts_and_everybody_sees_it(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.hana, circle, named=True, live=True)
    choose(town.hana, poll, "Thumb")
    choose(town.milo, poll, "Thumb")
    after = choose(town.milo, poll, "Wrist")
    assert sums(after) == {"Thumb": 1, "Wrist": 1, "Elbow": 0}
    assert after["poll"]["voters"] == after["poll"]["counted"] == 2
    names = [[one["name"] for one in option["members"]] for option in after["poll"]["options"]]
    assert names == [["Hana"], ["Milo"], []]
    assert list(voted(town.milo, poll) or {}) == [poll["poll"]["options"][1]["id"]]


def test_the_same_vote_again_changes_nothing(town: Town) -> None:
    circle = town.circle(town.hana)
    poll = opened(town.hana, circle, named=True)
    first = choose(town.hana, poll, "Thumb")
    assert choose(town.hana, poll, "Thumb")["version"] == first["version"]


def test_without_names_one_vote_each_and_for_good(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.hana, circle)
    assert voted(town.milo, poll) is None
    choose(town.milo, poll, "Thumb")
    with pytest.raises(Refused, match="voted already"):
        choose(town.milo, poll, "Wrist")
    assert voted(town.milo, poll) == {}, "that one has voted is told, what is not"
    assert voted(town.hana, poll) is None


@pytest.mark.parametrize("named", [False, True])
def test_sums_stay_unseen_until_it_is_closed(town: Town, named: bool) -> None:
    people = [town.milo, *(town.person(f"Nell {number}") for number in range(3))]
    circle = town.circle(town.hana, *people)
    poll = opened(town.hana, circle, named=named)
    for person in people:
        seen = choose(person, poll, "Thumb")
        assert set(sums(seen).values()) == {None}
        assert not any(option["members"] for option in seen["poll"]["options"])
    assert seen["poll"]["voters"] == 4
    after = close(town.hana, poll)
    assert sums(after) == {"Thumb": 4, "Wrist": 0, "Elbow": 0}
    assert len(after["poll"]["options"][0]["members"]) == (4 if named else 0)


def test_fewer_than_three_give_no_sums_without_names(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.hana, circle)
    for person in (town.hana, town.milo):
        choose(person, poll, "Wrist")
    after = close(town.hana, poll)
    assert set(sums(after).values()) == {None}
    assert (after["poll"]["voters"], after["poll"]["counted"]) == (2, None)


def test_many_and_points_add_up(town: Town) -> None:
    people = [town.person(f"Nell {number}") for number in range(3)]
    circle = town.circle(town.hana, *people)
    many = opened(town.hana, circle, way=PollWay.MANY)
    points = opened(town.hana, circle, way=PollWay.POINTS, points=10)
    for person in people:
        choose(person, many, "Thumb", "Elbow")
        choose(person, points, Thumb=7, Wrist=3)
    assert sums(close(town.hana, many)) == {"Thumb": 3, "Wrist": 0, "Elbow": 3}
    assert sums(close(town.hana, points)) == {"Thumb": 21, "Wrist": 9, "Elbow": 0}


@pytest.mark.parametrize(
    ("way", "choices", "said"),
    [
        (PollWay.SINGLE, [], "choose something"),
        (PollWay.SINGLE, ["Thumb", "Wrist"], "one option only"),
        (PollWay.MANY, [], "choose something"),
        (PollWay.MANY, ["Toe"], "not in the poll"),
        (PollWay.SINGLE, {"Thumb": 1}, "points by option"),
        (PollWay.POINTS, ["Thumb"], "points by option"),
        (PollWay.POINTS, {"Thumb": 0}, "at least one"),
        (PollWay.POINTS, {"Thumb": 6, "Wrist": 5}, "10 points to give; this is 11"),
        (PollWay.POINTS, {"Toe": 5}, "not in the poll"),
    ],
)
def test_a_wrong_vote_is_refused_with_a_sentence(
    town: Town, way: PollWay, choices: list[str] | dict[str, int], said: str
) -> None:
    circle = town.circle(town.hana)
    poll = opened(town.hana, circle, way=way, points=10)
    ids = {option["text"]: option["id"] for option in poll["poll"]["options"]} | {"Toe": "a" * 16}
    given = (
        {ids[text]: number for text, number in choices.items()}
        if isinstance(choices, dict)
        else [ids[text] for text in choices]
    )
    with pytest.raises(Invalid, match=said):
        do(town.hana, vote, poll["id"], given)
    assert look(town.hana, poll["id"])["poll"]["voters"] == 0


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"options": ["One"]}, "2 to 12"),
        ({"options": [str(number) for number in range(13)]}, "2 to 12"),
        ({"options": ["Tea", "  "]}, "2 to 12"),
        ({"options": ["Café", " cafe "]}, "the same"),
        ({"options": ["Tea", "x" * 201]}, "200"),
        ({"body": "  "}, "about"),
        ({"body": "x" * 501}, "500"),
        ({"way": PollWay.POINTS, "points": 1}, "2 to 100"),
        ({"way": PollWay.POINTS, "points": 101}, "2 to 100"),
    ],
)
def test_a_poll_has_bounds(more: dict[str, object], said: str) -> None:
    given: dict[str, object] = {"body": "Tea?", "options": ["Yes", "No"], **more}
    with pytest.raises(Invalid, match=said):
        NewPoll(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize("named", [False, True])
def test_fifty_presses_at_the_same_moment_count_once(town: Town, named: bool) -> None:
    circle = town.circle(town.hana, town.milo)
    poll = opened(town.hana, circle, named=named, live=True)
    ids = [option["id"] for option in poll["poll"]["options"]]
    actor = town.milo.actor

    def press(option: str) -> None:
        with transaction() as db:
            vote(db, actor, poll["id"], [option])

    answers = at_once(*[lambda number=n: press(ids[number % 3]) for n in range(50)])
    faults = [one for one in answers if isinstance(one, Exception) and not isinstance(one, Refused)]
    assert not faults
    with reading() as db:
        tallies = db.scalars(select(PollOption.tally)).all()
    assert sum(tallies) == 1
    assert look(town.hana, poll["id"])["poll"]["voters"] == 1


def test_fifty_people_at_the_same_moment_are_all_counted(town: Town) -> None:
    people = [town.person(f"Nell {number:02d}") for number in range(50)]
    circle = town.circle(town.hana, *people)
    poll = opened(town.hana, circle, live=True)
    ids = [option["id"] for option in poll["poll"]["options"]]

    def press(person: object, option: str) -> None:
        with transaction() as db:
            vote(db, person, poll["id"], [option])  # type: ignore[arg-type]

    actors = [person.actor for person in people]
    answers = at_once(*[lambda n=n: press(actors[n], ids[n % 2]) for n in range(50)])
    assert [one for one in answers if one is not None] == []
    after = close(town.hana, poll)
    assert sums(after) == {"Thumb": 25, "Wrist": 25, "Elbow": 0}


def test_members_open_polls_with_a_last_moment_and_two_at_a_time(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    with pytest.raises(Invalid, match="when your poll closes"):
        opened(town.milo, circle)
    with pytest.raises(Invalid, match="an hour to 60 days"):
        opened(town.milo, circle, closes_in=60)
    first = opened(town.milo, circle, closes_in=DAY)
    opened(town.milo, circle, closes_in=HOUR)
    with pytest.raises(Refused, match="polls of yours"):
        opened(town.milo, circle, closes_in=DAY)
    close(town.milo, first)
    opened(town.milo, circle, closes_in=60 * DAY)


def test_who_is_outside_opens_none(town: Town) -> None:
    circle = town.circle(town.hana)
    with pytest.raises(Forbidden):
        opened(town.otto, circle, closes_in=DAY)


def test_polls_of_members_wait_in_slow_mode(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    with transaction() as db:
        db.get_one(Room, circle.room_id).slow_seconds = 60
    town.say(town.milo, circle)
    with pytest.raises(SlowDown):
        opened(town.milo, circle, closes_in=DAY)
    opened(town.hana, circle)
    opened(town.hana, circle)


def test_a_room_holds_twenty_open_polls(town: Town) -> None:
    circle = town.circle(town.hana)
    for _ in range(20):
        opened(town.hana, circle)
    with pytest.raises(Refused, match="20 open polls"):
        opened(town.hana, circle)


def test_the_pulse_is_one_press_for_hosts(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    with pytest.raises(Forbidden):
        do(town.milo, open_pulse, circle.room_id, "a-key-of-milo")
    item = do(town.hana, open_pulse, circle.room_id, "a-key-of-hana")
    again = do(town.hana, open_pulse, circle.room_id, "a-key-of-hana")
    assert item.id == again.id
    with pytest.raises(Refused, match="a moment ago"):
        do(town.hana, open_pulse, circle.room_id, "another-key")
    shown = look(town.milo, item.id)
    assert list(sums(shown)) == ["Good", "Slower, please", "Faster, please", "I am lost"]
    assert (shown["poll"]["live"], shown["poll"]["named"]) == (True, False)
    with clock.fixed(clock.now() + timedelta(seconds=61)):
        assert close_due() == 1
    assert look(town.milo, item.id)["closed"]
    assert do(town.hana, open_pulse, circle.room_id, "another-key").id != item.id
