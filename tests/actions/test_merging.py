"""Two skills become one: without a loss, whatever was said before and is said meanwhile."""

import string
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from community.access.actor import CommunityRole
from community.access.policy import Visibility
from community.circles.models import CircleSkill
from community.core.errors import Refused
from community.core.transaction import reading, transaction
from community.discovery.models import SearchChange
from community.discovery.skills.merging import merge, preview
from community.skills import actions
from community.skills.curating import change_skill
from community.skills.models import Level, Offer, Skill, SkillName, Wish
from community.skills.naming import skill_named
from community.skills.rules import skill_key
from community.skills.ways import KINDS
from tests.doing import at_once, do, refusals
from tests.skilled import about, names
from tests.town import Person, Town

HOW = {"aliases": "", "about": "", "curated": False}


@pytest.fixture
def mona(town: Town) -> Person:
    return town.person("Mona", CommunityRole.MODERATOR)


def test_a_merge_keeps_what_everybody_said_and_joins_it_where_both_were_said(
    town: Town, mona: Person
) -> None:
    gone = do(town.hana, actions.offer, "annual review", level=Level.SEASONED, words="Calmly.")
    kept = do(town.hana, actions.offer, "ARCP", level=Level.BEGINNING, words="Portfolios.",
              evidence="Nine of mine.")  # fmt: skip
    do(town.milo, actions.wish, "annual review", words="Mine is in June.")
    one, both = town.circle(town.hana).id, town.circle(town.hana).id
    for circle_id, name in ((one, "annual review"), (both, "annual review"), (both, "ARCP")):
        about(circle_id, name)
    actor = mona.actor
    with reading() as db:
        told = preview(db, actor, gone.skill_id, "arcp")
    assert (told.gone.teachers, told.gone.learners, told.circles) == (1, 1, 2)
    assert (told.kept.skill.name, told.names) == ("ARCP", ["annual review"])
    assert do(mona, merge, gone.skill_id, "Arcp").id == kept.skill_id
    with reading() as db:
        (offer,), (wish,) = db.scalars(select(Offer)).all(), db.scalars(select(Wish)).all()
        assert (offer.skill_id, wish.skill_id) == (kept.skill_id, kept.skill_id)
        assert (offer.level, offer.words) == (Level.SEASONED, "Portfolios.\nCalmly.")
        assert (offer.evidence, offer.called) == ("Nine of mine.", "ARCP\nannual review")
        assert (wish.words, wish.called) == ("Mine is in June.", "annual review")
        about_it = db.execute(select(CircleSkill.circle_id, CircleSkill.skill_id)).all()
        assert sorted(about_it) == sorted((c, kept.skill_id) for c in (one, both))
        assert db.get(Skill, gone.skill_id) is None
    assert names(kept.skill_id) == {"ARCP", "annual review"}
    assert do(town.otto, actions.wish, "Annual-Review").skill_id == kept.skill_id


