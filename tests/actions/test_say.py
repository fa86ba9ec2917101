"""Saying something in a room."""

import pytest

from community.access.policy import Visibility
from community.core.errors import Forbidden, Invalid, NotFound
from tests.town import Town


def test_what_is_said_has_the_next_position_and_version(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    first = town.say(town.hana, circle)
    second = town.say(town.milo, circle)
    assert (first.position, first.version) == (1, 1)
    assert (second.position, second.version) == (2, 2)


def test_saying_it_twice_gives_the_first_answer_again(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    first = town.say(town.milo, circle, "Once", key="the-same-key")
    again = town.say(town.milo, circle, "Twice", key="the-same-key")
    assert (again.id, again.position, again.again) == (first.id, first.position, True)
    assert len(town.items(town.hana, circle)) == 1


def test_an_outsider_is_refused_and_of_a_hidden_circle_learns_nothing(town: Town) -> None:
    seen = town.circle(town.hana)
    hidden = town.circle(town.hana, visibility=Visibility.HIDDEN)
    with pytest.raises(Forbidden):
        town.say(town.otto, seen)
    with pytest.raises(NotFound):
        town.say(town.otto, hidden)


def test_a_message_that_is_too_long_is_refused_with_its_length(town: Town) -> None:
    circle = town.circle(town.hana)
    with pytest.raises(Invalid, match="this one has 4,001"):
        town.say(town.hana, circle, "a" * 4001)
