"""Who can teach it is one question, who wants to learn it another."""

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.core.transaction import transaction
from community.skills.actions import add, offer, wish
from community.skills.curating import change_skill
from community.skills.models import Offer, Wish
from community.skills.naming import skill_named
from tests.discovery.conftest import Finding
from tests.doing import do
from tests.town import Person, Town

NAMES = ["C#", "C++", "C", "R", ".NET", "ST3", "ARCP", "time-management", "Time", "A/B testing"]
SAID = st.lists(st.sampled_from(NAMES), unique=True, max_size=4)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("C#", "teach:C#"),
        ("C#", "teach:c#"),
        ("R", "teach:R"),
        ("ST3", "teach:st3"),
        (".NET", "teach:.NET"),
        (".NET", 'teach:".net"'),
        ("time-management", "teach:time-management"),
        ("time-management", 'teach:"Time management"'),
        ("time-management", "teach:time_management"),
        ("Éducation", "teach:education"),
        ("A/B testing", "teach:A/B-testing"),
    ],
)
def test_a_skill_is_found_by_its_name_in_its_direction(
    finding: Finding, town: Town, name: str, asked: str
) -> None:
    do(town.hana, offer, name)
    do(town.milo, wish, name)

    assert finding.names(town.otto, asked) == ["Hana"]
    assert finding.names(town.otto, asked.replace("teach:", "learn:")) == ["Milo"]


@pytest.mark.parametrize(
    ("taught", "asked"),
    [
        ("C", "teach:C#"),
        ("C#", "teach:C"),
        ("C++", "teach:C#"),
        ("R&D", "teach:C"),
        ("ST3", "teach:ST4"),
    ],
)
def test_a_name_that_only_looks_alike_is_another_skill(
    finding: Finding, town: Town, taught: str, asked: str
) -> None:
    do(town.hana, offer, taught)

    assert finding.names(town.otto, asked, "person") == []


def test_any_name_of_a_skill_finds_who_teaches_it(finding: Finding, town: Town) -> None:
    do(town.hana, offer, "ARCP")
    do(town.milo, wish, "ARCP")
    assert finding.names(town.otto, "teach:annual-review") == []
    rename(town.ada, "ARCP", name="ARCP", aliases="Annual review, Progression")

    assert finding.names(town.otto, "teach:annual-review") == ["Hana"]
    assert finding.names(town.otto, 'learn:"annual review"') == ["Milo"]
    assert finding.names(town.otto, "progression", "skill") == ["ARCP"]
    assert finding.ask(town.otto, "teach:annual-review").found[0].why == "Can teach Annual review"


def test_who_has_an_old_name_in_mind_still_finds_them(finding: Finding, town: Town) -> None:
    do(town.hana, offer, "Splinting")
    circle = town.circle(town.hana, name="Thumbs")
    assert finding.names(town.otto, "teach:splinting") == ["Hana"]
    rename(town.ada, "Splinting", name="Orthotics", aliases="")

    assert finding.names(town.otto, "teach:splinting") == ["Hana"]
    assert finding.names(town.otto, "teach:orthotics") == ["Hana"]
    assert circle.id


def test_ones_own_words_find_people_too(finding: Finding, town: Town) -> None:
    do(town.hana, offer, "Splinting", words="Thermoplastic thumbs, with patience.")
    do(town.milo, wish, "Splinting", words="For my saxophone hand.", evidence="A course in Porto.")

    assert finding.names(town.otto, "thermoplastic") == ["Hana"]
    assert finding.names(town.otto, "saxophone") == ["Milo"]
    assert finding.names(town.otto, "Porto") == ["Milo"]
    assert finding.ask(town.otto, "teach:splinting").found[0].said.startswith("Thermoplastic")


@settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(profiles=st.lists(st.tuples(SAID, SAID), min_size=3, max_size=3))
def test_whoever_only_learns_it_is_never_found_as_teaching_it(
    finding: Finding, town: Town, profiles: list[tuple[list[str], list[str]]]
) -> None:
    people = [town.hana, town.milo, town.ada]
    for person, (teaches, learns) in zip(people, profiles, strict=True):
        say_anew(person, teaches, learns)

    for name in NAMES:
        teachers = {p.name for p, said in zip(people, profiles, strict=True) if name in said[0]}
        learners = {p.name for p, said in zip(people, profiles, strict=True) if name in said[1]}
        assert set(finding.names(town.otto, f'teach:"{name}"', "person")) == teachers, name
        assert set(finding.names(town.otto, f'learn:"{name}"', "person")) == learners, name


def say_anew(person: Person, teaches: Iterable[str], learns: Iterable[str]) -> None:
    with transaction() as db:
        for kind in (Offer, Wish):
            db.query(kind).filter_by(member_id=person.id).delete()
    do(person, add, Offer, ", ".join(teaches))
    do(person, add, Wish, ", ".join(learns))


def rename(moderator: Person, old: str, *, name: str, aliases: str) -> None:
    with transaction() as db:
        skill_id = skill_named(db, old).id
    do(moderator, change_skill, skill_id, name=name, aliases=aliases, about="", curated=False)
