"""Changing, withdrawing and reacting: each gives the item, and what quotes it, a new version."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select

from community.access.policy import Audience, Permission, Visibility
from community.core import transaction
from community.core.errors import Forbidden, Invalid, NotFound, Refused
from community.core.transaction import reading
from community.rooms import actions
from community.rooms.models import Item, Reaction
from community.rooms.queries import access_room, changes
from tests.doing import at_once, do, refusals
from tests.town import Meeting, Person, Town

HIDDEN, HOSTS = Visibility.HIDDEN, Audience.HOSTS


def since(who: Person, where: Meeting, version: int) -> list[dict[str, object]]:
    with reading() as db:
        room = access_room(db, who.actor, where.room_id, Permission.ROOM_READ)
        return changes(db, who.actor, room, version).items


def test_new_words_take_the_place_of_the_old_ones(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    said = town.say(town.milo, circle, "Cold water")
    do(town.milo, actions.edit, said.id, "Warm water")
    (item,) = since(town.hana, circle, said.version)
    assert item["html"] == "<p>Warm water</p>\n"
    assert (item["edited"], item["position"], item["version"]) == (True, 1, 3)


def test_the_same_words_again_change_nothing(town: Town) -> None:
    circle = town.circle(town.hana)
    said = town.say(town.hana, circle, "Warm water")
    do(town.hana, actions.edit, said.id, " Warm water \n")
    assert since(town.hana, circle, said.version) == []


@pytest.mark.parametrize("body", ["", " \n ", "\u200d", "a" * 4001])
def test_an_edit_that_cannot_be_used_is_refused(town: Town, body: str) -> None:
    circle = town.circle(town.hana)
    said = town.say(town.hana, circle)
    with pytest.raises(Invalid):
        do(town.hana, actions.edit, said.id, body)
    assert since(town.hana, circle, said.version) == []


@pytest.mark.parametrize("visibility", Visibility)
def test_only_its_writer_changes_a_message_and_outsiders_learn_nothing(
    town: Town, visibility: Visibility
) -> None:
    circle = town.circle(town.hana, town.milo, visibility=visibility)
    said = town.say(town.milo, circle)
    with pytest.raises(Forbidden):
        do(town.hana, actions.edit, said.id, "Not his words")
    with pytest.raises(Forbidden):
        do(town.hana, actions.withdraw, said.id)
    for action, given in ((actions.edit, ["x"]), (actions.withdraw, []), (actions.react, ["👍"])):
        with pytest.raises(NotFound) as there:
            do(town.otto, action, said.id, *given, **({"on": True} if given == ["👍"] else {}))  # type: ignore[arg-type]
        with pytest.raises(NotFound) as nowhere:
            do(town.otto, action, "a" * 16, *given, **({"on": True} if given == ["👍"] else {}))  # type: ignore[arg-type]
        assert str(there.value) == str(nowhere.value)


def test_who_left_can_no_longer_change_what_they_wrote(town: Town) -> None:
    from community.circles.actions import leave

    circle = town.circle(town.hana, town.milo)
    said = town.say(town.milo, circle)
    do(town.milo, leave, circle.id)
    with pytest.raises(NotFound):
        do(town.milo, actions.edit, said.id, "From outside")


def test_a_reply_changes_with_what_it_quotes(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    said = town.say(town.milo, circle, "Cold water")
    town.say(town.hana, circle, "Warm!", reply_to=said.id)
    last = town.say(town.hana, circle, "Something else")
    do(town.milo, actions.edit, said.id, "Warm water")
    changed = since(town.milo, circle, last.version)
    assert [(item["position"], item["version"]) for item in changed] == [(1, 5), (2, 6)]
    assert changed[1]["reply_to"]["excerpt"] == "Warm water"  # type: ignore[index]


def test_a_withdrawn_message_keeps_its_place_and_nothing_else(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    said = town.say(town.milo, circle, "CANARY @hana")
    reply = town.say(town.hana, circle, "Why?", reply_to=said.id)
    do(town.hana, actions.react, said.id, "👍", on=True)
    do(town.milo, actions.withdraw, said.id)
    gone, quoting = since(town.hana, circle, reply.version)
    assert (gone["withdrawn"], gone["html"], gone["mentions"], gone["reactions"]) == (
        True,
        "",
        [],
        [],
    )
    assert quoting["reply_to"]["excerpt"] == ""  # type: ignore[index]
    assert "CANARY" not in repr(town.items(town.hana, circle))
    with reading() as db:
        assert db.get_one(Item, said.id).body == ""
        assert not list(db.scalars(select(Reaction)))


def test_withdrawing_again_changes_nothing_and_nothing_can_be_added_to_it(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    said = town.say(town.milo, circle)
    version = do(town.milo, actions.withdraw, said.id).version
    assert do(town.milo, actions.withdraw, said.id).version == version
    with pytest.raises(Refused, match="withdrawn"):
        do(town.milo, actions.edit, said.id, "Once more")
    with pytest.raises(Refused, match="withdrawn"):
        do(town.hana, actions.react, said.id, "👍", on=True)


def test_withdrawn_and_replaced_words_are_nowhere_in_the_database_file(town: Town) -> None:
    if not transaction.database().is_sqlite:
        pytest.skip("PostgreSQL keeps its own house")
    path = Path(str(transaction.database().engine.url.database))
    circle = town.circle(town.hana, town.milo)
    long = "and some more words, so that pages overflow " * 60
    gone = town.say(town.milo, circle, f"CANARY-GONE {long}")
    changed = town.say(town.milo, circle, f"CANARY-CHANGED {long}")
    kept = town.say(town.milo, circle, f"CANARY-KEPT {long}")
    town.say(town.hana, circle, "I see", reply_to=gone.id)
    do(town.milo, actions.withdraw, gone.id)
    do(town.milo, actions.edit, changed.id, "Other words")
    assert kept.id
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    everything = b"".join(file.read_bytes() for file in path.parent.glob("comentor.db*"))
    assert b"CANARY-KEPT" in everything
    assert b"CANARY-GONE" not in everything
    assert b"CANARY-CHANGED" not in everything


def test_one_reacts_and_takes_it_back_and_doing_so_again_changes_nothing(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    said = town.say(town.milo, circle)
    versions = [
        do(town.hana, actions.react, said.id, "👍", on=on).version
        for on in (True, True, False, False, True)
    ]
    assert versions == [3, 3, 4, 4, 5]
    (item,) = since(town.milo, circle, 1)
    assert item["reactions"] == [{"emoji": "👍", "count": 1, "members": [town.hana.id]}]


def test_one_reacts_in_at_most_three_ways_with_the_signs_there_are(town: Town) -> None:
    circle = town.circle(town.hana)
    said = town.say(town.hana, circle)
    for emoji in ("👍", "💡", "🎉"):
        do(town.hana, actions.react, said.id, emoji, on=True)
    with pytest.raises(Refused, match="at most 3"):
        do(town.hana, actions.react, said.id, "😄", on=True)
    for emoji in ("🖕", "", "x" * 5000, "\0"):
        with pytest.raises(Invalid):
            do(town.hana, actions.react, said.id, emoji, on=True)
    do(town.hana, actions.react, said.id, "👍", on=True)
    assert [r["emoji"] for r in town.items(town.hana, circle)[0]["reactions"]] == ["👍", "💡", "🎉"]


def test_reactions_stand_in_the_order_of_their_first_use(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    said = town.say(town.hana, circle)
    for who, emoji in ((town.hana, "💡"), (town.milo, "👍"), (town.otto, "💡")):
        do(who, actions.react, said.id, emoji, on=True)
    shown = town.items(town.hana, circle)[0]["reactions"]
    assert [(reaction["emoji"], reaction["count"]) for reaction in shown] == [("💡", 2), ("👍", 1)]


def test_withdrawing_wins_over_whatever_happens_at_the_same_moment(town: Town) -> None:
    hana, milo = town.hana, town.milo
    circle = town.circle(hana, milo)
    for _ in range(8):
        said = town.say(milo, circle, "CANARY")
        answers = at_once(
            lambda item=said.id: do(milo, actions.withdraw, item),  # type: ignore[misc]
            lambda item=said.id: do(milo, actions.edit, item, "CANARY again"),  # type: ignore[misc]
            lambda item=said.id: do(hana, actions.react, item, "👍", on=True),  # type: ignore[misc]
        )
        assert set(refusals(answers)) <= {"Refused"}
        with reading() as db:
            item = db.get_one(Item, said.id)
            assert (item.withdrawn_at is not None, item.body) == (True, "")
            assert not list(db.scalars(select(Reaction).where(Reaction.item_id == said.id)))


def test_what_is_told_live_is_never_older_than_its_version(town: Town) -> None:
    """An edit and a reaction at once: the higher version carries both, or words would be lost."""
    from community.core import events
    from community.rooms.events import RoomChanged

    told: list[RoomChanged] = []
    events.after(RoomChanged, told.append)
    hana, milo = town.hana, town.milo
    circle = town.circle(hana, milo)
    try:
        for step in range(8):
            said = town.say(milo, circle, "Old words")
            at_once(
                lambda item=said.id, step=step: do(milo, actions.edit, item, f"New {step}"),  # type: ignore[misc]
                lambda item=said.id: do(hana, actions.react, item, "👍", on=True),  # type: ignore[misc]
            )
            items = [one.shown for event in told for one in event.items]
            shown = [item for item in items if item["id"] == said.id]
            newest = max(shown, key=lambda item: int(item["version"]))
            assert newest == town.items(hana, circle)[-1]
    finally:
        events._after[RoomChanged].remove(told.append)
