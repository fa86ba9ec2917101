"""The numbers of a session: what happened in its room, counted twice and never by person."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from community.access.policy import Audience
from community.core.transaction import reading, transaction
from community.rooms.actions.change import react, withdraw
from community.rooms.actions.hiding import hide
from community.rooms.models import Attendance, Item, Reaction, Room
from community.sessions.actions import hosting
from community.sessions.models import HostedSession
from community.transcripts.actions import note_reader
from community.transcripts.models import Transcript
from community.transcripts.numbers import readers, spread
from community.transcripts.recounting import compare, recount_readers
from tests.asked import answer, ask
from tests.doing import do
from tests.town import Evening, Town
from tests.transcripts.counted import HOUR, MINUTE, lasted, numbers, said_at, stay
from tests.transcripts.evenings import close, end, held, make, rows


def test_what_was_said_is_counted_and_who_wrote_it(town: Town) -> None:
    evening = held(town, town.milo, town.otto)
    question = ask(evening)
    said = answer(town.milo, evening, question=question.id)
    answer(town.otto, evening, question=question.id)
    do(town.hana, react, said.id, "👍", on=True)
    do(town.otto, react, said.id, "👍", on=True)
    end(evening)
    found = numbers(evening)
    assert (found["messages"], found["wrote"], found["questions"]) == (3, 3, 1)
    assert (found["answers"], found["reactions"]) == ([[1, 2]], 2)


def test_what_was_taken_back_hidden_or_not_for_everybody_counts_nowhere(town: Town) -> None:
    evening = held(town, town.milo, town.otto)
    back, hidden = town.say(town.milo, evening), town.say(town.otto, evening)
    do(town.hana, react, back.id, "👍", on=True)
    town.say(town.milo, evening, "For hosts.", audience=Audience.HOSTS)
    ask(evening, "Write first.", unseen=True)
    answer(town.milo, evening, "Unseen.")
    end(evening)
    do(town.milo, withdraw, back.id)
    do(town.hana, hide, hidden.id)
    found = numbers(evening)
    assert (found["messages"], found["wrote"], found["reactions"]) == (1, 1, 0)
    assert found["answers"] == [[1, 0]]


def test_a_delivery_is_each_message_times_the_others_who_were_there(town: Town) -> None:
    evening = held(town, town.milo, town.otto)
    items = [town.say(town.milo, evening), town.say(town.otto, evening)]
    end(evening)
    began = lasted(evening)
    said_at(items[0].id, began + 10 * MINUTE)
    said_at(items[1].id, began + 30 * MINUTE)
    stay(town.hana, evening, began - MINUTE, began + HOUR)
    stay(town.hana, evening, began + 5 * MINUTE, began + 20 * MINUTE)  # in a second window
    stay(town.milo, evening, began, began + 20 * MINUTE)
    stay(town.otto, evening, began + 20 * MINUTE, began + 40 * MINUTE)
    found = numbers(evening)
    assert found["deliveries"] == 1 + 1  # Milo's to Hana; Otto's to Hana, as Milo had left
    assert found["present"] == 3


def test_whoever_left_before_it_began_and_said_nothing_was_not_present(town: Town) -> None:
    evening = held(town, town.milo, town.otto)
    end(evening)
    began = lasted(evening)
    stay(town.milo, evening, began - HOUR, began - MINUTE)
    stay(town.otto, evening, began - HOUR, began)
    assert numbers(evening)["present"] == 1


def test_numbers_are_the_same_whenever_stays_are_written_down(town: Town) -> None:
    """At the end it is known only of up to half a minute ago who was there."""
    evening = held(town, town.milo, town.otto)
    said = town.say(town.milo, evening)
    end(evening)
    began = lasted(evening)
    said_at(said.id, began + HOUR - timedelta(seconds=2))
    stay(town.otto, evening, began, began + HOUR - timedelta(seconds=25))
    first = numbers(evening)
    with transaction() as db:
        db.execute(update(Attendance).values(seen_at=began + HOUR + 3 * MINUTE))
    assert numbers(evening) == first
    assert first["deliveries"] == 1


def test_where_nobody_noted_who_was_there_deliveries_are_not_known(town: Town) -> None:
    evening = held(town, town.milo)
    town.say(town.milo, evening)
    end(evening)
    found = numbers(evening)
    assert found["deliveries"] is None
    assert found["present"] == 1  # whoever wrote was there


def test_the_pulse_has_every_minute_and_what_was_said_before_stands_apart(town: Town) -> None:
    evening = held(town, town.milo)
    items = [town.say(town.milo, evening) for _ in range(4)]
    end(evening)
    began = lasted(evening, 3 * MINUTE + timedelta(seconds=1))
    for item, seconds in zip(items, (-5, 0, 59, 180), strict=True):
        said_at(item.id, began + timedelta(seconds=seconds))
    found = numbers(evening)
    assert (found["before"], found["pulse"]) == (1, [2, 0, 0, 1])
    assert found["before"] + sum(found["pulse"]) == found["messages"]


def test_what_is_late_is_counted_apart(town: Town) -> None:
    evening = held(town, town.milo, town.otto)
    said = town.say(town.milo, evening)
    end(evening)
    town.say(town.otto, evening, "Late.")
    do(town.otto, react, said.id, "👍", on=True)
    close(evening)
    first, second = numbers(evening, 1), numbers(evening, 2)
    assert (first["messages"], first["late"], first["late_wrote"]) == (1, 0, 0)
    assert (second["late"], second["late_wrote"]) == (1, 1)
    apart = {"late": 0, "late_wrote": 0}
    assert second | apart == first


def test_a_session_in_which_nothing_was_said_has_numbers_too(town: Town) -> None:
    evening = held(town)
    end(evening)
    found = numbers(evening)
    assert (found["messages"], found["wrote"], found["spread"]) == (0, 0, 0)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=40))
def test_half_of_the_messages_came_from_so_few_and_not_from_fewer(messages: list[int]) -> None:
    few = spread(messages)
    most = sorted(messages, reverse=True)
    assert 2 * sum(most[:few]) >= sum(messages)
    assert 2 * sum(most[: few - 1]) < sum(messages)


def test_both_ways_agree_about_a_wild_evening(town: Town) -> None:
    evening = wild(town, seed=5)
    for number in (1, 2):
        found = numbers(evening, number)
        assert found["messages"] > 30
        assert found["deliveries"] > 30
    assert numbers(evening, 2)["late"] > 0


def wild(town: Town, seed: int) -> Evening:
    """Stays, words and signs of chance, some of them gone, some late, some on the very edge."""
    chance = random.Random(seed)
    people = [town.hana, town.milo, town.otto, town.ada]
    evening = held(town, *people[1:])
    ids = []
    for turn in range(60):
        if turn % 20 == 3:
            ids.append(ask(evening, f"Question {turn}?").id)
        ids.append(town.say(chance.choice(people), evening, f"Word {turn}").id)
    end(evening)
    town.say(town.milo, evening, "Late.")
    close(evening)
    began = lasted(evening)
    seconds = [0, 60, 3_599, 3_540, *(chance.uniform(-200, 3_599) for _ in ids)]
    for item_id, second in zip(ids, seconds, strict=False):
        said_at(item_id, began + timedelta(seconds=second))
    for _ in range(24):
        entered = began + timedelta(seconds=chance.choice([0, 60, chance.uniform(-900, 4_000)]))
        lasts = timedelta(seconds=chance.uniform(0, 2_000))
        stay(chance.choice(people), evening, entered, entered + lasts)
    with transaction() as db:
        gone = Item.id.in_(chance.sample(ids, 5))
        db.execute(update(Item).where(gone).values(withdrawn_at=began))
        for item_id in chance.sample(ids, 20):
            when = began + timedelta(seconds=chance.uniform(0, 5_000))
            row = {"item_id": item_id, "member_id": town.hana.id, "emoji": "👍"}
            db.add(Reaction(**row, created_at=when))
    return evening


def test_numbers_are_kept_with_the_transcript_and_found_again(town: Town) -> None:
    evening = held(town, town.milo)
    said = town.say(town.milo, evening)
    end(evening)
    make()
    (row,) = rows(evening)
    assert row.numbers["messages"] == 1
    with reading() as db:
        both = compare(db, db.get_one(HostedSession, evening.id), row)
    assert both
    assert all(kept == found for kept, found in both.values())
    do(town.milo, withdraw, said.id)
    make()
    assert rows(evening)[0].numbers["messages"] == 0


def test_a_number_that_was_tampered_with_is_found_out(town: Town) -> None:
    evening = held(town, town.milo)
    town.say(town.milo, evening)
    end(evening)
    make()
    with transaction() as db:
        row = db.scalars(select(Transcript)).one()
        row.numbers = row.numbers | {"messages": 2_200_000}
    with reading() as db:
        both = compare(db, db.get_one(HostedSession, evening.id), rows(evening)[0])
    assert [name for name, (kept, found) in both.items() if kept != found] == ["messages"]


def test_readers_are_counted_once_each(town: Town) -> None:
    evening = held(town, town.milo)
    end(evening)
    for person in (town.milo, town.milo, town.hana):
        do(person, note_reader, evening.id)
    with reading() as db:
        assert (readers(db, evening.id), recount_readers(db, evening.id)) == (2, 2)


@pytest.mark.parametrize("who", ["author_id", "member_id", "name", "Milo"])
def test_no_number_is_of_one_person(town: Town, who: str) -> None:
    evening = held(town, town.milo)
    town.say(town.milo, evening)
    end(evening)
    assert who not in str(numbers(evening))
    assert town.milo.id not in str(numbers(evening))


def test_an_evening_without_a_late_lane_has_all_that_was_said(town: Town) -> None:
    """As one has that was brought in from elsewhere: nobody marked its end in the room."""
    evening = held(town, town.milo)
    said = town.say(town.milo, evening)
    do(town.hana, hosting.end, evening.id)
    began = lasted(evening)
    with transaction() as db:
        db.execute(update(Room).where(Room.id == evening.room_id).values(late_from=None))
    said_at(said.id, began + HOUR + 5 * MINUTE)
    found = numbers(evening)
    assert (found["messages"], len(found["pulse"])) == (1, 66)
