"""Who comes to a session: answers, the line of a full one, and coming in."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.access.comings import Answer, Coming
from community.access.memberships import Standing
from community.access.policy import Permission
from community.access.session_rules import OpenTo, SessionState
from community.circles import actions as circles
from community.core import clock, relay
from community.core.errors import Forbidden, NotFound, Refused
from community.core.events import record
from community.core.outbox import Job
from community.core.transaction import reading, transaction
from community.members.models import Member
from community.notifications import queries
from community.notifications.models import Notice
from community.sessions.actions import inviting
from community.sessions.actions.coming import answer, enter
from community.sessions.actions.holding import held_session
from community.sessions.events import SessionChanged
from community.sessions.models import HostedSession
from community.sessions.reminders import remind_due
from tests.doing import at_once, do
from tests.town import Evening, Person, Town

GOING, MAYBE, NO = Answer.GOING, Answer.MAYBE, Answer.NO
JOINED, WAITING, INVITED = Standing.JOINED, Standing.WAITING, Standing.INVITED


def open_evening(town: Town, most: int | None = None, **plan: Any) -> Evening:
    return town.session(town.circle(town.hana), most=most, **{"open_to": OpenTo.MEMBERS, **plan})


def standing(evening: Evening, which: Standing) -> list[str]:
    """Member ids in the order of their answers; without the host."""
    with reading() as db:
        here = Coming.session_id == evening.id, Coming.standing == which
        rows = select(Coming.member_id).where(*here, Coming.member_id != evening.host.id)
        return list(db.scalars(rows.order_by(Coming.answered_at, Coming.member_id)))


def told_of_a_place() -> list[str]:
    """To whom a letter about a free place is owed, in the order they moved up."""
    with reading() as db:
        owed = select(Job.payload).where(Job.name == "mail.place_found").order_by(Job.id)
        return [json.loads(payload)["member_id"] for payload in db.scalars(owed)]


def change(evening: Evening, **values: object) -> None:
    """As its host changes it."""
    actor = evening.host.actor
    with transaction() as db:
        session = held_session(db, actor, evening.id, Permission.SESSION_HOST)
        for name, value in values.items():
            setattr(session, name, value)
        record(db, SessionChanged(session_id=session.id))


def test_an_answer_opens_the_room_and_another_closes_it_again(town: Town) -> None:
    evening = open_evening(town)
    assert do(town.milo, answer, evening.id, GOING) is JOINED
    town.say(town.milo, evening, "Good evening.")
    assert do(town.milo, answer, evening.id, MAYBE) is INVITED
    with pytest.raises(Forbidden):
        town.say(town.milo, evening, "Still here?")
    assert do(town.milo, answer, evening.id, GOING) is JOINED
    assert do(town.milo, answer, evening.id, NO) is INVITED
    assert standing(evening, JOINED) == []


def test_who_comes_when_it_is_full_waits_and_moves_up_when_somebody_cannot(town: Town) -> None:
    evening = open_evening(town, most=1)
    assert do(town.milo, answer, evening.id, GOING) is JOINED
    assert do(town.otto, answer, evening.id, GOING) is WAITING
    assert do(town.ada, answer, evening.id, GOING) is WAITING
    assert do(town.otto, answer, evening.id, GOING) is WAITING, "again, in the same place"
    assert standing(evening, WAITING) == [town.otto.id, town.ada.id]
    do(town.milo, answer, evening.id, NO)
    assert (standing(evening, JOINED), standing(evening, WAITING)) == (
        [town.otto.id],
        [town.ada.id],
    )


def test_who_leaves_the_line_and_comes_again_stands_at_its_end(town: Town) -> None:
    evening = open_evening(town, most=1)
    for person in (town.milo, town.otto, town.ada):
        do(person, answer, evening.id, GOING)
    do(town.otto, answer, evening.id, MAYBE)
    do(town.otto, answer, evening.id, GOING)
    assert standing(evening, WAITING) == [town.ada.id, town.otto.id]
    assert standing(evening, JOINED) == [town.milo.id]


def test_hosts_take_no_place_and_are_expected(town: Town) -> None:
    evening = open_evening(town, most=1)
    assert do(town.milo, answer, evening.id, GOING) is JOINED
    assert do(town.hana, enter, evening.id) is JOINED
    with pytest.raises(Refused, match="expected"):
        do(town.hana, answer, evening.id, NO)


def test_a_host_of_the_circle_who_did_not_plan_it_comes_in_as_its_host(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    evening = town.session(where, most=1)
    do(town.hana, circles.set_host, where.id, town.milo.id, host=True)
    assert do(town.milo, enter, evening.id) is JOINED
    assert town.milo.actor.hosts(evening.id)


def test_coming_in_without_an_answer_is_an_answer(town: Town) -> None:
    evening = open_evening(town, most=1)
    assert do(town.milo, enter, evening.id) is JOINED
    with reading() as db:
        one = db.get_one(Coming, (evening.id, town.milo.id))
        assert one.answer is GOING
        assert one.entered_at is not None
    assert do(town.otto, enter, evening.id) is WAITING
    with pytest.raises(Forbidden):
        town.say(town.otto, evening)


def test_more_places_let_in_as_many_from_the_line(town: Town) -> None:
    evening = open_evening(town, most=1)
    people = [town.person(f"Person {number}") for number in range(5)]
    for person in people:
        do(person, answer, evening.id, GOING)
    change(evening, most=3)
    assert standing(evening, JOINED) == [person.id for person in people[:3]]
    change(evening, most=2)
    assert len(standing(evening, JOINED)) == 3, "nobody is put out"
    change(evening, most=None)
    assert standing(evening, WAITING) == []
    assert told_of_a_place() == [person.id for person in people[1:]]


def test_nobody_moves_up_in_a_session_that_is_cancelled_or_over(town: Town) -> None:
    evening = open_evening(town, most=1)
    for person in (town.milo, town.otto):
        do(person, answer, evening.id, GOING)
    for state in (SessionState.CANCELLED, SessionState.CLOSED):
        change(evening, state=state, most=9)
        assert standing(evening, WAITING) == [town.otto.id]
        with pytest.raises(Forbidden):
            do(town.ada, answer, evening.id, GOING)


def test_one_comes_only_to_what_one_may_know_of(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    of_circle = town.session(where)
    of_invited = town.session(where, open_to=OpenTo.INVITED)
    draft = town.session(where, published=False)
    assert do(town.milo, answer, of_circle.id, GOING) is JOINED
    for evening, person in ((of_circle, town.otto), (of_invited, town.milo), (draft, town.milo)):
        for action in (lambda e, p: do(p, enter, e.id), lambda e, p: do(p, answer, e.id, GOING)):
            with pytest.raises(NotFound):
                action(evening, person)
    with reading() as db:
        assert not list(db.scalars(select(Coming).where(Coming.member_id == town.otto.id)))


def test_who_leaves_the_circle_has_no_place_in_what_is_for_its_people_alone(town: Town) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    inside = town.session(where, most=1)
    for_all = town.session(where, open_to=OpenTo.MEMBERS)
    over = town.session(where)
    for evening in (inside, for_all, over):
        do(town.milo, answer, evening.id, GOING)
    do(town.otto, answer, inside.id, GOING)
    change(over, state=SessionState.CLOSED)
    do(town.milo, circles.leave, where.id)
    assert town.milo.actor.stands(inside.id) is None
    assert standing(inside, JOINED) == [town.otto.id], "and the next has it"
    assert town.milo.actor.in_circle(for_all.id)
    assert town.milo.actor.in_circle(over.id), "they were there"


def test_leaving_the_circle_and_coming_again_lifts_no_bar_of_a_session(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    evening = town.session(where)
    do(town.milo, answer, evening.id, GOING)
    until = clock.now().replace(year=clock.now().year + 1)
    with transaction() as db:
        db.get_one(Coming, (evening.id, town.milo.id)).silent_until = until
    do(town.milo, circles.leave, where.id)
    with pytest.raises(NotFound):
        do(town.milo, answer, evening.id, GOING)
    town.bring(town.milo, where.id, town.hana)
    assert do(town.milo, answer, evening.id, GOING) is JOINED
    with pytest.raises(Forbidden, match="only read"):
        town.say(town.milo, evening)


def test_fifty_at_once_for_the_last_places_and_each_moves_up_once(town: Town) -> None:
    evening = open_evening(town, most=7)
    people = [town.person(f"Person {number:02d}") for number in range(50)]
    said = at_once(*[lambda p=p: do(p, answer, evening.id, GOING) for p in people])
    assert Counter(said) == {JOINED: 7, WAITING: 43}
    inside, line = standing(evening, JOINED), standing(evening, WAITING)
    assert (len(inside), len(set(line))) == (7, 43)
    by_id = {person.id: person for person in people}
    going = [lambda p=by_id[one]: do(p, answer, evening.id, NO) for one in inside[:5]]
    at_once(*going)
    assert standing(evening, WAITING) == line[5:], "the first five came in, in order"
    assert told_of_a_place() == line[:5]


def test_coming_and_going_at_the_same_moment_keeps_every_place_taken(town: Town) -> None:
    evening = open_evening(town, most=3)
    people = [town.person(f"Person {number:02d}") for number in range(12)]

    def hither_and_thither(person: Person) -> None:
        for said in (GOING, NO, GOING):
            do(person, answer, evening.id, said)

    answers = at_once(*[lambda p=p: hither_and_thither(p) for p in people])
    assert answers == [None] * 12
    assert len(standing(evening, JOINED)) == 3
    assert len(standing(evening, WAITING)) == 9
    with reading() as db:
        assert db.get_one(HostedSession, evening.id).most == 3


def notices(who: Person) -> list[str]:
    while relay.run_once():
        pass
    with reading() as db:
        return sorted(one.kind.value for one in queries.inbox(db, who.actor))


def test_who_is_invited_has_a_place_or_comes_soon_finds_it_in_the_inbox_once(town: Town) -> None:
    evening = open_evening(town, most=1, starts_in=2)
    assert notices(town.otto) == []
    do(town.milo, answer, evening.id, GOING)
    do(town.hana, inviting.invite_member, evening.id, town.otto.handle)
    do(town.otto, answer, evening.id, GOING)
    do(town.hana, inviting.invite_guest, evening.id, "Gwen", "gwen@example.net")
    do(town.milo, answer, evening.id, NO)
    with clock.fixed(clock.now() + timedelta(hours=1, minutes=5)):
        assert (remind_due(), remind_due()) == (1, 0)
        assert notices(town.otto) == ["place_found", "session_invited", "session_soon"]
    assert notices(town.milo) == []
    with reading() as db:
        guests = select(Notice.id).join(Member, Notice.member_id == Member.id)
        assert not list(db.scalars(guests.where(Member.guest)))
