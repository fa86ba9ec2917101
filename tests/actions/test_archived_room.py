"""In an archived circle everything said stays to be read, and nothing is added."""

from collections.abc import Callable
from typing import Any

import pytest

from community.access.policy import Permission
from community.circles.queries import access_circle
from community.core.errors import Forbidden, NotFound
from community.core.transaction import reading
from community.rooms import actions
from community.rooms.abilities import abilities_in, state_of
from community.rooms.now import access_room_now
from tests.doing import do
from tests.town import Meeting, Person, Town

READ_ONLY = "This circle is archived: read only."


@pytest.fixture
def circle(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo)


def says(town: Town, who: Person, circle: Meeting, _item: str) -> Any:
    return town.say(who, circle, "One more thing")


def edits(town: Town, who: Person, circle: Meeting, item: str) -> Any:
    return do(who, actions.edit, item, "Other words")


def reacts(town: Town, who: Person, circle: Meeting, item: str) -> Any:
    return do(who, actions.react, item, "👍", on=True)


@pytest.mark.parametrize("doing", [says, edits, reacts])
def test_what_would_add_something_is_refused_in_a_sentence(
    town: Town, circle: Meeting, doing: Callable[..., Any]
) -> None:
    said = town.say(town.milo, circle, "The last word")
    town.archive(circle)
    before = town.items(town.milo, circle)
    with pytest.raises(Forbidden) as refused:
        doing(town, town.milo, circle, said.id)
    assert refused.value.message == READ_ONLY
    assert town.items(town.milo, circle) == before
    town.reopen(circle)
    assert doing(town, town.milo, circle, said.id)


def test_ones_own_words_can_still_be_taken_back(town: Town, circle: Meeting) -> None:
    mine = town.say(town.milo, circle, "Something I should not have said")
    hers = town.say(town.hana, circle, "Something of hers")
    town.archive(circle)
    do(town.milo, actions.withdraw, mine.id)
    assert [item["withdrawn"] for item in town.items(town.hana, circle)] == [True, False]
    with pytest.raises(Forbidden, match="Only its writer"):
        do(town.milo, actions.withdraw, hers.id)


def test_outside_there_is_nothing_any_more(town: Town, circle: Meeting) -> None:
    said = town.say(town.milo, circle)
    town.archive(circle)
    for doing in (says, edits, reacts):
        with pytest.raises(NotFound):
            doing(town, town.otto, circle, said.id)


def test_the_room_offers_what_the_policy_allows(town: Town, circle: Meeting) -> None:
    def room_now() -> tuple[str, list[str]]:
        with reading() as db:
            room = access_room_now(db, town.milo.actor, circle.room_id)
            return state_of(room), abilities_in(town.milo.actor, room)

    assert room_now() == ("open", ["say", "edit", "withdraw", "react"])
    town.archive(circle)
    assert room_now() == ("archived", ["withdraw"])
    town.reopen(circle)
    assert room_now() == ("open", ["say", "edit", "withdraw", "react"])


@pytest.mark.parametrize("permission", [Permission.CIRCLE_PEOPLE, Permission.CIRCLE_EDIT])
def test_its_host_is_told_why_it_cannot_be_changed(
    town: Town, circle: Meeting, permission: Permission
) -> None:
    town.archive(circle)
    with reading() as db, pytest.raises(Forbidden, match="archived: read only"):
        access_circle(db, town.hana.actor, circle.id, permission)
