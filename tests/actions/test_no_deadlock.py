"""Whoever merges skills, changes circles, joins and says what they teach at the same moment is
answered: PostgreSQL never finds them waiting for one another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product

import pytest
from sqlalchemy import event, select

from community.access.actor import CommunityRole
from community.access.comings import Answer
from community.access.policy import Visibility
from community.circles import actions as circles
from community.circles.models import CircleSkill
from community.circles.shape import CircleShape
from community.core.transaction import database, reading, transaction
from community.discovery.skills.merging import merge
from community.members import profiles
from community.members.models import Sight
from community.rooms.actions import barring
from community.rooms.actions.promoting import promote
from community.sessions.actions.coming import answer
from community.skills import actions as skills
from community.skills.models import Skill
from tests.doing import at_once, do, refusals
from tests.town import Meeting, Person, Town

ROUNDS = 12


def acting(
    who: Person, action: Callable[..., object], *given: object, **named: object
) -> Callable[[], object]:
    actor = who.actor

    def act() -> object:
        with transaction() as db:
            return action(db, actor, *given, **named)

    return act


def reshaping(circle: Meeting, about: str) -> Callable[[], object]:
    what = {"name": "Splinting", "purpose": "Splints.", "visibility": Visibility.OPEN}
    shape = CircleShape(skills=about)
    return acting(circle.host, circles.change_circle, circle.id, **what, shape=shape)


@pytest.mark.slow
@pytest.mark.parametrize("new_one", [False, True], ids=["known names", "a new name"])
def test_a_merge_and_all_that_touches_its_skills(town: Town, new_one: bool) -> None:
    mona = town.person("Mona", CommunityRole.MODERATOR)
    guests = [town.person(f"Guest {number}") for number in range(ROUNDS)]
    circle, other = town.circle(town.hana, town.milo), town.circle(town.milo)
    for number, guest in enumerate(guests):
        old, new = f"old name {number}", f"new name {number}"
        gone = do(town.hana, skills.offer, old).skill_id
        do(town.milo, skills.wish, new)
        for place in (circle, other):
            reshaping(place, f"{old}, {new}")()
        more = f", brand new {number}" if new_one else ""
        answers = at_once(
            acting(mona, merge, gone, new),
            reshaping(circle, f"{new}, {old}{more}"),
            reshaping(other, old + more),
            acting(guest, circles.join, circle.id, agreed=True),
            acting(town.milo, skills.offer, old),
            acting(town.hana, profiles.choose_sights, {"teaches": _sight(number)}, "members"),
        )
        assert refusals(answers) == [], answers
        assert _about(circle) >= {new} or _about(circle) >= {old}


def _sight(number: int) -> str:
    return [Sight.PUBLIC, Sight.CIRCLES][number % 2].value


def _about(circle: Meeting) -> set[str]:
    about = select(Skill.name).join(CircleSkill, CircleSkill.skill_id == Skill.id)
    with reading() as db:
        return set(db.scalars(about.where(CircleSkill.circle_id == circle.id)))


@pytest.mark.parametrize("action", [barring.mute, barring.put_out, barring.unmute, promote])
def test_a_session_is_held_before_its_room(town: Town, action: Callable[..., object]) -> None:
    """As by who answers: session, place, room. The other way round they wait in a ring."""
    evening = town.session(town.circle(town.hana, town.milo))
    do(town.milo, answer, evening.id, Answer.GOING)
    span = [10] if action in (barring.mute, barring.put_out) else []
    with written() as sent:
        do(town.hana, action, evening.room_id, town.milo.id, *span)
    of_session, of_room = (
        next(place for place, one in enumerate(sent) if one.startswith(f"SELECT {table}.id \n"))
        for table in ("hosted_sessions", "rooms")
    )
    assert of_session < of_room


@contextmanager
def written() -> Iterator[list[str]]:
    """The statements of transactions that write, meanwhile."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(database().writer, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database().writer, "before_cursor_execute", note)


@pytest.mark.slow
def test_circles_change_and_are_joined_by_many_at_once(town: Town) -> None:
    people = [town.person(f"Guest {number}") for number in range(6)]
    circle, other = town.circle(town.hana), town.circle(town.milo)
    for number in range(ROUNDS):
        doings = [reshaping(place, f"weaving, knots {number}") for place in (circle, other)]
        for (turn, person), place in product(enumerate(people), (circle, other)):
            comes = (number + turn) % 2 == 0
            action, named = (circles.join, {"agreed": True}) if comes else (circles.leave, {})
            doings.append(acting(person, action, place.id, **named))
        answers = at_once(*doings)
        assert set(refusals(answers)) <= {"NotFound", "Forbidden", "Refused"}, answers
