"""The letter of news tells of saved searches as well: how many are new, and of which."""

from datetime import datetime, timedelta

import pytest

from community.core.transaction import reading
from community.discovery.saved import keeping
from community.follows.letter_choice import choose
from community.follows.letters import letter_of
from community.follows.models import Every
from community.mail import Letter
from community.mail.office import open_office
from community.settings import Settings
from community.skills.actions import drop_offer, offer
from tests.discovery.conftest import Finding
from tests.discovery.saving import Saving
from tests.doing import do
from tests.town import Person, Town


@pytest.fixture
def saving(finding: Finding, town: Town, settings: Settings) -> Saving:
    open_office(settings)
    for person in (town.milo, town.otto):
        do(person, choose, Every.DAY)
    return Saving(finding)


def letter(who: Person, since: datetime, until: datetime) -> Letter | None:
    job = {"member_id": who.id, "since": since.isoformat(), "until": until.isoformat()}
    with reading() as db:
        return letter_of(db, job)


def lines(letter: Letter | None) -> list[tuple[str, str, str]]:
    parts = letter.parts if letter else ()
    found = [part for part in parts if part.title == "Your saved searches"]
    return [(line.text, line.about, line.path) for part in found for line in part.lines]


def test_it_says_how_many_are_new_since_the_one_before(saving: Saving, town: Town) -> None:
    search = saving.search(town.milo, "teach:zither")
    begun = saving.now
    do(town.hana, offer, "Zither")
    saving.look()
    told = saving.now + timedelta(minutes=1)
    path = f"/search/saved/{search}?since={int(begun.timestamp())}"
    assert lines(letter(town.milo, begun, told)) == [("teach:zither", "1 new", path)]
    assert letter(town.otto, begun, told) is None, "it is his alone"
    do(town.ada, offer, "Zither")
    saving.look()
    assert [about for _, about, _ in lines(letter(town.milo, told, saving.now))] == ["1 new"]
    assert [about for _, about, _ in lines(letter(town.milo, begun, saving.now))] == ["2 new"]
    assert letter(town.milo, saving.now, saving.now + timedelta(days=1)) is None


def test_what_is_gone_by_then_is_not_in_it(saving: Saving, town: Town) -> None:
    search = saving.search(town.milo, "teach:zither")
    begun = saving.now
    skill_id = do(town.hana, offer, "Zither").skill_id
    saving.look()
    do(town.hana, drop_offer, skill_id)
    saving.look()
    assert letter(town.milo, begun, saving.now) is None
    do(town.otto, offer, "Zither")
    saving.look()
    assert lines(letter(town.milo, begun, saving.now))
    do(town.milo, keeping.change, search, "Zither", None, tell=False)
    assert letter(town.milo, begun, saving.now) is None, "who is not told gets no letter of it"
