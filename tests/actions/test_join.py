"""Coming into a circle: at once, after asking, or invited."""

import pytest

from community.access.actor import ANYBODY
from community.access.memberships import Standing
from community.access.policy import Visibility
from community.circles import actions
from community.core.errors import Forbidden, NotFound, SignedOut
from community.core.transaction import transaction
from tests.doing import at_once, do
from tests.town import Town

OPEN, ASK, INVITED, HIDDEN = Visibility


def test_everybody_may_come_into_an_open_circle(town: Town) -> None:
    circle = town.circle(town.hana)
    assert do(town.milo, actions.join, circle.id) is Standing.JOINED
    assert town.milo.actor.in_circle(circle.id)
    assert not town.milo.actor.hosts(circle.id)


def test_where_one_has_to_ask_one_has_asked_and_is_not_in(town: Town) -> None:
    circle = town.circle(town.hana, visibility=ASK)
    assert do(town.milo, actions.join, circle.id) is Standing.ASKED
    assert not town.milo.actor.in_circle(circle.id)


@pytest.mark.parametrize("visibility", Visibility)
def test_an_invitation_opens_any_circle(town: Town, visibility: Visibility) -> None:
    circle = town.circle(town.hana, visibility=visibility)
    town.invite(town.milo, circle.id, town.hana)
    assert do(town.milo, actions.join, circle.id) is Standing.JOINED


def test_without_one_a_circle_by_invitation_stays_closed(town: Town) -> None:
    circle = town.circle(town.hana, visibility=INVITED)
    with pytest.raises(Forbidden):
        do(town.otto, actions.join, circle.id)
    assert town.otto.actor.stands(circle.id) is None


def test_of_a_hidden_circle_an_outsider_learns_nothing(town: Town) -> None:
    circle = town.circle(town.hana, visibility=HIDDEN)
    with pytest.raises(NotFound) as there:
        do(town.otto, actions.join, circle.id)
    with pytest.raises(NotFound) as nowhere:
        do(town.otto, actions.join, "a" * 16)
    assert str(there.value) == str(nowhere.value)


@pytest.mark.parametrize("circle_id", ["", "x", "a" * 16, "\0" * 16, "\ud800" * 16, "' OR 1=1 --"])
def test_what_is_no_circle_is_not_found(town: Town, circle_id: str) -> None:
    with pytest.raises(NotFound):
        do(town.milo, actions.join, circle_id)


def test_nobody_comes_in_signed_out(town: Town) -> None:
    circle = town.circle(town.hana)
    with pytest.raises(SignedOut), transaction() as db:
        actions.join(db, ANYBODY, circle.id)


def test_joining_or_asking_again_changes_nothing(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    assert do(town.milo, actions.join, circle.id) is Standing.JOINED
    assert do(town.hana, actions.join, circle.id) is Standing.JOINED
    assert town.hana.actor.hosts(circle.id)
    asking = town.circle(town.hana, visibility=ASK)
    for _ in range(2):
        assert do(town.milo, actions.join, asking.id) is Standing.ASKED


def test_who_asked_comes_in_by_themselves_once_the_circle_is_open(town: Town) -> None:
    circle = town.circle(town.hana, visibility=ASK)
    town.ask(town.milo, circle.id)
    about = {"name": "Splinting", "purpose": "To learn.", "visibility": OPEN}
    do(town.hana, actions.change_circle, circle.id, **about)
    assert do(town.milo, actions.join, circle.id) is Standing.JOINED


def test_an_invitation_taken_back_a_moment_ago_opens_nothing(town: Town) -> None:
    circle = town.circle(town.hana, visibility=HIDDEN)
    town.invite(town.milo, circle.id, town.hana)
    as_he_was = town.milo.actor
    do(town.hana, actions.remove, circle.id, town.milo.id)
    with pytest.raises(NotFound), transaction() as db:
        actions.join(db, as_he_was, circle.id)
    assert town.milo.actor.stands(circle.id) is None


def test_into_a_circle_everybody_left_one_comes_as_host(town: Town) -> None:
    circle = town.circle(town.hana)
    do(town.hana, actions.leave, circle.id)
    do(town.milo, actions.join, circle.id)
    do(town.otto, actions.join, circle.id)
    assert town.milo.actor.hosts(circle.id)
    assert not town.otto.actor.hosts(circle.id)


def test_coming_in_while_the_last_host_goes_leaves_no_circle_without_one(town: Town) -> None:
    hana, milo = town.hana, town.milo
    for _ in range(5):
        circle = town.circle(hana)
        at_once(
            lambda circle=circle: do(milo, actions.join, circle.id),  # type: ignore[misc]
            lambda circle=circle: do(hana, actions.leave, circle.id),  # type: ignore[misc]
        )
        assert milo.actor.in_circle(circle.id)
        assert milo.actor.hosts(circle.id) or hana.actor.hosts(circle.id)
