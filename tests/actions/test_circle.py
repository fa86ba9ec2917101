"""Starting a circle, changing it, inviting into it."""

import pytest

from community.access.actor import ANYBODY
from community.access.memberships import Standing
from community.access.policy import Permission, Visibility
from community.circles import actions
from community.circles.discovering import discover
from community.circles.queries import access_circle, companions, invitations
from community.core.errors import Forbidden, Invalid, NotFound, Refused, SignedOut
from community.core.transaction import reading, transaction
from tests.doing import at_once, do
from tests.town import Town

ABOUT = {"name": "Splinting", "purpose": "To learn it.", "visibility": Visibility.OPEN}


def test_who_starts_a_circle_hosts_it_and_it_has_a_room(town: Town) -> None:
    meeting = town.circle(town.hana)
    assert town.hana.actor.hosts(meeting.id)
    assert meeting.room_id


def test_nobody_starts_one_signed_out(town: Town) -> None:
    with pytest.raises(SignedOut), transaction() as db:
        actions.start_circle(db, ANYBODY, **ABOUT)  # type: ignore[arg-type]


@pytest.mark.parametrize(("field", "typed"), [("name", " "), ("name", "a" * 81), ("purpose", "")])
def test_what_cannot_be_used_is_said_by_its_field(town: Town, field: str, typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        do(town.hana, actions.start_circle, **{**ABOUT, field: typed})
    assert field in refusal.value.fields
    with reading() as db:
        assert discover(db, town.milo.actor)[0] == []


def test_two_circles_may_have_the_same_name_so_none_tells_of_a_hidden_one(town: Town) -> None:
    town.circle(town.hana, visibility=Visibility.HIDDEN, name="Secret")
    assert town.circle(town.otto, name="Secret").id


def test_a_host_changes_it_and_nobody_else_does(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    new = {"name": "Knitting", "purpose": "Other things.", "visibility": Visibility.HIDDEN}
    for who in (town.milo, town.otto):
        with pytest.raises(Forbidden):
            do(who, actions.change_circle, circle.id, **new)
    do(town.hana, actions.change_circle, circle.id, **new)
    with pytest.raises(NotFound):
        do(town.otto, actions.change_circle, circle.id, **new)
    with reading() as db:
        changed = access_circle(db, town.milo.actor, circle.id, Permission.CIRCLE_SEE)
        assert (changed.name, changed.visibility) == ("Knitting", Visibility.HIDDEN)


def test_a_refused_change_changes_nothing(town: Town) -> None:
    circle = town.circle(town.hana)
    with pytest.raises(Invalid):
        do(town.hana, actions.change_circle, circle.id, **{**ABOUT, "name": "New", "purpose": ""})
    with reading() as db:
        kept = access_circle(db, town.hana.actor, circle.id, Permission.CIRCLE_SEE)
        assert kept.name == "Splinting"


def test_a_host_invites_by_handle_however_it_is_typed(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.HIDDEN)
    assert town.milo.handle == "milo"
    do(town.hana, actions.invite, circle.id, " @MILO ")
    assert town.milo.actor.stands(circle.id) is Standing.INVITED


@pytest.mark.parametrize("handle", ["", "nobody", "@", "milo milo", "\0", "mi\0lo", "\ud800", "%"])
def test_nobody_of_that_name_is_said_so(town: Town, handle: str) -> None:
    circle = town.circle(town.hana)
    with pytest.raises(Refused, match="no member called"):
        do(town.hana, actions.invite, circle.id, handle)


def test_a_member_cannot_invite_and_an_outsider_learns_nothing(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    with pytest.raises(Forbidden):
        do(town.milo, actions.invite, circle.id, town.otto.handle)
    with pytest.raises(NotFound):
        do(town.otto, actions.invite, circle.id, town.otto.handle)


def test_inviting_again_or_somebody_who_is_in_changes_nothing(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    do(town.hana, actions.set_host, circle.id, town.milo.id, host=True)
    for _ in range(2):
        do(town.hana, actions.invite, circle.id, town.milo.handle)
        do(town.hana, actions.invite, circle.id, town.otto.handle)
    assert town.milo.actor.hosts(circle.id)
    assert town.otto.actor.stands(circle.id) is Standing.INVITED


def test_inviting_who_asked_lets_them_in(town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.ASK)
    town.ask(town.milo, circle.id)
    do(town.hana, actions.invite, circle.id, town.milo.handle)
    assert town.milo.actor.in_circle(circle.id)


def test_inviting_somebody_who_just_comes_in_never_sends_them_out_again(town: Town) -> None:
    hana, milo = town.hana, town.milo
    for _ in range(5):
        circle = town.circle(hana)
        at_once(
            lambda circle=circle: do(hana, actions.invite, circle.id, "milo"),  # type: ignore[misc]
            lambda circle=circle: do(milo, actions.join, circle.id),  # type: ignore[misc]
        )
        assert milo.actor.in_circle(circle.id)


def test_the_people_of_a_circle_are_listed_hosts_first_then_by_name(town: Town) -> None:
    circle = town.circle(town.otto, town.milo, town.hana)
    with reading() as db:
        found = companions(db, access_circle(db, town.milo.actor, circle.id, Permission.CIRCLE_SEE))
    assert [person.member.name for person in found] == ["Otto", "Hana", "Milo"]


def test_a_list_of_circles_holds_what_one_may_know_of(town: Town) -> None:
    for visibility in Visibility:
        town.circle(town.hana, visibility=visibility, name=f"A circle that is {visibility}")
    invited = town.circle(town.hana, visibility=Visibility.HIDDEN, name="Come in")
    town.invite(town.milo, invited.id, town.hana)
    with reading() as db:
        assert len(discover(db, town.otto.actor)[0]) == 3
        assert len(discover(db, town.milo.actor)[0]) == 3, "what waits for an answer stands apart"
        assert [card.circle.name for card in invitations(db, town.milo.actor)] == ["Come in"]
        assert discover(db, ANYBODY)[0] == []