def test_a_skill_is_not_merged_into_itself_or_into_what_is_not_known(
    town: Town, mona: Person
) -> None:
    skill_id = do(town.hana, actions.offer, "R").skill_id
    do(mona, change_skill, skill_id, name="R", **{**HOW, "aliases": "rstats"})
    hidden = town.circle(town.hana, visibility=Visibility.HIDDEN)
    about(hidden.id, "CANARY")
    for into, said in (
        ("R", "same skill already"), ("RStats", "same skill already"),
        ("nothing", "No skill goes by the name “nothing”"), ("", "No skill goes by"),
        ("CANARY", "No skill goes by the name “CANARY”"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=said):
            do(mona, merge, skill_id, into)
    assert names(skill_id) == {"R", "rstats"}


def test_after_a_merge_the_index_reads_everybody_and_every_circle_anew(
    town: Town, mona: Person
) -> None:
    gone = do(town.hana, actions.offer, "annual review").skill_id
    kept = do(town.milo, actions.wish, "ARCP").skill_id
    circle_id = town.circle(town.hana).id
    about(circle_id, "annual review")
    with reading() as db:
        before = max(db.scalars(select(SearchChange.id)))
    do(mona, merge, gone, "ARCP")
    with reading() as db:
        noted = set(db.scalars(select(SearchChange.key).where(SearchChange.id > before)))
    people = {f"person:{who.id}" for who in (town.hana, town.milo)}
    assert noted >= {f"skill:{gone}", f"skill:{kept}", f"circle:{circle_id}", *people}


@dataclass
class Said:
    """What somebody said, in one direction, under one name."""

    who: int
    teaches: bool
    name: str
    words: str
    evidence: str
    level: Level | None


TOPICS = [f"topic {letter}" for letter in string.ascii_uppercase[:5]]
sayings = st.builds(
    Said,
    who=st.integers(0, 2),
    teaches=st.booleans(),
    name=st.sampled_from(TOPICS),
    words=st.text(string.ascii_letters + " \n", max_size=20).map(str.strip),
    evidence=st.sampled_from(["", "An audit", "A course"]),
    level=st.sampled_from([None, *Level]),
)
merges = st.lists(st.tuples(st.sampled_from(TOPICS), st.sampled_from(TOPICS)), max_size=4)
_round = count()


@pytest.mark.slow
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(said=st.lists(sayings, max_size=14), merged=merges)
def test_however_skills_are_merged_no_word_is_lost_and_no_direction_turned(
    town: Town, said: list[Said], merged: list[tuple[str, str]]
) -> None:
    mark = next(_round)
    people = [town.person(f"Person {mark} {number}") for number in range(3)]
    mona = town.person(f"Mona {mark}", CommunityRole.MODERATOR)
    named = {topic: f"{topic} {mark}" for topic in TOPICS}
    for one in said:
        action = actions.offer if one.teaches else actions.wish
        how = {"level": one.level, "words": one.words, "evidence": one.evidence}
        do(people[one.who], action, named[one.name], **how)
    before = told(people)
    for gone, kept in merged:
        merge_by_name(mona, named[gone], named[kept])
    now = told(people)
    for (who, teaches, name), (level, texts) in before.items():
        with transaction() as db:
            skill = skill_named(db, name)
        level_now, texts_now = now[who, teaches, skill.name]
        assert texts <= texts_now, "every word is kept, by whom and in the direction it was said"
        assert level_now >= level
    for who, person in enumerate(people):
        for teaches in (True, False):
            had = {key for key in before if key[:2] == (who, teaches)}
            has = {key for key in now if key[:2] == (who, teaches)}
            assert bool(had) == bool(has), f"{person.name} changed sides"
            assert len(has) <= len(had)


def merge_by_name(mona: Person, gone: str, kept: str) -> None:
    with reading() as db:
        rows = select(SkillName.key, SkillName.skill_id)
        ids = dict(
            db.execute(rows.where(SkillName.key.in_([skill_key(gone), skill_key(kept)]))).all()
        )
    if len(set(ids.values())) == 2:
        do(mona, merge, ids[skill_key(gone)], kept)


def told(people: list[Person]) -> dict[tuple[int, bool, str], tuple[int, set[str]]]:
    """By person, direction and skill: the level, and every line that was said."""
    order = [None, Level.BEGINNING, Level.PRACTISING, Level.SEASONED]
    ids = [person.id for person in people]
    found: dict[tuple[int, bool, str], tuple[int, set[str]]] = defaultdict(lambda: (0, set()))
    with reading() as db:
        for kind in KINDS.values():
            rows = db.execute(select(kind, Skill.name).join(Skill, Skill.id == kind.skill_id))
            for row, name in rows:
                if row.member_id in ids:
                    lines = f"{row.words}\n{row.evidence}\n{row.called}".split("\n")
                    key = ids.index(row.member_id), kind is Offer, name
                    found[key] = order.index(row.level), set(lines) - {""}
    return found


def merging(mona: Person, gone: str, into: str) -> Callable[[], Any]:
    return lambda: do(mona, merge, gone, into)


def offering(who: Person, name: str) -> Callable[[], Any]:
    return lambda: do(who, actions.offer, name)


def test_a_merge_and_new_offers_at_the_same_moment_lose_nobody(town: Town, mona: Person) -> None:
    people = [town.person(f"Person {n}") for n in range(3)]
    for turn in range(6):
        gone = do(town.hana, actions.offer, f"old name {turn}").skill_id
        do(town.hana, actions.offer, f"new name {turn}")
        answers = at_once(
            merging(mona, gone, f"new name {turn}"),
            *(offering(who, f"old name {turn}") for who in people),
        )
        assert not refusals(answers), answers
        with transaction() as db:
            skill = skill_named(db, f"old name {turn}")
            teachers = set(db.scalars(select(Offer.member_id).where(Offer.skill_id == skill.id)))
        assert skill.name == f"new name {turn}"
        assert teachers == {town.hana.id, *(person.id for person in people)}
