"""What a poll without names keeps to itself: in what is shown, and in what is stored."""

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from community.core.database import Base
from community.core.errors import Refused
from community.core.transaction import database
from community.rooms.poll_models import PollWay
from tests.counting import counted
from tests.polling import choose, close, look, opened, sums
from tests.town import Meeting, Person, Town

OPTIONS = ("Thumb", "Wrist", "Elbow")
POINTS = 10
PEOPLE = 8
Ballot = dict[str, int]

single = st.sampled_from(OPTIONS).map(lambda text: {text: 1})
many = st.sets(st.sampled_from(OPTIONS), min_size=1).map(lambda texts: dict.fromkeys(texts, 1))
points = st.dictionaries(st.sampled_from(OPTIONS), st.integers(1, 3), min_size=1)
BALLOTS = {PollWay.SINGLE: single, PollWay.MANY: many, PollWay.POINTS: points}


class Model:
    """A poll as simple as can be: everybody's ballot, in the order in which they came."""

    def __init__(self, named: bool, live: bool) -> None:
        self.named, self.live, self.closed = named, live, False
        self.ballots: dict[int, Ballot] = {}

    def vote(self, who: int, ballot: Ballot) -> bool:
        if who in self.ballots and not self.named:
            return False
        self.ballots[who] = ballot
        return True

    def seen(self) -> dict[str, int] | None:
        given = list(self.ballots.values())
        if self.named:
            return added(given) if self.live or self.closed else None
        if self.closed:
            return added(given) if len(given) >= 3 else None
        steps_behind = len(given) // 3 - 1
        return added(given[: 3 * steps_behind]) if self.live and steps_behind > 0 else None


def added(ballots: list[Ballot]) -> dict[str, int]:
    whole: Counter[str] = Counter(dict.fromkeys(OPTIONS, 0))
    for ballot in ballots:
        whole.update(ballot)
    return dict(whole)


def shown(item: dict[str, Any]) -> dict[str, int | None] | None:
    found = sums(item)
    assert (item["poll"]["counted"] is None) == (None in found.values())
    return None if None in found.values() else found


def cast(person: Person, item: dict[str, Any], ballot: Ballot, way: PollWay) -> bool:
    try:
        choose(person, item, **ballot) if way is PollWay.POINTS else choose(person, item, *ballot)
    except Refused:
        return False
    return True


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
@pytest.mark.parametrize("way", list(PollWay))
def test_sums_are_those_of_a_simple_model(town: Town, way: PollWay, data: st.DataObject) -> None:
    people, circle = crowd(town)
    named, live = data.draw(st.booleans()), data.draw(st.booleans())
    model = Model(named, live)
    poll = opened(town.hana, circle, "?", *OPTIONS, way=way, points=POINTS, named=named, live=live)
    votes = data.draw(st.lists(st.tuples(st.integers(0, PEOPLE - 1), BALLOTS[way]), max_size=10))
    for who, ballot in votes:
        assert cast(people[who], poll, ballot, way) == model.vote(who, ballot)
        now = look(town.hana, poll["id"])
        assert shown(now) == model.seen()
        assert now["poll"]["voters"] == len(model.ballots)
    model.closed = True
    assert shown(close(town.hana, poll)) == model.seen()


_crowds: dict[int, tuple[list[Person], Meeting]] = {}


def crowd(town: Town) -> tuple[list[Person], Meeting]:
    """Made once for all examples of a test."""
    if id(town) not in _crowds:
        people = [town.person(f"Nell {number}") for number in range(PEOPLE)]
        _crowds.clear()
        _crowds[id(town)] = people, town.circle(town.hana, *people)
    return _crowds[id(town)]


