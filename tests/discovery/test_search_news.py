"""Who keeps a search hears of what is new for it: once, and only of what they may see."""

from collections.abc import Callable
from typing import Any

import pytest

from community.access.blocks import BlockKind
from community.access.insight_rules import Sight
from community.access.policy import Visibility
from community.access.session_rules import OpenTo
from community.core.transaction import reading
from community.insights.actions import publishing
from community.insights.texts import Shown, Text
from community.members.blocking import keep_apart
from community.notifications import queries, search_news
from community.skills.actions import drop_offer, offer
from tests.discovery.conftest import Finding
from tests.discovery.saving import Saving
from tests.doing import do
from tests.insights.test_writing import published
from tests.town import Town
from tests.transcripts.evenings import end, held

ZITHER = Text("Ten minutes of zither", "They are enough.")


@pytest.fixture
def saving(finding: Finding) -> Saving:
    return Saving(finding)


def test_what_is_there_is_known_and_what_comes_is_told_once(saving: Saving, town: Town) -> None:
    do(town.hana, offer, "Zither")
    saving.search(town.milo, "teach:zither")
    assert saving.hears(town.milo) == []
    do(town.otto, offer, "Zither")
    assert saving.hears(town.milo) == [1]
    assert saving.hears(town.milo) == [1], "it waits, and is told no second time"
    saving.read(town.milo)
    assert saving.hears(town.milo) == []
    assert saving.unread(town.hana) == saving.unread(town.otto) == saving.unread(town.ada) == []


def of_a_person(town: Town) -> None:
    do(town.hana, offer, "Zither")


def of_a_circle(town: Town) -> None:
    town.circle(town.hana, name="Zither")


def of_a_session(town: Town) -> None:
    town.session(town.circle(town.hana), title="Zither", open_to=OpenTo.MEMBERS)


def of_a_message(town: Town) -> None:
    evening = held(town, open_to=OpenTo.MEMBERS)
    town.say(town.hana, evening, "A zither.")
    end(evening)


def of_an_insight(town: Town) -> None:
    published(town.hana, ZITHER)


@pytest.mark.parametrize(
    ("make", "kinds"),
    [
        (of_a_person, {"person", "skill"}),
        (of_a_circle, {"circle"}),
        (of_a_session, {"session"}),
        (of_a_message, {"message"}),
        (of_an_insight, {"insight"}),
    ],
)
def test_every_kind_of_thing_is_told_of(
    saving: Saving, town: Town, make: Callable[[Town], Any], kinds: set[str]
) -> None:
    every = saving.search(town.milo, "zither")
    other = "circle" if "circle" not in kinds else "person"
    saving.search(town.milo, "zither", other)
    make(town)
    assert saving.hears(town.milo) == [len(kinds)]
    assert {key.partition(":")[0] for key in saving.told(every)} == kinds


def test_until_it_is_read_one_notice_tells_of_all_that_is_new(saving: Saving, town: Town) -> None:
    saving.search(town.milo, "teach:zither")
    do(town.hana, offer, "Zither")
    assert saving.hears(town.milo) == [1]
    do(town.otto, offer, "Zither")
    assert saving.hears(town.milo) == [2]
    saving.read(town.milo)
    do(town.ada, offer, "Zither")
    assert saving.hears(town.milo) == [1]


def test_what_goes_and_comes_again_is_not_told_twice(saving: Saving, town: Town) -> None:
    search = saving.search(town.milo, "teach:zither")
    skill_id = do(town.hana, offer, "Zither").skill_id
    assert saving.hears(town.milo) == [1]
    saving.read(town.milo)
    do(town.hana, drop_offer, skill_id)
    saving.look()
    do(town.hana, offer, "Zither")
    assert saving.hears(town.milo) == []
    assert f"person:{town.hana.id}" not in saving.told(search)


def test_what_is_not_found_any_more_is_no_news_any_more(saving: Saving, town: Town) -> None:
    """Nor that it was, for whoever reads of it late."""
    saving.search(town.milo, "teach:zither")
    skill_id = do(town.hana, offer, "Zither").skill_id
    assert saving.hears(town.milo) == [1]
    do(town.hana, drop_offer, skill_id)
    assert saving.hears(town.milo) == []


def test_what_is_taken_back_is_gone_from_a_notice_at_once(saving: Saving, town: Town) -> None:
    saving.search(town.milo, "zither")
    insight = published(town.hana, ZITHER)
    assert saving.hears(town.milo) == [1]
    do(town.hana, publishing.withdraw, insight.id)
    assert saving.unread(town.milo) == []


@pytest.mark.parametrize("by_reader", [True, False])
def test_a_block_keeps_news_away_before_and_after_it_was_told(
    saving: Saving, town: Town, by_reader: bool
) -> None:
    saving.search(town.milo, "teach:zither")
    saving.search(town.ada, "teach:zither")
    do(town.hana, offer, "Zither")
    assert saving.hears(town.milo) == [1]
    for reader in (town.milo, town.ada):
        one, other = (reader, town.hana) if by_reader else (town.hana, reader)
        do(one, keep_apart, other.id, BlockKind.BLOCK)
    assert saving.unread(town.milo) == []
    saving.read(town.ada)
    do(town.otto, offer, "Zither")
    assert saving.hears(town.ada) == [1]


def test_of_whom_one_muted_one_is_told_nothing(saving: Saving, town: Town) -> None:
    search = saving.search(town.milo, "zither")
    published(town.hana, ZITHER)
    assert saving.hears(town.milo) == [1]
    do(town.milo, keep_apart, town.hana.id, BlockKind.MUTE)
    assert saving.unread(town.milo) == []
    saving.read(town.milo)
    another = published(town.hana, ZITHER)
    assert saving.hears(town.milo) == []
    assert f"insight:{another.id}" not in saving.told(search)


def test_a_search_that_tells_of_much_leaves_the_others_their_share(
    saving: Saving, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_news, "MOST", 4)
    quiet, loud = (saving.search(town.milo, f"teach:{one}") for one in ("quena", "zither"))
    do(town.hana, offer, "Quena")
    saving.look()
    for number in range(5):
        do(town.person(f"Nell {number}"), offer, "Zither")
    assert sorted(saving.hears(town.milo)) == [1, 3]
    assert (len(saving.told(quiet)), len(saving.told(loud))) == (1, 5)
    with reading() as db:
        waiting = queries.inbox(db, town.milo.actor)
        news = search_news.news_of(db, town.milo.actor, waiting)
    assert "3 new or more" in {one.words for one in news.values()}


def test_what_one_made_oneself_is_no_news(saving: Saving, town: Town) -> None:
    saving.search(town.milo, "zither")
    published(town.milo, ZITHER)
    town.circle(town.milo, name="Zither")
    do(town.milo, offer, "Zither")
    saving.look()
    # Only that there is such a skill, which is nobody's.
    assert saving.unread(town.milo) == [1]


def test_what_a_circle_keeps_inside_is_told_to_who_comes_in(saving: Saving, town: Town) -> None:
    circle = town.circle(town.hana, visibility=Visibility.HIDDEN, name="Quiet")
    search = saving.search(town.milo, "zither")
    insight = published(town.hana, ZITHER, Shown(Sight.CIRCLE, circle.id))
    assert saving.hears(town.milo) == []
    town.bring(town.milo, circle.id, town.hana)
    assert saving.hears(town.milo) == [1]
    assert saving.told(search) == [f"insight:{insight.id}"]
