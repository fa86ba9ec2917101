"""What somebody searched for lately: for them alone, and forgotten when they say so."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community.core import clock
from community.core.transaction import reading, transaction
from community.discovery import recent
from community.discovery.saved_models import RecentSearch
from community.members.models import Member
from tests.browsing import Browsing
from tests.doing import do
from tests.town import Person, Town


def search(who: Person, *searches: str) -> None:
    for number, words in enumerate(searches):
        with clock.fixed(clock.now() + timedelta(seconds=number)):
            do(who, recent.remember, words)


def lately(who: Person, typed: str = "") -> list[str]:
    actor = who.actor
    with reading() as db:
        return recent.lately(db, actor, typed)


def suggested(browsing: Browsing, who: Person, typed: str = "", **more: str) -> list[str]:
    answer = browsing.by(who).get("/api/v1/suggestions", q=typed, **more).get_json()
    return [one["name"] for one in answer["suggestions"] if one["kind"] == "search"]


def test_the_newest_stands_first_and_the_same_words_once(town: Town) -> None:
    search(town.milo, "splints", "teach:ARCP", "  Splints ")
    assert lately(town.milo) == ["Splints", "teach:ARCP"]
    search(town.milo, "", "   ", "\x00")
    assert len(lately(town.milo)) == 2


def test_twenty_are_kept(town: Town) -> None:
    search(town.milo, *(f"search {number}" for number in range(25)))
    assert lately(town.milo) == [f"search {number}" for number in range(24, 4, -1)]
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(RecentSearch)) == 20


@pytest.mark.parametrize("words", ["x" * 3000, "ß" * 400, "ﷺ" * 400, "a" * 399 + "  b"])
def test_very_long_words_are_cut_and_kept(town: Town, words: str) -> None:
    search(town.milo, words, words)
    (kept,) = lately(town.milo)
    assert words.startswith(kept[:100])
    assert len(kept) <= 400


def test_of_those_only_what_begins_as_typed_stands_among_the_suggestions(
    browsing: Browsing, town: Town
) -> None:
    search(town.milo, "quiet nights", "teach:splinting", "splints for children", "splint -plaster")
    assert suggested(browsing, town.milo) == [
        "splint -plaster",
        "splints for children",
        "teach:splinting",
        "quiet nights",
    ]
    assert suggested(browsing, town.milo, "spl") == ["splint -plaster", "splints for children"]
    assert suggested(browsing, town.milo, "NIG") == ["quiet nights"]
    assert suggested(browsing, town.milo, "spl", kinds="skill") == []


def test_nobody_else_is_shown_them(browsing: Browsing, town: Town) -> None:
    search(town.milo, "zither nights")
    for other in (town.otto, town.ada):
        assert suggested(browsing, other, "zith") == suggested(browsing, other) == []
        assert "zither nights" not in browsing.by(other).get("/search").text
    assert "zither nights" in browsing.by(town.milo).get("/search").text


def test_the_box_tells_of_each_search_and_a_link_to_one_is_none(
    browsing: Browsing, town: Town
) -> None:
    milo = browsing.by(town.milo)
    assert milo.get("/search", q="by a link").status_code == 200
    assert lately(town.milo) == []
    assert milo.post("/search/lately", q="splints").status_code == 204
    assert lately(town.milo) == ["splints"]
    assert milo.client.post("/search/lately", data={"q": "no token"}).status_code == 400
    assert lately(town.milo) == ["splints"]


def test_forgotten_they_are_gone(browsing: Browsing, town: Town) -> None:
    search(town.milo, "splints", "casts")
    search(town.otto, "thumbs")
    milo = browsing.by(town.milo)
    assert "Forget these" in milo.get("/search").text
    assert milo.post("/search/lately/forget").status_code == 302
    assert lately(town.milo) == []
    assert "Forget these" not in milo.get("/search").text
    assert lately(town.otto) == ["thumbs"]


def test_who_wants_none_kept_has_none(browsing: Browsing, town: Town) -> None:
    search(town.milo, "splints")
    milo = browsing.by(town.milo)
    milo.post("/search/lately/keep", kept="no")
    assert lately(town.milo) == []
    search(town.milo, "casts")
    assert lately(town.milo) == []
    assert "are not kept" in milo.get("/search").text
    milo.post("/search/lately/keep", kept="yes")
    search(town.milo, "casts")
    assert lately(town.milo) == ["casts"]
    milo.post("/search/lately/forget")
    assert "if your browser runs scripts" in milo.get("/search").text


def test_they_go_with_their_member(town: Town) -> None:
    search(town.milo, "splints")
    with transaction() as db:
        db.delete(db.get_one(Member, town.milo.id))
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(RecentSearch)) == 0
