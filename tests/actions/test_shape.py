"""What a circle says of itself, what it asks of who comes in, and how many one may start."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.access.memberships import Membership, Standing
from community.access.policy import Permission, Visibility
from community.circles import actions
from community.circles.models import JoinAnswer
from community.circles.page import circle_page
from community.circles.queries import access_circle
from community.circles.shape import CircleShape
from community.core import clock
from community.core.errors import Invalid, SlowDown
from community.core.transaction import reading
from tests.doing import at_once, do, refusals
from tests.town import Person, Town

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ABOUT: dict[str, Any] = {"name": "Splinting", "purpose": "To learn it."}
OPEN, ASK = Visibility.OPEN, Visibility.ASK
AGREED = CircleShape(agreement="What is said here stays here.")
QUESTIONS = CircleShape(join_questions=("Why?", "Since when?"))


def started(host: Person, visibility: Visibility, shape: CircleShape) -> str:
    return do(host, actions.start_circle, **ABOUT, visibility=visibility, shape=shape).id


def changed(host: Person, circle_id: str, visibility: Visibility, shape: CircleShape) -> None:
    do(host, actions.change_circle, circle_id, **ABOUT, visibility=visibility, shape=shape)


def place(circle_id: str, who: Person) -> Membership | None:
    with reading() as db:
        return db.get(Membership, (circle_id, who.id))


def answers(circle_id: str) -> list[tuple[str, str]]:
    with reading() as db:
        rows = select(JoinAnswer).where(JoinAnswer.circle_id == circle_id)
        return [(a.question, a.answer) for a in db.scalars(rows.order_by(JoinAnswer.position))]


def test_everything_that_is_said_is_kept_tidy_and_can_be_changed(town: Town) -> None:
    end = clock.now().date() + timedelta(days=60)
    shape = CircleShape(
        skills="C#, arcp , C#",
        rhythm=" Every   week ",
        reach="The whole region",
        agreement=" We listen. ",
        join_questions=["Why?", " ", "When?"],
        least=3,
        most=8,
        ends_on=end,
    )
    circle_id = started(town.hana, ASK, shape)
    with reading() as db:
        circle = access_circle(db, town.hana.actor, circle_id, Permission.CIRCLE_SEE)
        page = circle_page(db, town.hana.actor, circle)
    assert {skill.name for skill in page.skills} == {"C#", "arcp"}
    assert (circle.rhythm, circle.reach) == ("Every week", "The whole region")
    assert (circle.agreement, circle.join_questions) == ("We listen.", ["Why?", "When?"])
    assert (circle.least, circle.most, circle.ends_on) == (3, 8, end)
    changed(town.hana, circle_id, OPEN, CircleShape(skills="R"))
    with reading() as db:
        circle = access_circle(db, town.hana.actor, circle_id, Permission.CIRCLE_SEE)
        page = circle_page(db, town.hana.actor, circle)
    assert [skill.name for skill in page.skills] == ["R"]
    assert (circle.rhythm, circle.agreement, circle.most, circle.ends_on) == ("", "", None, None)


def test_without_a_shape_a_change_leaves_it_as_it_is(town: Town) -> None:
    circle_id = started(town.hana, OPEN, CircleShape(rhythm="Every week", most=9, skills="R"))
    do(town.hana, actions.change_circle, circle_id, **ABOUT, visibility=ASK)
    with reading() as db:
        circle = access_circle(db, town.hana.actor, circle_id, Permission.CIRCLE_SEE)
        page = circle_page(db, town.hana.actor, circle)
    assert (circle.rhythm, circle.most, len(page.skills)) == ("Every week", 9, 1)


@pytest.mark.parametrize(
    ("field", "shape"),
    [
        ("rhythm", CircleShape(rhythm="x" * 121)),
        ("reach", CircleShape(reach="x" * 121)),
        ("agreement", CircleShape(agreement="x" * 3001)),
        ("join_questions", CircleShape(join_questions=["?"] * 6)),
        ("join_questions", CircleShape(join_questions=["x" * 201])),
        ("least", CircleShape(least=1)),
        ("most", CircleShape(most=1001)),
        ("most", CircleShape(least=5, most=4)),
        ("ends_on", CircleShape(ends_on=date(2020, 1, 1))),
        ("ends_on", CircleShape(ends_on=date(2999, 1, 1))),
        ("skills", CircleShape(skills="x" * 61)),
        ("skills", CircleShape(skills=", ".join(f"skill {n}" for n in range(13)))),
    ],
)
def test_what_cannot_be_used_is_said_by_its_field(
    town: Town, field: str, shape: CircleShape
) -> None:
    circle_id = started(town.hana, OPEN, CircleShape())
    with pytest.raises(Invalid) as at_start:
        started(town.hana, OPEN, shape)
    with pytest.raises(Invalid) as at_change:
        changed(town.hana, circle_id, OPEN, shape)
    assert set(at_start.value.fields) == set(at_change.value.fields) == {field}


@pytest.mark.parametrize("visibility", [OPEN, ASK])
def test_the_agreement_is_accepted_before_one_comes_in(town: Town, visibility: Visibility) -> None:
    circle_id = started(town.hana, visibility, AGREED)
    with pytest.raises(Invalid) as refusal:
        do(town.milo, actions.join, circle_id)
    assert "agreed" in refusal.value.fields
    assert town.milo.actor.stands(circle_id) is None
    do(town.milo, actions.join, circle_id, agreed=True)
    kept = place(circle_id, town.milo)
    assert kept is not None
    assert kept.agreed_at is not None
    host = place(circle_id, town.hana)
    assert host is not None
    assert host.agreed_at is not None, "who wrote it agrees with it"


def test_an_agreement_accepted_when_asking_still_counts_when_let_in(town: Town) -> None:
    circle_id = started(town.hana, ASK, AGREED)
    do(town.milo, actions.join, circle_id, agreed=True)
    do(town.hana, actions.accept, circle_id, town.milo.id)
    kept = place(circle_id, town.milo)
    assert kept is not None
    assert kept.agreed_at is not None


def test_a_new_agreement_is_accepted_again_by_all_but_who_wrote_it(town: Town) -> None:
    circle_id = started(town.hana, OPEN, AGREED)
    do(town.milo, actions.join, circle_id, agreed=True)
    changed(town.hana, circle_id, OPEN, CircleShape(agreement="We listen."))
    new, wrote = place(circle_id, town.milo), place(circle_id, town.hana)
    assert new is not None
    assert wrote is not None
    assert new.standing is Standing.JOINED, "nobody is put out meanwhile"
    assert new.agreed_at is None
    assert wrote.agreed_at is not None
    do(town.milo, actions.agree, circle_id)
    agreed = place(circle_id, town.milo)
    assert agreed is not None
    assert agreed.agreed_at is not None
    changed(town.hana, circle_id, OPEN, CircleShape(agreement="We listen.", most=9))
    same = place(circle_id, town.milo)
    assert same is not None
    assert same.agreed_at == agreed.agreed_at, "the words are the same"


def test_questions_are_answered_when_one_asks_and_read_by_hosts_only(town: Town) -> None:
    circle_id = started(town.hana, ASK, QUESTIONS)
    for typed in ((), ("Because",), ("Because", " "), ("x" * 1001, "2020")):
        with pytest.raises(Invalid) as refusal:
            do(town.milo, actions.join, circle_id, answers=typed)
        assert set(refusal.value.fields) <= {"answer_1", "answer_2"}
    do(town.milo, actions.join, circle_id, answers=("Because", "2020", "and more"))
    assert answers(circle_id) == [("Why?", "Because"), ("Since when?", "2020")]
    with reading() as db:
        for who, seen in ((town.hana, 2), (town.milo, 0), (town.otto, 0)):
            circle = access_circle(db, who.actor, circle_id, Permission.CIRCLE_SEE)
            asking = circle_page(db, who.actor, circle).asking
            assert sum(len(one.answers) for one in asking) == seen


@pytest.mark.parametrize("goes", ["leave", "remove"])
def test_answers_are_gone_with_the_request(town: Town, goes: str) -> None:
    circle_id = started(town.hana, ASK, QUESTIONS)
    do(town.milo, actions.join, circle_id, answers=("Because", "2020"))
    if goes == "leave":
        do(town.milo, actions.leave, circle_id)
    else:
        do(town.hana, actions.remove, circle_id, town.milo.id)
    assert answers(circle_id) == []
    do(town.milo, actions.join, circle_id, answers=("Once more", "2021"))
    assert answers(circle_id)[0][1] == "Once more"


def test_who_comes_by_an_open_door_or_invited_is_asked_no_questions(town: Town) -> None:
    circle_id = started(town.hana, ASK, QUESTIONS)
    town.invite(town.milo, circle_id, town.hana)
    assert do(town.milo, actions.join, circle_id) is Standing.JOINED
    changed(town.hana, circle_id, OPEN, QUESTIONS)
    assert do(town.otto, actions.join, circle_id) is Standing.JOINED


def start_by_hand(who: Person) -> None:
    def both(db: Any, actor: Any) -> None:
        actions.keep_pace(db, actor)
        actions.start_circle(db, actor, **ABOUT, visibility=OPEN)

    do(who, both)


def test_new_members_start_three_circles_a_day_and_others_ten(town: Town) -> None:
    with clock.fixed(NOON) as at:
        hana = town.hana
        for _ in range(3):
            start_by_hand(hana)
        with pytest.raises(SlowDown, match="3 circles in a day"):
            start_by_hand(hana)
        at(NOON + timedelta(days=4))
        for _ in range(10):
            start_by_hand(hana)
        with pytest.raises(SlowDown, match="10 circles in a day"):
            start_by_hand(hana)


def test_starting_many_at_the_same_moment_is_no_way_around_it(town: Town) -> None:
    hana = town.hana
    results = at_once(*[lambda: start_by_hand(hana) for _ in range(8)])
    assert refusals(results) == ["SlowDown"] * 5
