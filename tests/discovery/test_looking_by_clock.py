"""Each saved search is asked by the clock: whatever goes wrong, nothing is lost or told twice."""

import logging

import pytest
from sqlalchemy import delete, select

from community.core.transaction import reading, transaction
from community.discovery.indexing import Index
from community.discovery.saved import keeping, knowing, looking
from community.discovery.saved_models import KnownHit, SavedSearch
from community.insights.texts import Text
from community.members.models import Member
from community.notifications.models import Notice
from community.skills.actions import offer
from tests.counting import counted
from tests.discovery.conftest import Finding
from tests.discovery.saving import Away, Saving, now
from tests.doing import at_once, do
from tests.insights.test_writing import published
from tests.town import Person, Town


@pytest.fixture
def saving(finding: Finding) -> Saving:
    return Saving(finding)


def test_while_the_index_is_away_nothing_is_told_and_nothing_lost(
    saving: Saving, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(town.otto, offer, "Zither")
    known = saving.search(town.milo, "teach:zither")
    do(town.ada, offer, "Zither")
    assert saving.hears(town.milo) == [1]
    index = Away(monkeypatch)
    new = saving.search(town.hana, "teach:zither")
    do(town.hana, offer, "Zither")
    assert saving.hears(town.milo) == [1]
    index.away = False
    assert saving.hears(town.milo) == [2]
    assert len(saving.told(known)) == 2
    assert saving.hears(town.hana) == [], "what was there is known from the first answer on"
    assert now(new).look_at is not None


def test_another_index_that_finds_more_is_no_news(
    saving: Saving, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What changed since the search was asked of the old one is."""
    for person in (town.hana, town.otto):
        do(person, offer, "Zither")
    search = saving.search(town.milo, "teach:zither")
    with transaction() as db:  # as if the old one had not found her
        db.execute(delete(KnownHit).where(KnownHit.key == f"person:{town.hana.id}"))
    do(town.ada, offer, "Zither")
    saving.finding.index.name = "another"
    assert saving.hears(town.milo) == [1]
    assert saving.told(search) == [f"person:{town.ada.id}"]
    assert now(search).asked_of == "another"


def test_much_that_another_index_finds_is_no_news_in_any_part(
    saving: Saving, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "NEW_MOST", 1)
    old = [town.hana, town.otto]
    for person in old:
        do(person, offer, "Zither")
    search = saving.search(town.milo, "teach:zither")
    with transaction() as db:
        keys = [f"person:{person.id}" for person in old]
        db.execute(delete(KnownHit).where(KnownHit.key.in_(keys)))
    do(town.ada, offer, "Zither")
    saving.finding.index.name = "another"
    for _ in range(4):
        saving.look()
    assert saving.told(search) == [f"person:{town.ada.id}"]
    assert now(search).asked_of == "another"
    do(town.person("Nell"), offer, "Zither")
    assert saving.hears(town.milo) == [2]


def test_an_index_built_anew_tells_nothing(saving: Saving, town: Town) -> None:
    do(town.otto, offer, "Zither")
    saving.search(town.milo, "teach:zither")
    saving.finding.index.rebuild()
    assert saving.hears(town.milo) == []


def test_of_very_much_nothing_is_told(
    saving: Saving, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then nothing would stand out, and what is old would pass for new."""
    monkeypatch.setattr("tests.discovery.saving.KNOWN_MOST", 1)
    for person in (town.hana, town.otto):
        do(person, offer, "Zither")
    search = saving.search(town.milo, "teach:zither")
    assert now(search).look_at is None
    do(town.ada, offer, "Zither")
    assert saving.hears(town.milo) == []


def test_who_wants_to_be_told_again_hears_from_then_on(saving: Saving, town: Town) -> None:
    search = saving.search(town.milo, "teach:zither")
    do(town.milo, keeping.change, search, "Zither", None, tell=False)
    do(town.hana, offer, "Zither")
    assert saving.hears(town.milo) == []
    saving.search(town.milo, "teach:zither")
    do(town.otto, offer, "Zither")
    assert saving.hears(town.milo) == [1]
    assert saving.told(search) == [f"person:{town.otto.id}"]


def test_much_at_once_is_told_in_parts(
    saving: Saving, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "NEW_MOST", 2)
    saving.search(town.milo, "teach:zither")
    for number in range(5):
        do(town.person(f"Nell {number}"), offer, "Zither")
    assert saving.hears(town.milo) == [2]
    assert saving.hears(town.milo) == [4]
    assert saving.hears(town.milo) == [5]


def test_two_processes_that_look_at_once_tell_it_once(saving: Saving, town: Town) -> None:
    search = saving.search(town.milo, "teach:zither")
    do(town.hana, offer, "Zither")
    saving.finding.follow()
    saving.now += knowing.EVERY * 2
    answers = at_once(*[lambda: looking._look(saving.finding.index, search)] * 2)
    assert answers == [None, None]
    assert saving.unread(town.milo) == [1]


def test_a_fault_with_one_search_keeps_no_other_waiting(
    saving: Saving, town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And what goes into the log says nothing of what was looked for."""
    bad = saving.search(town.otto, "teach:zither")
    saving.search(town.milo, "teach:zither")
    do(town.hana, offer, "Zither")
    whole = looking._look

    def look(index: Index, search_id: str) -> None:
        if search_id == bad:
            raise RuntimeError("a fault of ours")
        whole(index, search_id)

    monkeypatch.setattr(looking, "_look", look)
    with caplog.at_level(logging.DEBUG):
        assert saving.hears(town.milo) == [1]
    assert "a fault of ours" in caplog.text
    assert "zither" not in caplog.text.lower()
    monkeypatch.setattr(looking, "_look", whole)
    assert saving.hears(town.otto) == [1]


def test_words_that_look_for_nothing_any_more_wait(saving: Saving, town: Town) -> None:
    search = saving.search(town.milo, "teach:zither")
    with transaction() as db:
        db.get_one(SavedSearch, search).words = "-"
    do(town.hana, offer, "Zither")
    assert saving.hears(town.milo) == []
    with transaction() as db:
        db.get_one(SavedSearch, search).words = "teach:zither"
    assert saving.hears(town.milo) == [1]


def test_looking_asks_the_database_as_often_for_much_as_for_little(
    saving: Saving, town: Town
) -> None:
    search = saving.search(town.milo, "zither")

    def asked(start: int, count: int) -> int:
        for number in range(start, start + count):
            do(town.person(f"Nell {number}"), offer, "Zither")
            published(town.hana, Text(f"Zither {number}", "A zither."))
        saving.finding.follow()
        with counted() as statements:
            looking._look(saving.finding.index, search)
        return sum("search_changes" not in one for one in statements)

    first = asked(0, 2)
    assert asked(2, 12) <= first
    assert first < 30


def test_with_the_member_all_of_it_goes(saving: Saving, town: Town) -> None:
    saving.search(town.otto, "teach:zither")
    do(town.hana, offer, "Zither")
    assert saving.hears(town.otto) == [1]
    with transaction() as db:
        db.execute(delete(Member).where(Member.id == town.otto.id))
    with reading() as db:
        assert not [*db.scalars(select(SavedSearch.id)), *db.scalars(select(KnownHit.key))]
        assert not db.scalars(select(Notice.id).where(Notice.search_id.is_not(None))).all()


def test_who_is_asked_is_whoever_waits_longest(
    saving: Saving, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    monkeypatch.setattr(looking, "_look", lambda index, search_id: _note(order, search_id))
    people: list[Person] = [town.milo, town.hana, town.otto]
    searches = [saving.search(one, "teach:zither") for one in people]
    for place, search_id in enumerate(reversed(searches)):
        with transaction() as db:
            search = db.get_one(SavedSearch, search_id)
            search.look_at = saving.now - knowing.EVERY + knowing.SOON * place
    saving.look()
    assert order == searches[::-1]


def _note(order: list[str], search_id: str) -> None:
    order.append(search_id)
    looking._wait(search_id, looking.LATER)
