"""The largest size of a circle and the line before it: never above, nobody lost or overtaken."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from community.access.memberships import Membership, Standing
from community.access.policy import Visibility
from community.circles import actions
from community.circles.models import Circle
from community.circles.shape import CircleShape
from community.core import relay
from community.core.errors import Invalid, Problem
from community.core.transaction import reading, transaction
from community.notifications import queries
from tests.doing import at_once, do
from tests.town import Meeting, Person, Town

JOINED, WAITING = Standing.JOINED, Standing.WAITING
ABOUT = {"name": "Splinting", "purpose": "To learn it."}


def bounded(town: Town, most: int | None, visibility: Visibility = Visibility.OPEN) -> Meeting:
    circle = town.circle(town.hana, visibility=visibility)
    resize(town, circle, most, visibility)
    return circle


def resize(
    town: Town, circle: Meeting, most: int | None, visibility: Visibility = Visibility.OPEN
) -> None:
    shape = CircleShape(most=most)
    do(town.hana, actions.change_circle, circle.id, **ABOUT, visibility=visibility, shape=shape)


def standing(circle_id: str, which: Standing) -> list[str]:
    """Ids in the order of their places."""
    with reading() as db:
        here = Membership.circle_id == circle_id, Membership.standing == which
        return list(db.scalars(select(Membership.member_id).where(*here).order_by("since")))


def told_moved_up(who: Person) -> int:
    while relay.run_once():
        pass
    with reading() as db:
        return [n.kind.value for n in queries.inbox(db, who.actor)].count("moved_up")


def test_into_a_full_circle_one_comes_by_its_line_and_moves_up_when_a_place_is_free(
    town: Town,
) -> None:
    circle = bounded(town, 2)
    assert do(town.milo, actions.join, circle.id) is JOINED
    assert do(town.otto, actions.join, circle.id) is WAITING
    assert do(town.otto, actions.join, circle.id) is WAITING, "asking again keeps the place"
    assert do(town.ada, actions.join, circle.id) is WAITING
    assert standing(circle.id, WAITING) == [town.otto.id, town.ada.id]
    do(town.milo, actions.leave, circle.id)
    assert town.otto.actor.in_circle(circle.id)
    assert standing(circle.id, WAITING) == [town.ada.id]
    assert told_moved_up(town.otto) == 1
    assert told_moved_up(town.ada) == 0


def test_who_is_invited_or_let_in_to_a_full_circle_waits_as_well(town: Town) -> None:
    circle = bounded(town, 2, Visibility.ASK)
    town.bring(town.milo, circle.id, town.hana)
    town.ask(town.otto, circle.id)
    do(town.hana, actions.accept, circle.id, town.otto.id)
    town.invite(town.ada, circle.id, town.hana)
    assert do(town.ada, actions.join, circle.id) is WAITING
    do(town.hana, actions.remove, circle.id, town.milo.id)
    assert town.otto.actor.in_circle(circle.id)
    do(town.otto, actions.leave, circle.id)
    assert town.ada.actor.in_circle(circle.id)


def test_a_larger_size_lets_in_as_many_as_it_has_places_and_no_bound_all(town: Town) -> None:
    circle = bounded(town, 2)
    people = [town.person(f"Person {number}") for number in range(6)]
    for person in people:
        do(person, actions.join, circle.id)
    resize(town, circle, 4)
    assert standing(circle.id, WAITING) == [person.id for person in people[3:]]
    resize(town, circle, None)
    assert standing(circle.id, WAITING) == []
    assert [told_moved_up(person) for person in people] == [0, 1, 1, 1, 1, 1]


def test_a_size_below_the_people_who_are_in_is_refused_and_puts_nobody_out(town: Town) -> None:
    circle = bounded(town, 3)
    for person in (town.milo, town.otto):
        do(person, actions.join, circle.id)
    with pytest.raises(Invalid, match="3 people") as refusal:
        resize(town, circle, 2)
    assert "most" in refusal.value.fields
    assert len(standing(circle.id, JOINED)) == 3


def test_leaving_the_line_frees_nothing_and_coming_again_is_at_its_end(town: Town) -> None:
    circle = bounded(town, 2)
    for person in (town.milo, town.otto, town.ada):
        do(person, actions.join, circle.id)
    do(town.otto, actions.leave, circle.id)
    do(town.otto, actions.join, circle.id)
    assert standing(circle.id, WAITING) == [town.ada.id, town.otto.id]
    assert len(standing(circle.id, JOINED)) == 2


def test_nobody_moves_up_in_an_archived_circle_until_it_goes_on(town: Town) -> None:
    circle = bounded(town, 2)
    for person in (town.milo, town.otto):
        do(person, actions.join, circle.id)
    do(town.hana, actions.archive, circle.id)
    do(town.milo, actions.leave, circle.id)
    assert town.otto.actor.stands(circle.id) is WAITING
    do(town.hana, actions.reopen, circle.id)
    assert town.otto.actor.in_circle(circle.id)


def test_fifty_at_once_for_the_last_places(town: Town) -> None:
    circle = bounded(town, 8)
    people = [town.person(f"Person {number:02d}") for number in range(50)]
    answers = at_once(*[lambda p=p: do(p, actions.join, circle.id) for p in people])
    assert Counter(answers) == {JOINED: 7, WAITING: 43}
    assert len(standing(circle.id, JOINED)) == 8
    line = standing(circle.id, WAITING)
    assert len(set(line)) == 43
    inside = [p for p in people if p.actor.in_circle(circle.id)]
    at_once(*[lambda p=p: do(p, actions.leave, circle.id) for p in inside[:5]])
    assert standing(circle.id, WAITING) == line[5:], "the first five came in, in order"
    by_id = {person.id: person for person in people}
    assert [told_moved_up(by_id[one]) for one in line[:6]] == [1, 1, 1, 1, 1, 0]


def test_coming_and_going_at_the_same_moment_keeps_every_place_taken(town: Town) -> None:
    circle = bounded(town, 5)
    people = [town.person(f"Person {number:02d}") for number in range(24)]
    for person in people[:12]:
        do(person, actions.join, circle.id)
    goers = [lambda p=p: do(p, actions.leave, circle.id) for p in people[:8]]
    comers = [lambda p=p: do(p, actions.join, circle.id) for p in people[12:]]
    answers = at_once(*goers, *comers)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    inside, line = standing(circle.id, JOINED), standing(circle.id, WAITING)
    assert len(inside) == 5
    assert len(inside) + len(line) == 1 + 4 + 12
    assert {*inside, *line} == {town.hana.id, *(p.id for p in people[8:])}


class Model:
    """What a circle with a bound should do, in a few lines."""

    def __init__(self, most: int | None) -> None:
        self.most, self.inside, self.line = most, ["host"], list[str]()

    def do(self, verb: str, who: str, size: int | None) -> None:
        known = who in self.inside or who in self.line
        if verb == "join" and not known:
            self.line.append(who)
        elif verb in ("leave", "remove"):
            self.inside = [one for one in self.inside if one != who]
            self.line = [one for one in self.line if one != who]
        elif verb == "resize" and (size is None or size >= len(self.inside)):
            self.most = size
        while self.line and (self.most is None or len(self.inside) < self.most):
            self.inside.append(self.line.pop(0))


DOINGS = st.tuples(
    st.sampled_from(["join", "join", "leave", "remove", "resize"]),
    st.integers(0, 6),
    st.sampled_from([None, 2, 3, 4, 5]),
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(most=st.sampled_from([None, 2, 3, 4]), doings=st.lists(DOINGS, max_size=25))
def test_whatever_happens_it_is_as_in_the_model(
    town: Town, most: int | None, doings: list[tuple[str, int, int | None]]
) -> None:
    people = _people(town)
    circle, model = bounded(town, most), Model(most)
    for verb, number, size in doings:
        who = people[number]
        model.do(verb, who.id, size)
        try:
            if verb == "resize":
                resize(town, circle, size)
            elif verb == "remove":
                do(town.hana, actions.remove, circle.id, who.id)
            else:
                do(who, getattr(actions, verb), circle.id)
        except Problem:
            pass  # not in it, or a size below those who are
        assert standing(circle.id, WAITING) == model.line
        assert set(standing(circle.id, JOINED)) - {town.hana.id} == set(model.inside) - {"host"}
    with transaction() as db:
        db.delete(db.get_one(Circle, circle.id))


_cast: dict[int, list[Person]] = {}


def _people(town: Town) -> list[Person]:
    """Made once for all the examples of a test."""
    if id(town) not in _cast:
        _cast.clear()
        _cast[id(town)] = [town.person(f"Person {number}") for number in range(7)]
    return _cast[id(town)]
