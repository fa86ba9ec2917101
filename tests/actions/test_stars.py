"""Keeping a message for one's own notes: told to nobody, and gone when one may not read it."""

import pytest

from community.access.policy import Audience, Permission
from community.circles.actions import leave
from community.core import clock
from community.core.errors import Invalid, NotFound, Refused
from community.core.transaction import reading, transaction
from community.members.actions import change_profile
from community.rooms import stars as star_rules
from community.rooms.actions import starring, withdraw
from community.rooms.actions.starring import star, unstar
from community.rooms.models import Item
from community.rooms.queries import access_room, changes
from community.rooms.stars import RoomNotes, as_markdown, my_notes
from community.sessions.actions import inviting
from community.sessions.actions.coming import enter
from tests.doing import do
from tests.invited import hidden_evening
from tests.town import Meeting, Person, Town


def notes(who: Person) -> list[RoomNotes]:
    with reading() as db:
        return my_notes(db, who.actor)


def noted(who: Person) -> list[tuple[str, str]]:
    return [(note.item.body, note.star.note) for one in notes(who) for note in one.notes]


def version(who: Person, where: Meeting) -> int:
    with reading() as db:
        return access_room(db, who.actor, where.room_id, Permission.ROOM_READ).version


def test_what_one_keeps_stands_by_room_the_newest_first(town: Town) -> None:
    splints = town.circle(town.hana, town.milo)
    clay = town.circle(town.hana, town.milo, name="Clay")
    said = {
        words: town.say(town.hana, where, words)
        for words, where in (("first", splints), ("second", splints), ("third", clay))
    }
    for words in ("second", "third", "first"):
        do(town.milo, star, said[words].id, f"about {words}")
    found = notes(town.milo)
    assert [one.room.circle.name for one in found] == ["Splinting", "Clay"]
    assert noted(town.milo) == [
        ("first", "about first"),
        ("second", "about second"),
        ("third", "about third"),
    ]
    assert notes(town.hana) == []


def test_nobody_else_learns_of_it(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    said = town.say(town.hana, where)
    before, items = version(town.hana, where), town.items(town.hana, where)
    do(town.milo, star, said.id, "Mine")
    assert version(town.hana, where) == before
    assert town.items(town.hana, where) == items
    with reading() as db:
        room = access_room(db, town.hana.actor, where.room_id, Permission.ROOM_READ)
        assert changes(db, town.hana.actor, room, before).items == []


def test_keeping_again_changes_the_note_and_letting_go_forgets_it(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    said = town.say(town.hana, where, "Warm it.")
    do(town.milo, star, said.id, "First\nnote ")
    do(town.milo, star, said.id, "Second note")
    assert noted(town.milo) == [("Warm it.", "Second note")]
    do(town.milo, unstar, said.id)
    do(town.milo, unstar, said.id)
    assert noted(town.milo) == []


def test_what_cannot_be_read_any_more_is_not_there_and_comes_back(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    said = town.say(town.hana, where, "Warm it.")
    do(town.milo, star, said.id)
    do(town.milo, leave, where.id)
    assert noted(town.milo) == []
    town.bring(town.milo, where.id, town.hana)
    assert noted(town.milo) == [("Warm it.", "")]
    with transaction() as db:
        db.get_one(Item, said.id).hidden_at = clock.now()
    assert noted(town.milo) == []
    with transaction() as db:
        db.get_one(Item, said.id).hidden_at = None
    do(town.hana, withdraw, said.id)
    assert noted(town.milo) == []


def test_nothing_is_kept_that_one_may_not_read_or_that_is_gone(town: Town) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    for_hosts = town.say(town.otto, where, audience=Audience.HOSTS)
    gone = town.say(town.hana, where)
    do(town.hana, withdraw, gone.id)
    for action in (star, unstar):
        with pytest.raises(NotFound):
            do(town.milo, action, for_hosts.id)
    with pytest.raises(Refused, match="withdrawn"):
        do(town.milo, star, gone.id)
    with pytest.raises(Invalid, match="at most 500"):
        do(town.milo, star, town.say(town.hana, where).id, "x" * 501)


def test_one_keeps_so_many_and_may_still_change_a_note(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starring, "STARS_MOST", 2)
    where = town.circle(town.hana, town.milo)
    first, second, third = (town.say(town.hana, where) for _ in range(3))
    do(town.milo, star, first.id)
    do(town.milo, star, second.id)
    do(town.milo, star, second.id, "Still mine")
    with pytest.raises(Refused, match="let some of them go"):
        do(town.milo, star, third.id)
    assert star_rules.STARS_MOST == 1_000


def test_all_of_it_goes_along_as_markdown(town: Town) -> None:
    nora = town.person("Nora")
    do(nora, change_profile, name="Nora *Star*", handle="nora", role_line="", about="")
    where = town.circle(nora, town.milo, name="Clay #1")
    said = town.say(nora, where, "Warm **it**.\n\nThen wait.")
    do(town.milo, star, said.id, "Try on Friday.")
    text = as_markdown(notes(town.milo), "https://learn.example.org/items/")
    assert text.startswith("# My notes\n\n## Clay \\#1\n\n**Nora \\*Star\\***, ")
    assert f"https://learn.example.org/items/{said.id}\n" in text
    assert text.endswith("\n> Warm **it**.\n>\n> Then wait.\n\nTry on Friday.\n")
    assert as_markdown([], "") == "# My notes\n"


def test_notes_of_a_session_do_not_name_the_circle_that_one_may_not_know(town: Town) -> None:
    evening = hidden_evening(town)
    do(town.hana, inviting.invite_member, evening.id, town.otto.handle)
    do(town.otto, enter, evening.id)
    do(town.otto, star, town.say(town.hana, evening, "Of the session").id)
    text = as_markdown(notes(town.otto), "/items/")
    assert "## Splints that children keep on" in text
    assert "Quiet hands" not in text
