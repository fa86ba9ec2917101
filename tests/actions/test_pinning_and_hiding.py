"""What hosts do to messages: on top of the room, or out of everybody's sight, and back again."""

from typing import Any

import pytest

from community.access.policy import Audience, Permission
from community.access.things import History
from community.circles.models import Circle
from community.core import relay
from community.core.errors import Forbidden, Invalid, NotFound, Refused
from community.core.transaction import reading, transaction
from community.notifications import queries as inbox
from community.rooms.actions import edit, react, withdraw
from community.rooms.actions.hiding import hide, show_again
from community.rooms.actions.pinning import pin
from community.rooms.desk import read_desk
from community.rooms.host_log import log_of
from community.rooms.queries import access_room, changes, last_words
from tests.doing import do
from tests.town import Meeting, Person, Town

CANARY = "canary-4711"


@pytest.fixture
def circle(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo)


def desk_of(who: Person, where: Meeting) -> dict[str, Any]:
    actor = who.actor
    with reading() as db:
        return read_desk(db, access_room(db, actor, where.room_id, Permission.ROOM_READ))


def version_of(who: Person, where: Meeting) -> int:
    actor = who.actor
    with reading() as db:
        return access_room(db, actor, where.room_id, Permission.ROOM_READ).version


def all_that_reaches(who: Person, where: Meeting) -> str:
    """Everything somebody's client is ever given of the room."""
    actor = who.actor
    with reading() as db:
        room = access_room(db, actor, where.room_id, Permission.ROOM_READ)
        page, since = changes(db, actor, room, 0), changes(db, actor, room, 1)
        return repr([page, since, read_desk(db, room), last_words(db, actor, [room])])


def shown(who: Person, where: Meeting, item_id: str) -> dict[str, Any]:
    return next(item for item in Town().items(who, where) if item["id"] == item_id)


def told(who: Person) -> list[tuple[str, str, bool]]:
    """Kind of each notice, the reason in the act behind it, and whether that was undone."""
    while relay.run_once():
        pass
    actor = who.actor
    with reading() as db:
        notices = inbox.inbox(db, actor)
        acts = inbox.host_acts(db, notices)
        return [
            (one.kind.value, acts[one.cause].reason, acts[one.cause].undone_at is not None)
            for one in notices
            if one.cause in acts
        ]


def log(who: Person, where: Meeting) -> list[tuple[str, str, bool]]:
    actor = who.actor
    with reading() as db:
        room = access_room(db, actor, where.room_id, Permission.ROOM_HOST)
        return [(one.act.kind.value, one.html, one.holds) for one in log_of(db, actor, room)]


# Pinning.


def test_what_is_pinned_stands_on_the_desk_until_it_is_taken_down(
    town: Town, circle: Meeting
) -> None:
    item = town.say(town.milo, circle, "The **plan** for today").id
    before = version_of(town.milo, circle)
    do(town.hana, pin, item, on=True)
    [pinned] = desk_of(town.milo, circle)["pinned"]
    assert (pinned["id"], pinned["name"], pinned["excerpt"]) == (item, "Milo", "The plan for today")
    assert shown(town.milo, circle, item)["pinned"]
    do(town.hana, pin, item, on=True)
    assert version_of(town.milo, circle) == before + 1, "doing it again changes nothing"
    do(town.hana, pin, item, on=False)
    assert desk_of(town.milo, circle)["pinned"] == []
    assert not shown(town.milo, circle, item)["pinned"]


def test_three_are_pinned_at_most(town: Town, circle: Meeting) -> None:
    items = [town.say(town.hana, circle, f"Message {n}").id for n in range(4)]
    for item in items[:3]:
        do(town.hana, pin, item, on=True)
    with pytest.raises(Refused, match="Three messages are pinned"):
        do(town.hana, pin, items[3], on=True)
    do(town.hana, pin, items[0], on=False)
    do(town.hana, pin, items[3], on=True)
    assert [one["id"] for one in desk_of(town.milo, circle)["pinned"]] == items[1:]


def test_only_what_everybody_reads_can_be_pinned(town: Town, circle: Meeting) -> None:
    private = town.say(town.milo, circle, CANARY, audience=Audience.HOSTS).id
    gone = town.say(town.milo, circle, "Gone").id
    do(town.milo, withdraw, gone)
    for item in (private, gone):
        with pytest.raises(Refused):
            do(town.hana, pin, item, on=True)
    assert desk_of(town.milo, circle)["pinned"] == []


def test_nobody_but_a_host_pins_or_hides(town: Town, circle: Meeting) -> None:
    item = town.say(town.hana, circle, "Mine").id
    for action in (lambda: do(town.milo, pin, item, on=True), lambda: do(town.milo, hide, item)):
        with pytest.raises(Forbidden, match="Only a host"):
            action()
    with pytest.raises(NotFound):
        do(town.otto, hide, item)


def test_the_words_on_the_desk_change_and_go_with_the_message(town: Town, circle: Meeting) -> None:
    item = town.say(town.milo, circle, "First words").id
    do(town.hana, pin, item, on=True)
    do(town.milo, edit, item, "Other words")
    assert desk_of(town.hana, circle)["pinned"][0]["excerpt"] == "Other words"
    do(town.milo, withdraw, item)
    assert desk_of(town.hana, circle)["pinned"] == []


