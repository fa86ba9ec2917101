"""What insights are about: skills that go by the same rules as those of circles."""

from sqlalchemy import select

from community.access.actor import CommunityRole
from community.access.insight_rules import Sight
from community.access.policy import Visibility
from community.choices.actions import choose
from community.core.transaction import reading
from community.discovery.audience import exists_for_all
from community.discovery.models import SearchChange
from community.discovery.skills.merging import merge
from community.insights.actions import publishing
from community.insights.known_skills import known_skills
from community.insights.models import InsightSkill
from community.insights.texts import Shown
from community.skills import actions
from community.skills.models import Skill
from tests.browsing import Browsing
from tests.doing import do
from tests.insights.test_writing import published
from tests.skilled import block
from tests.town import Person, Town


def named(*names: str) -> Shown:
    return Shown(skills=names)


def known(who: Person) -> set[str]:
    actor = who.actor
    with reading() as db:
        return set(db.scalars(select(Skill.name).where(known_skills(actor))))


def open_to_all() -> set[str]:
    with reading() as db:
        return set(db.scalars(select(Skill.name).where(exists_for_all())))


def test_skills_that_are_merged_stay_with_their_insights(town: Town) -> None:
    mona = town.person("Mona", CommunityRole.MODERATOR)
    one = published(town.hana, shown=named("annual review"))
    both = published(town.hana, shown=named("annual review", "ARCP"))
    with reading() as db:
        gone = db.scalars(select(Skill.id).where(Skill.name == "annual review")).one()
    kept = do(mona, merge, gone, "ARCP").id
    with reading() as db:
        about = db.execute(select(InsightSkill.insight_id, InsightSkill.skill_id)).all()
    assert sorted(about) == sorted((insight.id, kept) for insight in (one, both))


def test_a_skill_of_an_insight_is_known_to_whoever_reads_it(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    hidden = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    published(town.hana, shown=named("Open"))
    published(town.hana, shown=Shown(Sight.PUBLIC, where.id, ("Of a circle",)))
    published(town.hana, shown=Shown(Sight.CIRCLE, where.id, ("Inside",)))
    published(town.hana, shown=Shown(Sight.MEMBERS, hidden.id, ("Hidden",)))
    everybody, inside = {"Open", "Of a circle"}, {"Inside", "Hidden"}
    assert known(town.milo) == everybody | inside
    assert known(town.otto) == open_to_all() == everybody
    with reading() as db:
        skills = dict(db.execute(select(Skill.name, Skill.id)).all())
    otto = browsing.by(town.otto)
    assert otto.get(f"/skills/{skills['Open']}").status_code == 200
    assert otto.get(f"/skills/{skills['Inside']}").status_code == 404
    block(town.otto, town.hana)
    block(town.hana, town.otto)
    assert known(town.otto) == set()


def test_what_is_written_about_in_the_open_is_not_spelled_anew_by_a_wish(town: Town) -> None:
    where = town.circle(town.hana)
    published(town.hana, shown=named("Thumb Casting"))
    published(town.hana, shown=Shown(Sight.CIRCLE, where.id, ("Inside Casting",)))
    do(town.milo, actions.wish, "thumb casting")
    do(town.milo, actions.wish, "inside casting")
    assert known(town.hana) >= {"Thumb Casting"}
    with reading() as db:
        names = set(db.scalars(select(Skill.name)))
    assert names == {"Thumb Casting", "inside casting"}


def test_once_it_is_taken_back_or_only_a_draft_it_makes_nothing_known(town: Town) -> None:
    do(town.ada, choose, checked="first")
    waiting = published(town.milo, shown=named("Waiting"))
    assert open_to_all() == known(town.otto) == set()
    with reading() as db:
        skill_id = db.scalars(select(Skill.id)).one()
        told = db.scalars(select(SearchChange.key)).all()
    do(town.ada, publishing.let_out, waiting.id)
    with reading() as db:
        later = db.scalars(select(SearchChange.key)).all()[len(told) :]
    assert f"skill:{skill_id}" in later
    assert open_to_all() == known(town.otto) == {"Waiting"}
