"""Asking the hosts: privately, with an answer; or without a name, which then nobody can find."""

import json
from collections import Counter
from typing import Any

import pytest

from community.access.policy import Audience
from community.core.database import Base
from community.core.errors import Forbidden, Invalid, NotFound, Refused, SlowDown
from community.core.ids import new_id
from community.core.transaction import database, reading, transaction
from community.rooms.actions import Said, Saying, edit, say, withdraw
from community.rooms.actions.asking_hosts import share
from community.rooms.actions.hiding import hide
from community.rooms.models import Item, Room
from community.rooms.permits import spend_saying
from tests.doing import do
from tests.town import Meeting, Person, Town

CANARY = "canary-4711"


@pytest.fixture
def circle(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo, town.otto)


def nameless(who: Person, where: Meeting, body: str = CANARY, **more: Any) -> Saying:
    given: dict[str, Any] = {"client_key": new_id(), "audience": Audience.HOSTS, **more}
    return Saying(actor=who.actor, room_id=where.room_id, body=body, nameless=True, **given)


def ask_without_a_name(who: Person, where: Meeting, body: str = CANARY) -> Said:
    saying = nameless(who, where, body)
    with transaction() as db:
        return say(db, saying)


def ids(who: Person, where: Meeting) -> list[str]:
    return [item["id"] for item in Town().items(who, where)]


def everything_stored() -> Counter[str]:
    """Each row of each table, in words."""
    with database().engine.connect() as connection:
        return Counter(
            f"{table.name} {json.dumps(dict(row), default=str, sort_keys=True)}"
            for table in Base.metadata.sorted_tables
            for row in connection.execute(table.select()).mappings()
        )


# With a name, between the asker and the hosts.


def test_an_answer_of_a_host_reaches_who_asked_and_nobody_else(town: Town, circle: Meeting) -> None:
    question = town.say(town.milo, circle, "May I leave early?", audience=Audience.HOSTS).id
    answer = town.say(town.hana, circle, "Of course", reply_to=question).id
    thanks = town.say(town.milo, circle, "Thank you", reply_to=answer).id
    more = town.say(town.hana, circle, "Until next week", reply_to=thanks).id
    assert ids(town.milo, circle) == [question, answer, thanks, more]
    assert ids(town.hana, circle) == [question, answer, thanks, more]
    assert ids(town.otto, circle) == []
    shown = {item["id"]: item for item in town.items(town.milo, circle)}
    assert [shown[one]["to"] for one in (question, answer, more)] == [
        None,
        town.milo.id,
        town.milo.id,
    ]


def test_what_hosts_say_among_themselves_reaches_no_member(town: Town, circle: Meeting) -> None:
    question = town.say(town.milo, circle, "May I leave early?", audience=Audience.HOSTS).id
    town.say(town.hana, circle, CANARY, audience=Audience.HOSTS)
    assert ids(town.milo, circle) == [question]


# Without a name.


def test_a_question_without_a_name_has_no_author_for_hosts_nor_for_who_asked(
    town: Town, circle: Meeting
) -> None:
    asked = ask_without_a_name(town.milo, circle).id
    [line] = town.items(town.hana, circle)
    assert (line["id"], line["nameless"]) == (asked, True)
    assert line["author"]["id"] == line["author"]["handle"] == ""
    assert line["to"] is None
    assert ids(town.milo, circle) == ids(town.otto, circle) == []
    with reading() as db:
        item = db.get_one(Item, asked)
        assert (item.author_id, item.to_id, item.mentions) == (None, None, {})


def test_no_row_that_is_written_then_names_who_asked(town: Town, circle: Meeting) -> None:
    before = everything_stored()
    ask_without_a_name(town.milo, circle, f"{CANARY} @hana")
    written = everything_stored() - before
    assert any(CANARY in row for row in written)
    for row in written:
        assert town.milo.id not in row
        assert "milo" not in row.lower()


