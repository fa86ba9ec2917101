"""Moderators and the vocabulary: names and topic lists."""

import pytest
from sqlalchemy import select

from community.access.actor import CommunityRole
from community.core.errors import Forbidden, Invalid, NotFound
from community.core.transaction import reading
from community.discovery.skills.merging import merge
from community.skills import actions
from community.skills.curating import change_skill, plant, unplanted
from community.skills.lists import list_called, shipped
from community.skills.models import Offer, Skill, SkillName
from community.skills.rules import ALIASES_MOST, skill_key, tidy_about, tidy_skill
from tests.doing import do
from tests.skilled import names
from tests.town import Person, Town

HOW = {"aliases": "", "about": "", "curated": False}


@pytest.fixture
def mona(town: Town) -> Person:
    return town.person("Mona", CommunityRole.MODERATOR)


def test_a_skill_is_given_another_name_and_found_under_the_old_one(
    town: Town, mona: Person
) -> None:
    row = do(town.hana, actions.offer, "annual review", words="Mine.")
    how = {"name": "ARCP", "aliases": "ARCP panel", "about": "The yearly review.", "curated": True}
    do(mona, change_skill, row.skill_id, **how)
    assert names(row.skill_id) == {"ARCP", "ARCP panel", "annual review"}
    for spelling in ("arcp", "ARCP-Panel", "Annual Review"):
        assert do(town.milo, actions.wish, spelling).skill_id == row.skill_id
    with reading() as db:
        offer = db.get_one(Offer, (town.hana.id, row.skill_id))
        assert (offer.called, offer.words) == ("annual review", "Mine.")
        skill = db.get_one(Skill, row.skill_id)
        assert (skill.about, skill.curated) == ("The yearly review.", True)
    do(mona, change_skill, row.skill_id, name="ARCP", **HOW)
    assert names(row.skill_id) == {"ARCP"}
    assert do(town.otto, actions.wish, "annual review").skill_id != row.skill_id


@pytest.mark.parametrize(
    ("how", "field", "said"),
    [({"name": "R"}, "name", "a name of the skill “R” already"),
     ({"aliases": "Rstats"}, "aliases", "a name of the skill “R” already"),
     ({"name": ""}, "skills", "needs a name"), ({"name": "a, b"}, "skills", "comma"),
     ({"about": "x" * 301}, "about", "At most 300"),
     ({"aliases": "x" * 61}, "aliases", "at most 60"),
     ({"aliases": ",".join(f"a{n}" for n in range(ALIASES_MOST + 1))}, "aliases", "at most 20")],
)  # fmt: skip
def test_what_cannot_be_kept_says_why_and_changes_nothing(
    town: Town, mona: Person, how: dict[str, str], field: str, said: str
) -> None:
    taken = do(town.hana, actions.offer, "R").skill_id
    do(mona, change_skill, taken, name="R", **{**HOW, "aliases": "rstats"})
    skill_id = do(town.hana, actions.offer, "C#").skill_id
    with pytest.raises(Invalid, match=said) as problem:
        do(mona, change_skill, skill_id, **{"name": "C#", **HOW, **how})
    assert field in problem.value.fields
    assert (names(skill_id), names(taken)) == ({"C#"}, {"R", "rstats"})


def test_only_moderators_look_after_the_vocabulary(town: Town, mona: Person) -> None:
    skill_id = do(town.hana, actions.offer, "R").skill_id
    do(town.hana, actions.offer, "C#")
    for who in (town.milo, town.hana, town.person("Cora", CommunityRole.COORDINATOR)):
        with pytest.raises(Forbidden, match="A moderator looks after"):
            do(who, change_skill, skill_id, name="X", **HOW)
        with pytest.raises(Forbidden):
            do(who, merge, skill_id, "C#")
        with pytest.raises(Forbidden):
            do(who, plant, "surgical-training")
    for nothing in ("x", "aaaaaaaaaaaaaaaa"):
        with pytest.raises(NotFound):
            do(mona, change_skill, nothing, name="X", **HOW)
        with pytest.raises(NotFound):
            do(mona, merge, nothing, "R")
        with pytest.raises(NotFound):
            do(mona, plant, nothing)


def test_shipped_lists_hold_names_that_can_be_kept_each_for_one_skill() -> None:
    assert {one.id for one in shipped()} == {
        "communication-influence-impact", "occupational-therapy", "peer-mentoring",
        "psychiatry-core-training", "surgical-training",
    }  # fmt: skip
    owner: dict[str, str] = {}
    for one in shipped():
        assert one.title
        assert one.source
        assert one.about.endswith(".")
        assert len({topic.name for topic in one.topics}) == len(one.topics)
        for topic in one.topics:
            assert tidy_about(topic.about) == topic.about
            for name in (topic.name, *topic.aliases):
                assert tidy_skill(name) == name
                assert owner.setdefault(skill_key(name), topic.name) == topic.name, name


def test_a_list_is_planted_once_and_keeps_what_members_said(town: Town, mona: Person) -> None:
    said = do(town.hana, actions.offer, "Arcp", words="Portfolios, calmly.")
    do(town.milo, actions.wish, "annual review of competence progression")
    do(mona, change_skill, said.skill_id, name="Arcp", **{**HOW, "about": "Ours."})
    surgical = list_called("surgical-training")
    assert surgical
    new = do(mona, plant, surgical.id)
    assert new == len(surgical.topics)
    with reading() as db:
        skill = db.get_one(Skill, said.skill_id)
        assert (skill.name, skill.about, skill.curated) == ("Arcp", "Ours.", True)
        assert db.get_one(Offer, (town.hana.id, skill.id)).words == "Portfolios, calmly."
        found = db.scalars(select(SkillName).order_by(SkillName.key)).all()
        first = [(one.key, one.name, one.skill_id) for one in found]
        assert not unplanted(db, surgical)
    # A name that another skill had already stays with it, for a moderator to merge.
    assert names(said.skill_id) == {"Arcp", "annual review of competency progression"}
    assert do(mona, plant, surgical.id) == 0
    with reading() as db:
        found = db.scalars(select(SkillName).order_by(SkillName.key)).all()
        assert [(one.key, one.name, one.skill_id) for one in found] == first


def test_all_lists_stand_beside_one_another(town: Town, mona: Person) -> None:
    for one in shipped():
        do(mona, plant, one.id)
    with reading() as db:
        for one in shipped():
            assert not unplanted(db, one)
        keys = db.scalars(select(SkillName.key).join(Skill, Skill.key == SkillName.key)).all()
        assert len(keys) == len(db.scalars(select(Skill)).all())