def test_any_two_sums_that_are_seen_lie_three_voters_apart(town: Town) -> None:
    people, circle = crowd(town)
    for number in range(PEOPLE + 1):
        poll = opened(town.hana, circle, live=True)
        seen: list[int] = [0]
        for person in people[:number]:
            choose(person, poll, "Thumb")
            seen.append(look(town.hana, poll["id"])["poll"]["counted"] or 0)
        seen.append(close(town.hana, poll)["poll"]["counted"] or 0)
        steps = [later - earlier for earlier, later in pairwise(seen)]
        assert all(step == 0 or step >= 3 for step in steps), (number, seen)
        assert seen[-1] == (number if number >= 3 else 0)


# What is stored.


def poll_rows(item: dict[str, Any], people: list[Person]) -> list[str]:
    """Every row of the poll's tables, with ids by what they stand for, in the order they lie."""
    names = {item["id"]: "poll"} | {person.id: person.name for person in people}
    names |= {option["id"]: option["text"] for option in item["poll"]["options"]}
    found = []
    with database().engine.connect() as connection:
        for table in ("polls", "poll_options", "poll_voters", "named_votes"):
            key = "option_id" if table == "named_votes" else "item_id"
            rows = connection.execute(Base.metadata.tables[table].select())
            for row in rows:
                if getattr(row, key) in names:
                    found.append(f"{table} {tuple(row)}")
    for known, name in names.items():
        found = [row.replace(known, name) for row in found]
    return found


@pytest.mark.parametrize("live", [False, True])
def test_who_chose_what_is_not_in_the_database(town: Town, live: bool) -> None:
    """The same people choosing the other way round leave the same rows."""
    people, circle = crowd(town)
    one, other = (opened(town.hana, circle, "?", *OPTIONS, live=live) for _ in range(2))
    for number, person in enumerate(people[:6]):
        choose(person, one, OPTIONS[number % 3])
    for number, person in reversed(list(enumerate(people[:6]))):
        choose(person, other, OPTIONS[(number + 1) % 3])
    stored = poll_rows(one, people)
    # The rows of options lie in the order of their ids, which is by chance.
    assert sorted(stored) == sorted(poll_rows(other, people))
    assert [row for row in stored if row.startswith("poll_voters")]
    assert not [row for row in stored if row.startswith("named_votes")]


def test_no_row_anywhere_holds_both_a_voter_and_a_choice(town: Town) -> None:
    people, circle = crowd(town)
    poll = opened(town.hana, circle)
    with counted() as statements:
        choose(people[0], poll, "Wrist")
    assert not [one for one in statements if "INSERT INTO" in one], "a vote adds no row"
    options = {option["id"] for option in poll["poll"]["options"]}
    with database().engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in map(str, connection.execute(table.select())):
                assert people[0].id not in row or not any(one in row for one in options), row


def test_rows_of_a_poll_are_all_written_by_the_last_vote(town: Town) -> None:
    """PostgreSQL shows with each row which transaction wrote it; SQLite has no such thing."""
    written = "'once'" if database().is_sqlite else "xmin::text"
    people, circle = crowd(town)
    poll = opened(town.hana, circle)
    for person in people[:4]:
        choose(person, poll, "Elbow")
        with database().engine.connect() as connection:
            for table in ("poll_options", "poll_voters"):
                find = text(f"SELECT DISTINCT {written} FROM {table} WHERE item_id = :id")  # noqa: S608
                assert len(connection.execute(find, {"id": poll["id"]}).all()) == 1


def test_the_log_says_nothing_of_a_vote(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    people, circle = crowd(town)
    poll = opened(town.hana, circle)
    with caplog.at_level("DEBUG"):
        choose(people[0], poll, "Elbow")
    assert not [line for line in caplog.messages if people[0].id in line or "Elbow" in line]


def test_a_named_poll_shows_who_chose_what_and_no_other_does(town: Town) -> None:
    people, circle = crowd(town)
    named = opened(town.hana, circle, named=True, live=True)
    choose(people[0], named, "Thumb")
    assert [row for row in poll_rows(named, people) if row.startswith("named_votes ('Thumb'")]
    assert look(town.hana, named["id"])["poll"]["options"][0]["members"][0]["name"] == "Nell 0"