def test_nothing_about_it_depends_on_who_asked(town: Town) -> None:
    """Milo asks in one circle, Otto in another: hosts are given the same."""
    seen = []
    for asker in (town.milo, town.otto):
        circle = town.circle(town.hana, town.milo, town.otto)
        ask_without_a_name(asker, circle, f"{CANARY} @hana @milo @otto")
        [line] = town.items(town.hana, circle)
        seen.append({**line, "id": "", "room": "", "at": ""})
    assert seen[0] == seen[1]


def test_it_cannot_be_changed_taken_back_or_found_again_by_who_asked(
    town: Town, circle: Meeting
) -> None:
    asked = ask_without_a_name(town.milo, circle).id
    with pytest.raises(NotFound):
        do(town.milo, edit, asked, "Other words")
    with pytest.raises(NotFound):
        do(town.milo, withdraw, asked)


def test_the_same_key_again_asks_it_once(town: Town, circle: Meeting) -> None:
    key = new_id()
    for _ in range(2):
        with transaction() as db:
            say(db, nameless(town.milo, circle, client_key=key))
    assert len(town.items(town.hana, circle)) == 1


def test_it_is_asked_of_the_hosts_alone_and_as_no_reply(town: Town, circle: Meeting) -> None:
    with pytest.raises(Invalid, match="only ask the hosts"), transaction() as db:
        say(db, nameless(town.milo, circle, audience=Audience.EVERYONE))
    mine = town.say(town.milo, circle, "Privately", audience=Audience.HOSTS).id
    with pytest.raises(Invalid, match="no reply"):
        nameless(town.milo, circle, reply_to=mine)
    with pytest.raises(Invalid):
        nameless(town.milo, circle, files=(new_id(),))
    assert len(town.items(town.hana, circle)) == 1


def test_hosts_may_take_none(town: Town, circle: Meeting) -> None:
    with transaction() as db:
        db.get_one(Room, circle.room_id).nameless = False
    with pytest.raises(Refused, match="no questions without a name"):
        ask_without_a_name(town.milo, circle)


def test_three_in_ten_minutes_are_enough(town: Town, circle: Meeting) -> None:
    for _ in range(3):
        spend_saying(nameless(town.milo, circle))
    with pytest.raises(SlowDown) as problem:
        spend_saying(nameless(town.milo, circle))
    assert 0 < problem.value.retry_after <= 200
    spend_saying(nameless(town.otto, circle))


# Shared with everybody.


def test_shared_it_is_read_by_everybody_still_without_a_name(town: Town, circle: Meeting) -> None:
    asked = ask_without_a_name(town.milo, circle).id
    note = town.say(town.hana, circle, "Shall we?", reply_to=asked).id
    do(town.hana, share, asked)
    for who in (town.milo, town.otto):
        [line] = town.items(who, circle)
        assert (line["id"], line["author"]["id"], line["audience"]) == (asked, "", "everyone")
        assert CANARY in line["html"]
    assert ids(town.hana, circle) == [asked, note]
    town.say(town.hana, circle, "The answer is yes", reply_to=asked)
    assert len(ids(town.otto, circle)) == 2


def test_only_what_has_no_name_is_shared_and_only_by_hosts(town: Town, circle: Meeting) -> None:
    named = town.say(town.milo, circle, CANARY, audience=Audience.HOSTS).id
    asked = ask_without_a_name(town.milo, circle).id
    with pytest.raises(Refused, match="without a name"):
        do(town.hana, share, named)
    with pytest.raises(NotFound):
        do(town.otto, share, asked)
    do(town.hana, hide, asked)
    with pytest.raises(Refused, match="hidden"):
        do(town.hana, share, asked)
    assert ids(town.otto, circle) == []
    do(town.hana, share, ask_without_a_name(town.milo, circle).id)
    with pytest.raises(Forbidden):
        do(town.otto, share, ids(town.otto, circle)[0])
