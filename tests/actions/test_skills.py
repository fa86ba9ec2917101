"""What members say they teach and want to learn, and who may read it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from community.access.actor import ANYBODY
from community.access.blocks import Block, BlockKind
from community.access.policy import Visibility
from community.circles.actions import start_circle
from community.circles.models import CircleSkill
from community.circles.shape import CircleShape
from community.core import clock
from community.core.errors import Invalid, NotFound, SignedOut
from community.core.events import record
from community.core.transaction import reading, transaction
from community.discovery.models import SearchChange
from community.members.events import SightsChanged
from community.members.models import Profile, Sight
from community.skills import actions
from community.skills.models import Level, Offer, Skill, SkillName, Wish
from community.skills.queries import MemberSkills, offers_of, skills_of_many, wishes_of
from tests.counting import counted
from tests.doing import at_once, do, refusals
from tests.skilled import about
from tests.town import Person, Town


def skills_of(reader: Person, whom: Person) -> MemberSkills:
    actor = reader.actor
    with reading() as db:
        return skills_of_many(db, actor, [whom.id])[whom.id]


def names(rows: list[Offer] | list[Wish]) -> list[str]:
    return [row.skill.name for row in rows]


def see(whom: Person, **sights: str) -> None:
    with transaction() as db:
        db.get_one(Profile, whom.id).sights = sights
        record(db, SightsChanged(member_id=whom.id))


def test_what_one_teaches_and_wants_to_learn_stay_apart(town: Town) -> None:
    do(town.hana, actions.offer, "Splinting", level=Level.SEASONED, words="Twelve years.")
    do(town.hana, actions.wish, "R", evidence="Read two chapters.")
    seen = skills_of(town.milo, town.hana)
    assert (names(seen.teaches), names(seen.learns)) == (["Splinting"], ["R"])
    (offer,), (wish,) = seen.teaches, seen.learns
    assert (offer.level, offer.words, wish.evidence) == (
        Level.SEASONED, "Twelve years.", "Read two chapters.",
    )  # fmt: skip
    actor = town.milo.actor
    with reading() as db:
        assert names(offers_of(db, actor, town.hana.id)) == ["Splinting"]
        assert names(wishes_of(db, actor, town.hana.id)) == ["R"]


def test_any_spelling_finds_the_skill_that_is_there(town: Town) -> None:
    first = do(town.hana, actions.offer, "Time management")
    for spelling in ("time-management", "TIME  MANAGEMENT", "time_management"):
        assert do(town.milo, actions.wish, spelling).skill_id == first.skill_id
    (wish,) = skills_of(town.hana, town.milo).learns
    assert (wish.skill.name, wish.called) == ("Time management", "time-management")


def test_several_are_added_at_once_and_those_there_stay_as_they_are(town: Town) -> None:
    do(town.hana, actions.offer, "R", words="My own words.")
    rows = do(town.hana, actions.add, Offer, "C#, r, C++, .NET, c♯")
    assert [row.called for row in rows] == ["C#", "R", "C++", ".NET"]
    seen = skills_of(town.hana, town.hana)
    assert names(seen.teaches) == [".NET", "C#", "C++", "R"]
    assert seen.teaches[-1].words == "My own words."
    assert do(town.hana, actions.add, Offer, "  ") == []


@pytest.mark.parametrize(("spelled", "questions"), [("Skill {}", 1), ("skill-{}", 2)])
def test_looking_up_many_names_is_one_question_and_another_for_other_spellings(
    town: Town, spelled: str, questions: int
) -> None:
    do(town.hana, actions.add, Offer, ", ".join(f"Skill {n}" for n in range(20)))
    with transaction() as db, counted() as asked:
        found = actions.skills_named(db, ", ".join(spelled.format(n) for n in range(20)))
    assert [skill.name for skill in found] == [f"Skill {n}" for n in range(20)]
    turns = [one for one in asked if "advisory" in one]  # on PostgreSQL, before any is held
    assert len(asked) - len(turns) == questions


def test_many_people_are_two_questions(town: Town) -> None:
    people = [town.person(f"Person {n}") for n in range(6)]
    for person in people:
        do(person, actions.add, Offer, f"R, Own {person.handle}")
        do(person, actions.wish, "C#")
    actor = town.milo.actor
    with reading() as db, counted() as asked:
        found = skills_of_many(db, actor, [person.id for person in people])
    assert len(asked) == 2
    assert all(len(one.teaches) == 2 and names(one.learns) == ["C#"] for one in found.values())


def test_one_says_it_anew_and_takes_it_back(town: Town) -> None:
    skill_id = do(town.hana, actions.offer, "R").skill_id
    said = {"level": Level.PRACTISING, "words": "Charts only.", "evidence": "Audit of 2024."}
    do(town.hana, actions.change, Offer, skill_id, **said)
    (offer,) = skills_of(town.milo, town.hana).teaches
    assert (offer.level, offer.words, offer.evidence) == tuple(said.values())
    do(town.hana, actions.drop_offer, skill_id)
    assert not skills_of(town.milo, town.hana).teaches
    for nothing in (skill_id, "x", ""):
        with pytest.raises(NotFound):
            do(town.hana, actions.drop_offer, nothing)
        with pytest.raises(NotFound):
            do(town.hana, actions.drop_wish, nothing)


def test_nobody_changes_what_another_said(town: Town) -> None:
    skill_id = do(town.hana, actions.offer, "R", words="Mine.").skill_id
    with pytest.raises(NotFound):
        do(town.milo, actions.change, Offer, skill_id, level=None, words="Yours", evidence="")
    with pytest.raises(NotFound):
        do(town.milo, actions.drop_offer, skill_id)
    with transaction() as db, pytest.raises(SignedOut):
        actions.offer(db, ANYBODY, "R")


def test_the_forty_first_is_refused_with_a_sentence_and_nothing_is_kept(town: Town) -> None:
    do(town.hana, actions.add, Offer, ", ".join(f"Skill {n}" for n in range(39)))
    with pytest.raises(Invalid, match="up to 40 skills that you teach"):
        do(town.hana, actions.add, Offer, "one more, and another")
    do(town.hana, actions.add, Offer, "one more, Skill 3")
    do(town.hana, actions.wish, "in the other direction there is room")
    with pytest.raises(Invalid, match="at most 40 skills at once"):
        do(town.milo, actions.add, Wish, ", ".join(f"S {n}" for n in range(41)))
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Skill)) == 41


@pytest.mark.parametrize("offered", [True, False], ids=["teaches", "learns"])
def test_what_one_keeps_to_oneself_or_ones_circles_is_not_read_by_others(
    town: Town, offered: bool
) -> None:
    town.circle(town.hana, town.milo)
    part = "teaches" if offered else "learns"
    do(town.hana, actions.add, Offer if offered else Wish, "R, C#")
    sights = {
        Sight.CIRCLES: (town.hana, town.milo), Sight.NOBODY: (town.hana,),
        Sight.MEMBERS: (town.hana, town.milo, town.otto),
        Sight.PUBLIC: (town.hana, town.milo, town.otto),
    }  # fmt: skip
    for sight, readers in sights.items():
        see(town.hana, **{part: sight.value})
        do(town.hana, actions.add, Offer if offered else Wish, f"added while {sight}")
        for reader in (town.hana, town.milo, town.otto):
            seen = skills_of(reader, town.hana)
            assert bool(getattr(seen, part)) == (reader in readers), (sight, reader)
        with reading() as db:
            seen = skills_of_many(db, ANYBODY, [town.hana.id])[town.hana.id]
            assert bool(getattr(seen, part)) == (sight is Sight.PUBLIC)


def test_a_block_hides_both_from_one_another(town: Town) -> None:
    do(town.hana, actions.offer, "R")
    do(town.milo, actions.offer, "C#")
    with transaction() as db:
        pair = {"member_id": town.milo.id, "other_id": town.hana.id}
        db.add(Block(**pair, kind=BlockKind.BLOCK, created_at=clock.now()))
    assert not skills_of(town.milo, town.hana).teaches
    assert not skills_of(town.hana, town.milo).teaches
    assert names(skills_of(town.otto, town.hana).teaches) == ["R"]


def offering(who: Person, names: str) -> Callable[[], Any]:
    return lambda: do(who, actions.add, Offer, names)


def wishing(who: Person, name: str) -> Callable[[], Any]:
    return lambda: do(who, actions.wish, name)


def starting(who: Person, shape: CircleShape) -> Callable[[], Any]:
    how = {"name": "New", "purpose": "New", "visibility": Visibility.OPEN, "shape": shape}
    return lambda: do(who, start_circle, **how)


def dropping(who: Person, skill_id: str) -> Callable[[], Any]:
    return lambda: do(who, actions.drop_offer, skill_id)


def seeing(whom: Person, sight: Sight) -> Callable[[], Any]:
    return lambda: see(whom, teaches=sight.value)


def test_a_name_two_people_are_first_to_use_becomes_one_skill(town: Town) -> None:
    people = [town.person(f"Person {n}") for n in range(4)]
    for turn in range(6):
        new = [f"New {turn}", f"new-{turn}  again", f"{turn} third"]
        answers = at_once(
            offering(people[0], ", ".join(new)),
            offering(people[1], ", ".join(reversed(new))),
            offering(people[2], new[1].upper()),
            wishing(people[3], new[0]),
        )
        assert not refusals(answers)
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(Skill)) == 18
        assert db.scalar(select(func.count()).select_from(SkillName)) == 18
        assert db.scalar(select(func.count()).select_from(Offer)) == 6 * 7


def test_a_name_that_nobody_uses_any_more_is_forgotten(town: Town) -> None:
    def names_kept() -> set[str]:
        with reading() as db:
            return set(db.scalars(select(SkillName.name))) | set(db.scalars(select(Skill.name)))

    alone = do(town.hana, actions.offer, "CANARY").skill_id
    shared = do(town.hana, actions.offer, "R").skill_id
    do(town.milo, actions.wish, "R")
    both = do(town.hana, actions.offer, "C#").skill_id
    do(town.hana, actions.wish, "C#")
    of_circle = do(town.hana, actions.offer, "Casting").skill_id
    about(town.circle(town.hana).id, "Casting")
    curated = do(town.hana, actions.offer, "ARCP").skill_id
    with transaction() as db:
        db.get_one(Skill, curated).curated = True
    for skill_id in (alone, shared, both, of_circle, curated):
        do(town.hana, actions.drop_offer, skill_id)
    assert names_kept() == {"R", "C#", "Casting", "ARCP"}
    do(town.hana, actions.drop_wish, both)
    assert names_kept() == {"R", "Casting", "ARCP"}
    assert do(town.otto, actions.offer, "canary").skill_id != alone


def test_a_skill_is_never_forgotten_under_whoever_begins_to_speak_of_it(town: Town) -> None:
    for turn in range(8):
        skill_id = do(town.hana, actions.offer, f"Skill {turn}").skill_id
        answers = at_once(
            dropping(town.hana, skill_id),
            wishing(town.milo, f"SKILL {turn}"),
            starting(town.otto, CircleShape(skills=f"skill-{turn}")),
        )
        assert not refusals(answers), answers
        with transaction() as db:
            skill = actions.skill_named(db, f"Skill {turn}")
            assert db.get(Wish, (town.milo.id, skill.id)) is not None
            started = select(CircleSkill.circle_id).where(CircleSkill.skill_id == skill.id)
            assert len(db.scalars(started).all()) == 1


def test_a_row_made_while_its_sight_changes_does_not_keep_the_old_one(town: Town) -> None:
    sights = [Sight.NOBODY, Sight.MEMBERS] * 4
    for number, sight in enumerate(sights):
        answers = at_once(
            offering(town.hana, f"Skill {number}"),
            seeing(town.hana, sight),
        )
        assert not refusals(answers)
        with reading() as db:
            assert set(db.scalars(select(Offer.sight))) == {sight}


def test_the_index_hears_of_the_member(town: Town) -> None:
    def noted() -> int:
        with reading() as db:
            mine = SearchChange.key == f"person:{town.hana.id}"
            return db.scalar(select(func.count()).where(mine)) or 0

    assert town.hana.handle == "hana"
    before = noted()
    skill_id = do(town.hana, actions.offer, "R").skill_id
    do(town.hana, actions.change, Offer, skill_id, level=None, words="New", evidence="")
    do(town.hana, actions.drop_offer, skill_id)
    assert noted() >= before + 3
