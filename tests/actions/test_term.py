"""The term of a circle: told before it ends, extended, archived, opened again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.access.memberships import Standing
from community.access.policy import Permission, Visibility
from community.background import Hourly
from community.circles import actions
from community.circles.discovering import discover
from community.circles.events import CircleArchived, TermEnding
from community.circles.models import Circle
from community.circles.queries import access_circle, invitations, my_circles, requests
from community.circles.shape import CircleShape
from community.core import clock, relay
from community.core.errors import Forbidden, Invalid, NotFound
from community.core.events import after
from community.core.transaction import reading
from community.notifications import queries
from community.rooms.actions import edit, react
from tests.doing import at_once, do
from tests.town import Meeting, Person, Town

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ABOUT: dict[str, Any] = {"name": "Splinting", "purpose": "To learn it."}


@pytest.fixture
def at() -> Iterator[Any]:
    """Sets the clock to so many days after the beginning."""
    with clock.fixed(NOON) as move:
        yield lambda days: move(NOON + timedelta(days=days))


def term(town: Town, days: int, *people: Person) -> Meeting:
    circle = town.circle(town.hana, *people)
    shape = CircleShape(ends_on=(NOON + timedelta(days=days)).date())
    do(town.hana, actions.change_circle, circle.id, **ABOUT, visibility=Visibility.OPEN,
       shape=shape)  # fmt: skip
    return circle


def heard(who: Person) -> list[str]:
    while relay.run_once():
        pass
    actor = who.actor
    with reading() as db:
        return [n.kind.value for n in queries.inbox(db, actor) if n.kind.value != "invited"]


def unread(who: Person) -> int:
    actor = who.actor
    with reading() as db:
        return queries.unread(db, actor)


def archived(circle: Meeting) -> bool:
    with reading() as db:
        return db.scalar(select(Circle.archived_at).where(Circle.id == circle.id)) is not None


def ends(circle: Meeting) -> date | None:
    with reading() as db:
        return db.scalar(select(Circle.ends_on).where(Circle.id == circle.id))


def test_hosts_hear_of_it_once_two_weeks_before_and_members_do_not(town: Town, at: Any) -> None:
    term(town, 30, town.milo)
    for day, told in ((15, []), (16, ["term_ends"]), (17, ["term_ends"]), (29, ["term_ends"])):
        at(day)
        actions.look_at_terms()
        assert heard(town.hana) == told, day
    assert heard(town.milo) == []


def test_the_day_after_its_last_it_is_archived_and_its_people_hear_of_it(
    town: Town, at: Any
) -> None:
    circle = term(town, 30, town.milo)
    at(30)
    actions.look_at_terms()
    assert not archived(circle)
    at(31)
    assert actions.look_at_terms() == 1
    assert archived(circle)
    assert actions.look_at_terms() == 0
    assert heard(town.milo) == ["archived"]
    assert heard(town.hana)[0] == "archived"


def test_what_was_missed_while_nothing_ran_is_done_at_the_next_look(town: Town, at: Any) -> None:
    circle = term(town, 30, town.milo)
    at(90)
    assert actions.look_at_terms() == 1
    assert archived(circle)
    assert heard(town.hana) == ["archived"], "of an end that is over nobody is warned"


def test_extended_it_goes_on_and_tells_again_before_the_new_end(town: Town, at: Any) -> None:
    circle = term(town, 10)
    actions.look_at_terms()
    assert heard(town.hana) == ["term_ends"]
    assert unread(town.hana) == 1
    do(town.hana, actions.extend, circle.id, 4)
    assert ends(circle) == (NOON + timedelta(days=38)).date()
    assert unread(town.hana) == 0, "it is answered"
    at(11)
    actions.look_at_terms()
    assert not archived(circle)
    at(30)
    actions.look_at_terms()
    assert heard(town.hana) == ["term_ends", "term_ends"]


@pytest.mark.parametrize("weeks", [0, -4, 5, 1000])
def test_by_what_it_cannot_be_extended(town: Town, at: Any, weeks: int) -> None:
    circle = term(town, 10)
    with pytest.raises(Invalid):
        do(town.hana, actions.extend, circle.id, weeks)


def test_an_end_is_told_once_and_reached_once_by_many_looks_at_once(town: Town, at: Any) -> None:
    told: list[object] = []
    after(TermEnding, told.append)
    after(CircleArchived, told.append)
    term(town, 10)
    at_once(*[actions.look_at_terms for _ in range(6)])
    at(11)
    at_once(*[actions.look_at_terms for _ in range(6)])
    assert [type(event) for event in told] == [TermEnding, CircleArchived]


def test_archived_it_can_be_read_by_its_people_and_changed_by_nobody(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    said = town.say(town.milo, circle)
    do(town.hana, actions.archive, circle.id)
    assert town.items(town.milo, circle)
    for who, action, args in (
        (town.milo, edit, (said.id, "Other words")),
        (town.hana, actions.invite, (circle.id, "otto")),
        (town.hana, actions.extend, (circle.id, 4)),
        (town.hana, actions.archive, (circle.id,)),
        (town.milo, actions.add_link, (circle.id,)),
    ):
        named = {"address": "example.org", "title": ""} if action is actions.add_link else {}
        with pytest.raises(Forbidden):
            do(who, action, *args, **named)  # type: ignore[operator]
    with pytest.raises(Forbidden):
        do(town.milo, react, said.id, "👍", on=True)
    with pytest.raises(Forbidden):
        town.say(town.milo, circle)


def test_archived_it_is_found_by_its_people_only(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, visibility=Visibility.ASK)
    town.ask(town.otto, circle.id)
    ada, ivo = town.ada, town.person("Ivo")
    town.invite(ivo, circle.id, town.hana)
    do(town.hana, actions.archive, circle.id)
    with reading() as db:
        assert [card.circle.id for card in my_circles(db, town.milo.actor)] == [circle.id]
        assert requests(db, town.hana.actor) == []
        for who in (town.otto, ada, ivo):
            assert discover(db, who.actor)[0] == []
            assert invitations(db, who.actor) == []
            with pytest.raises(NotFound):
                access_circle(db, who.actor, circle.id, Permission.CIRCLE_SEE)


def test_a_host_opens_it_again_as_it_was_and_without_the_end_that_passed(
    town: Town, at: Any
) -> None:
    circle = term(town, 5, town.milo)
    town.invite(town.otto, circle.id, town.hana)
    at(6)
    actions.look_at_terms()
    with pytest.raises(Forbidden):
        do(town.milo, actions.reopen, circle.id)
    with pytest.raises(NotFound):
        do(town.otto, actions.reopen, circle.id)
    do(town.hana, actions.reopen, circle.id)
    assert ends(circle) is None
    actions.look_at_terms()
    assert not archived(circle)
    assert town.otto.actor.stands(circle.id) is Standing.INVITED
    town.say(town.milo, circle, "We go on.")
    with pytest.raises(Forbidden):
        do(town.hana, actions.reopen, circle.id)


def test_who_archived_it_need_not_be_told(town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    do(town.hana, actions.archive, circle.id)
    assert heard(town.hana) == []
    assert heard(town.milo) == ["archived"]


def test_the_background_looks_at_its_start_and_then_each_hour(town: Town, at: Any) -> None:
    first, second = term(town, 5), term(town, 20)
    at(6)
    watch = Hourly()
    watch.look()
    assert archived(first)
    at(21)
    watch.look()
    assert not archived(second), "not yet again: an hour is measured by the clock of the machine"
    Hourly().look()
    assert archived(second)
