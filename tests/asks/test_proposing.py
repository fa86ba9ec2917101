"""What several wish for is proposed once, while nothing that members find is about it."""

import pytest

from community.access.session_rules import OpenTo
from community.access.things import Visibility
from community.asks.events import WishedBySeveral
from community.asks.proposing_by_clock import propose_what_several_wish_for
from community.circles.actions import start_circle
from community.circles.shape import CircleShape
from community.members import profiles
from community.skills import actions as skills
from tests.asks.conftest import Heard
from tests.asks.test_wish_notices import NAME, wish
from tests.doing import do
from tests.town import Town


def test_it_is_proposed_once_and_not_for_two(town: Town, heard: Heard) -> None:
    wish(town.hana, town.milo)
    assert propose_what_several_wish_for() == 0
    skill_id = wish(town.otto)
    assert [propose_what_several_wish_for() for _ in range(2)] == [1, 0]
    assert heard.of(WishedBySeveral) == [WishedBySeveral(skill_id=skill_id)]
    do(town.otto, skills.drop_wish, skill_id)
    wish(town.otto)
    assert propose_what_several_wish_for() == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_somebody_wishes_for_out_of_sight_does_not_count(town: Town) -> None:
    do(town.hana, profiles.choose_sights, {"learns": "nobody"}, "members")
    wish(town.hana, town.milo, town.otto)
    assert propose_what_several_wish_for() == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("what", ["circle", "session"])
def test_where_something_that_members_find_is_about_it_nothing_is_proposed(
    town: Town, what: str
) -> None:
    if what == "session":
        circle = town.circle(town.hana)
        town.session(circle, starts_in=24, open_to=OpenTo.MEMBERS, skills=(NAME,))
    else:
        shape = CircleShape(skills=NAME)
        about = {"purpose": "We show one another.", "visibility": Visibility.OPEN, "shape": shape}
        do(town.hana, start_circle, name="Photos", **about)
    wish(town.hana, town.milo, town.otto)
    assert propose_what_several_wish_for() == 0
