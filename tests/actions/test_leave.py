"""Going, taking a request back, declining; and what hosts do about who is in."""

import pytest

from community.access.memberships import Standing
from community.access.policy import Visibility
from community.circles import actions
from community.core.errors import Forbidden, NotFound, Refused
from community.core.transaction import transaction
from tests.doing import at_once, do, refusals
from tests.town import Town

HIDDEN = Visibility.HIDDEN


def test_a_member_goes_and_may_come_again(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    do(town.milo, actions.leave, circle.id)
    assert town.milo.actor.stands(circle.id) is None
    do(town.milo, actions.join, circle.id)
    assert town.milo.actor.in_circle(circle.id)


def test_a_host_who_left_comes_again_as_a_member(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    do(town.hana, actions.set_host, circle.id, town.milo.id, host=True)
    do(town.hana, actions.leave, circle.id)
    do(town.hana, actions.join, circle.id)
    assert not town.hana.actor.hosts(circle.id)


def test_a_request_and_an_invitation_can_be_given_back(town: Town) -> None:
    asked = town.circle(town.hana, visibility=Visibility.ASK)
    town.ask(town.milo, asked.id)
    hidden = town.circle(town.hana, visibility=HIDDEN)
    town.invite(town.milo, hidden.id, town.hana)
    for circle in (asked, hidden):
        do(town.milo, actions.leave, circle.id)
        assert town.milo.actor.stands(circle.id) is None


def test_the_last_host_of_others_stays_until_there_is_another(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    with pytest.raises(Refused, match="only host"):
        do(town.hana, actions.leave, circle.id)
    with pytest.raises(Refused, match="only host"):
        do(town.hana, actions.remove, circle.id, town.hana.id)
    with pytest.raises(Refused, match="needs a host"):
        do(town.hana, actions.set_host, circle.id, town.hana.id, host=False)
    do(town.hana, actions.set_host, circle.id, town.milo.id, host=True)
    do(town.hana, actions.leave, circle.id)
    assert town.milo.actor.hosts(circle.id)


def test_alone_one_may_always_go(town: Town) -> None:
    circle = town.circle(town.hana)
    do(town.hana, actions.leave, circle.id)
    assert town.hana.actor.stands(circle.id) is None


def test_two_hosts_going_at_the_same_moment_leave_one_to_let_people_in(town: Town) -> None:
    hana, milo, otto = town.hana, town.milo, town.otto
    for _ in range(5):
        circle = town.circle(hana, milo, otto)
        do(hana, actions.set_host, circle.id, milo.id, host=True)
        answers = at_once(
            lambda circle=circle: do(hana, actions.leave, circle.id),  # type: ignore[misc]
            lambda circle=circle: do(milo, actions.leave, circle.id),  # type: ignore[misc]
        )
        assert refusals(answers) == ["Refused"]
        assert hana.actor.hosts(circle.id) != milo.actor.hosts(circle.id)


def test_two_hosts_demoting_each_other_leave_one(town: Town) -> None:
    hana, milo, demote = town.hana, town.milo, actions.set_host
    for _ in range(5):
        circle = town.circle(hana, milo)
        do(hana, actions.set_host, circle.id, milo.id, host=True)
        at_once(
            lambda circle=circle: do(hana, demote, circle.id, milo.id, host=False),  # type: ignore[misc]
            lambda circle=circle: do(milo, demote, circle.id, hana.id, host=False),  # type: ignore[misc]
        )
        assert hana.actor.hosts(circle.id) != milo.actor.hosts(circle.id)


def test_who_is_not_in_it_cannot_leave_it_and_of_a_hidden_one_learns_nothing(town: Town) -> None:
    seen, hidden = town.circle(town.hana), town.circle(town.hana, visibility=HIDDEN)
    with pytest.raises(Forbidden):
        do(town.otto, actions.leave, seen.id)
    with pytest.raises(NotFound):
        do(town.otto, actions.leave, hidden.id)


def test_leaving_twice_is_refused_the_second_time(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    do(town.milo, actions.leave, circle.id)
    with pytest.raises(Forbidden):
        do(town.milo, actions.leave, circle.id)


def test_a_host_removes_somebody_and_a_member_may_not(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    with pytest.raises(Forbidden):
        do(town.milo, actions.remove, circle.id, town.otto.id)
    do(town.hana, actions.remove, circle.id, town.otto.id)
    assert town.otto.actor.stands(circle.id) is None
    with pytest.raises(NotFound):
        do(town.hana, actions.remove, circle.id, town.otto.id)


def test_a_host_of_one_circle_is_nobody_in_another(town: Town) -> None:
    town.circle(town.milo)
    other = town.circle(town.hana, town.otto, visibility=HIDDEN)
    for action in (actions.remove, actions.accept):
        with pytest.raises(NotFound):
            do(town.milo, action, other.id, town.otto.id)
    assert town.otto.actor.in_circle(other.id)


def test_a_host_who_was_removed_a_moment_ago_removes_nobody(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    do(town.hana, actions.set_host, circle.id, town.milo.id, host=True)
    as_he_was = town.milo.actor
    do(town.hana, actions.remove, circle.id, town.milo.id)
    with pytest.raises(Forbidden), transaction() as db:
        actions.remove(db, as_he_was, circle.id, town.otto.id)
    assert town.otto.actor.in_circle(circle.id)


@pytest.mark.parametrize("member_id", ["", "x", "a" * 16, "\0" * 16, "\ud800" * 16])
def test_nobody_can_be_done_anything_to_who_is_not_there(town: Town, member_id: str) -> None:
    circle = town.circle(town.hana)
    for action, named in (
        (actions.remove, {}),
        (actions.accept, {}),
        (actions.set_host, {"host": True}),
    ):
        with pytest.raises(NotFound):
            do(town.hana, action, circle.id, member_id, **named)  # type: ignore[arg-type]


def test_only_who_is_in_the_circle_can_host_it(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.ASK)
    town.ask(town.milo, circle.id)
    with pytest.raises(Refused, match="in the circle"):
        do(town.hana, actions.set_host, circle.id, town.milo.id, host=True)
    assert town.milo.actor.stands(circle.id) is Standing.ASKED


def test_a_host_lets_in_who_asked_and_doing_so_twice_changes_nothing(town: Town) -> None:
    circle = town.circle(town.hana, town.otto, visibility=Visibility.ASK)
    town.ask(town.milo, circle.id)
    with pytest.raises(Forbidden):
        do(town.otto, actions.accept, circle.id, town.milo.id)
    for _ in range(2):
        do(town.hana, actions.accept, circle.id, town.milo.id)
    assert town.milo.actor.in_circle(circle.id)


def test_accepting_somebody_who_is_only_invited_brings_nobody_in(town: Town) -> None:
    circle = town.circle(town.hana, visibility=HIDDEN)
    town.invite(town.milo, circle.id, town.hana)
    do(town.hana, actions.accept, circle.id, town.milo.id)
    assert town.milo.actor.stands(circle.id) is Standing.INVITED