def test_newcomers_read_what_is_pinned_where_the_past_is_kept_from_them(town: Town) -> None:
    circle = town.circle(town.hana)
    with transaction() as db:
        db.get_one(Circle, circle.id).history = History.SINCE_JOINING
    item = town.say(town.hana, circle, "Our agreement").id
    town.bring(town.milo, circle.id, town.hana)
    assert town.items(town.milo, circle) == []
    do(town.hana, pin, item, on=True)
    assert [one["id"] for one in town.items(town.milo, circle)] == [item]


# Hiding.


@pytest.mark.parametrize("reader", ["hana", "milo"])
def test_hidden_words_reach_nobody_not_even_hosts_or_their_writer(
    town: Town, circle: Meeting, reader: str
) -> None:
    item = town.say(town.milo, circle, f"{CANARY} and @hana").id
    town.say(town.hana, circle, "What do you mean?", reply_to=item)
    do(town.hana, pin, item, on=True)
    do(town.milo, react, item, "👍", on=True)
    who: Person = getattr(town, reader)
    assert CANARY in all_that_reaches(who, circle)
    do(town.hana, hide, item, "Off the topic")
    assert CANARY not in all_that_reaches(who, circle)
    line = shown(who, circle, item)
    assert line["hidden"]
    assert (line["html"], line["mentions"], line["reactions"], line["pinned"]) == (
        "",
        [],
        [],
        False,
    )
    assert desk_of(who, circle)["pinned"] == []


def test_who_follows_the_room_is_told_of_the_hiding_and_of_replies_that_quote_it(
    town: Town, circle: Meeting
) -> None:
    item = town.say(town.milo, circle, CANARY).id
    reply = town.say(town.hana, circle, "Indeed", reply_to=item).id
    before = version_of(town.milo, circle)
    do(town.hana, hide, item)
    actor = town.milo.actor
    with reading() as db:
        room = access_room(db, actor, circle.room_id, Permission.ROOM_READ)
        page = changes(db, actor, room, before)
    assert [one["id"] for one in page.items] == [item, reply]
    assert page.items[1]["reply_to"]["excerpt"] == ""
    assert CANARY not in repr(page)


def test_last_words_that_are_hidden_are_not_quoted_on_the_first_page(
    town: Town, circle: Meeting
) -> None:
    item = town.say(town.milo, circle, CANARY).id
    do(town.hana, hide, item)
    actor = town.milo.actor
    with reading() as db:
        room = access_room(db, actor, circle.room_id, Permission.ROOM_READ)
        assert last_words(db, actor, [room])[room.id]["excerpt"] == ""


def test_its_writer_is_told_with_the_reason_and_hosts_read_the_words_in_their_log(
    town: Town, circle: Meeting
) -> None:
    item = town.say(town.milo, circle, CANARY).id
    do(town.hana, hide, item, "  Names of\npatients  ")
    assert told(town.milo) == [("message_hidden", "Names of patients", False)]
    assert told(town.hana) == []
    [(kind, html, holds)] = log(town.hana, circle)
    assert (kind, holds) == ("hide", True)
    assert CANARY in html


def test_shown_again_everything_is_as_it_was(town: Town, circle: Meeting) -> None:
    item = town.say(town.milo, circle, CANARY).id
    reply = town.say(town.hana, circle, "Yes", reply_to=item).id
    do(town.milo, react, item, "👍", on=True)
    before = shown(town.milo, circle, item)
    do(town.hana, hide, item)
    do(town.hana, show_again, item)
    after = shown(town.milo, circle, item)
    assert {**after, "version": 0} == {**before, "version": 0}
    assert CANARY in shown(town.milo, circle, reply)["reply_to"]["excerpt"]
    assert log(town.hana, circle)[0][2] is False
    assert told(town.milo) == [("message_hidden", "", True)]


def test_what_is_hidden_cannot_be_changed_reacted_to_or_pinned(town: Town, circle: Meeting) -> None:
    item = town.say(town.milo, circle, CANARY).id
    do(town.hana, hide, item)
    for change in (
        lambda: do(town.milo, edit, item, "Other words"),
        lambda: do(town.hana, react, item, "👍", on=True),
        lambda: do(town.hana, pin, item, on=True),
    ):
        with pytest.raises(Refused, match="hidden"):
            change()


def test_hidden_words_can_be_withdrawn_and_are_then_gone_from_the_log_too(
    town: Town, circle: Meeting
) -> None:
    item = town.say(town.milo, circle, CANARY).id
    do(town.hana, hide, item)
    do(town.milo, withdraw, item)
    [(_, html, holds)] = log(town.hana, circle)
    assert CANARY not in html
    assert not holds
    assert shown(town.hana, circle, item)["withdrawn"]


def test_hiding_twice_is_one_act_and_a_long_reason_is_refused(town: Town, circle: Meeting) -> None:
    item = town.say(town.milo, circle, CANARY).id
    with pytest.raises(Invalid, match="300"):
        do(town.hana, hide, item, "x" * 301)
    do(town.hana, hide, item, "x" * 300)
    do(town.hana, hide, item, "again")
    assert len(log(town.hana, circle)) == 1
