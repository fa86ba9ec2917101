"""Why a circle might be for somebody, and what must never be a reason."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from community.access.blocks import Block, BlockKind
from community.access.policy import Visibility
from community.circles import actions
from community.circles import reasons as circle_reasons
from community.circles.cards import CircleCard
from community.circles.models import Circle, CircleSkill
from community.circles.reasons import suggested
from community.core import clock
from community.core.ids import new_id
from community.core.transaction import reading, transaction
from community.members.models import Sight
from community.skills.models import Offer, Skill, SkillName, Wish
from tests.doing import do
from tests.town import Person, Town


def tie(
    kind: type[Offer] | type[Wish], who: Person, *names: str, sight: Sight = Sight.MEMBERS
) -> None:
    with transaction() as db:
        for name in names:
            skill_id = db.scalar(select(Skill.id).where(Skill.name == name)) or new_id()
            if db.get(Skill, skill_id) is None:
                db.add(Skill(id=skill_id, name=name, key=name.casefold(), created_at=clock.now()))
                db.flush()
                db.add(SkillName(key=name.casefold(), name=name, skill_id=skill_id))
            db.add(kind(member_id=who.id, skill_id=skill_id, called=name, sight=sight,
                        created_at=clock.now()))  # fmt: skip


def about(circle_id: str, name: str) -> None:
    with transaction() as db:
        skill_id = db.scalars(select(Skill.id).where(Skill.name == name)).one()
        db.add(CircleSkill(circle_id=circle_id, skill_id=skill_id))


def suggestions(who: Person, most: int = 9) -> Sequence[CircleCard]:
    actor = who.actor
    with reading() as db:
        return suggested(db, actor, most)


def reasons(who: Person) -> dict[str, list[str]]:
    return {card.circle.name: card.reasons for card in suggestions(who)}


def keep_off(who: Person, other: Person, kind: BlockKind) -> None:
    with transaction() as db:
        db.add(Block(member_id=who.id, other_id=other.id, kind=kind, created_at=clock.now()))


def test_what_its_people_can_teach_is_a_reason_with_the_names_of_the_skills(town: Town) -> None:
    tie(Offer, town.hana, "C#", "ARCP")
    tie(Offer, town.milo, "ARCP")
    tie(Wish, town.otto, "ARCP", "C#", "R")
    town.circle(town.hana, town.milo)
    assert reasons(town.otto) == {
        "Splinting": ["Two people here can teach what you want to learn: ARCP, C#"]
    }


def test_what_it_is_about_comes_first_and_who_wants_to_learn_from_me_last(town: Town) -> None:
    tie(Wish, town.otto, "Splinting")
    tie(Offer, town.otto, "Knots")
    tie(Wish, town.hana, "Knots")
    tie(Offer, town.hana, "Splinting")
    circle = town.circle(town.hana)
    about(circle.id, "Splinting")
    assert reasons(town.otto)["Splinting"] == [
        "It is about Splinting, which you want to learn",
        "One person here can teach what you want to learn: Splinting",
        "One person here wants to learn what you can teach: Knots",
    ]


def test_directions_are_never_mixed(town: Town) -> None:
    tie(Wish, town.hana, "Splinting")
    tie(Wish, town.otto, "Splinting")
    tie(Offer, town.milo, "Knots")
    tie(Offer, town.otto, "Knots")
    town.circle(town.hana, town.milo)
    assert reasons(town.otto) == {"Splinting": []}


def test_many_skills_are_counted_after_the_first(town: Town) -> None:
    names = ["A1", "B1", "C1", "D1", "E1"]
    tie(Offer, town.hana, *names)
    tie(Wish, town.otto, *names)
    town.circle(town.hana)
    assert reasons(town.otto)["Splinting"] == [
        "One person here can teach what you want to learn: A1, B1, C1 and 2 more"
    ]


@pytest.mark.parametrize("sight", [Sight.CIRCLES, Sight.NOBODY])
def test_what_is_not_for_every_member_is_no_reason_even_to_circle_mates(
    town: Town, sight: Sight
) -> None:
    tie(Offer, town.hana, "Splinting", sight=sight)
    tie(Wish, town.otto, "Splinting")
    town.circle(town.hana, town.otto, name="Shared")
    town.circle(town.hana)
    assert reasons(town.otto) == {"Splinting": []}


@pytest.mark.parametrize("kind", BlockKind)
@pytest.mark.parametrize("by_reader", [True, False])
def test_people_kept_off_are_no_reason(town: Town, kind: BlockKind, by_reader: bool) -> None:
    tie(Offer, town.hana, "Splinting")
    tie(Wish, town.otto, "Splinting")
    town.circle(town.hana)
    who, other = (town.otto, town.hana) if by_reader else (town.hana, town.otto)
    keep_off(who, other, kind)
    quiet = by_reader or kind is BlockKind.BLOCK
    assert (reasons(town.otto)["Splinting"] == []) is quiet


def test_only_circles_one_could_come_into_today_are_suggested(town: Town) -> None:
    for visibility in Visibility:
        town.circle(town.hana, name=visibility.value, visibility=visibility)
    town.circle(town.hana, town.otto, name="mine")
    invited = town.circle(town.hana, name="invited already")
    town.invite(town.otto, invited.id, town.hana)
    full, over = (town.circle(town.hana, name=name) for name in ("full", "over"))
    with transaction() as db:
        db.get_one(Circle, full.id).most = 1
        db.get_one(Circle, over.id).archived_at = clock.now()
    assert list(reasons(town.otto)) == ["ask", "open"]


def test_the_best_reasons_come_first_and_no_more_than_asked_for(town: Town) -> None:
    tie(Wish, town.otto, "Splinting", "Knots")
    tie(Offer, town.otto, "R")
    tie(Offer, town.milo, "Knots")
    tie(Wish, town.ada, "R")
    town.circle(town.hana, name="A, without any")
    town.circle(town.ada, name="B, one to teach")
    town.circle(town.milo, name="C, one who teaches")
    town.circle(town.hana, name="D, about it")
    with reading() as db:
        circle_id = db.scalars(select(Circle.id).where(Circle.name == "D, about it")).one()
    about(circle_id, "Splinting")
    assert [card.circle.name[0] for card in suggestions(town.otto)] == ["D", "C", "B", "A"]
    assert [card.circle.name[0] for card in suggestions(town.otto, 2)] == ["D", "C"]


def test_somebody_who_left_the_circle_is_no_reason(town: Town) -> None:
    tie(Offer, town.milo, "Splinting")
    tie(Wish, town.otto, "Splinting")
    circle = town.circle(town.hana, town.milo)
    do(town.milo, actions.leave, circle.id)
    assert reasons(town.otto) == {"Splinting": []}


def test_a_skill_that_very_many_share_is_counted_exactly_where_it_is_shown(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circle_reasons, "SAMPLE", 1)
    for person in (town.hana, town.milo, town.ada):
        tie(Offer, person, "Splinting")
    tie(Wish, town.otto, "Splinting")
    town.circle(town.hana, town.milo, town.ada)
    assert reasons(town.otto)["Splinting"] == [
        "Three people here can teach what you want to learn: Splinting"
    ]
