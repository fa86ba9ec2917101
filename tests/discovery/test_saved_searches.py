"""The pages of the searches one keeps: saved where they were made, opened, changed, removed."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import select, text

from community import background
from community.core import clock
from community.core.transaction import database, reading, transaction
from community.discovery.saved import keeping, knowing, looking
from community.discovery.saved_models import SavedSearch
from community.discovery.views import index as search_index
from community.members.models import Member
from community.skills.actions import offer
from tests.browsing import Browsing, Visitor
from tests.counting import counted
from tests.discovery.saving import Away, now
from tests.doing import at_once, do, refusals
from tests.town import Person, Town

SAVE = {"q": "teach:zither", "name": "Who plays", "tell": "1"}


def follow(browsing: Browsing, hours: int = 0) -> None:
    """All that is owed, and the clock's looks of so many hours later."""
    with browsing.app.app_context():
        while background.step(search_index()):
            pass
        with clock.fixed(clock.now() + hours * knowing.EVERY):
            while hours and looking.look_at_one(search_index()):
                pass


def kept(person: Person) -> list[SavedSearch]:
    actor = person.actor
    with reading() as db:
        return keeping.every_saved(db, actor)


def said(visitor: Visitor, page: str = "/search/saved") -> str:
    return unescape(visitor.get(page).text)


@pytest.fixture
def milo(browsing: Browsing, town: Town) -> Visitor:
    do(town.hana, offer, "Zither")
    follow(browsing)
    return browsing.by(town.milo)


def test_a_search_is_saved_from_its_results_with_its_words_for_a_name(
    milo: Visitor, town: Town
) -> None:
    page = milo.get("/search", q="teach:zither", kind="person").text
    assert "Save this search" in page
    assert re.search(
        r'name="name"[^>]*value="teach:zither"|value="teach:zither"[^>]*name="name"', page
    )
    back = milo.post("/search/saved", q="teach:zither", kind="person", name="Who plays", tell="1")
    assert back.headers["Location"].endswith("/search?q=teach:zither&kind=person")
    page = said(milo, back.headers["Location"])
    assert "Saved as “Who plays”. We tell you when there is something new." in page
    assert "Save this search" not in page
    (search,) = kept(town.milo)
    assert (search.words, search.kind, search.name) == ("teach:zither", "person", "Who plays")
    assert search.look_at is not None


def test_from_nothing_found_one_asks_to_be_told(
    browsing: Browsing, milo: Visitor, town: Town
) -> None:
    page = milo.get("/search", q="teach:sitar").text
    assert "Tell me when there is something" in page
    milo.post("/search/saved", q="teach:sitar", name="Sitar", tell="1")
    (search,) = kept(town.milo)
    assert "Nothing found yet" in said(milo, f"/search/saved/{search.id}")
    do(town.hana, offer, "Sitar")
    follow(browsing, hours=2)
    inbox = said(milo, "/inbox")
    assert re.search(r"1 new\s+for “<b>Sitar</b>”", inbox)
    to = re.search(rf'href="(/search/saved/{search.id}\?since=[0-9]+)"', inbox)
    assert to
    page = said(milo, to[1])
    assert "New for you" in page
    assert ">Hana<" in page
    assert "(1) Inbox" not in said(milo, "/inbox"), "it is read by then"
    assert "New for you" in said(milo, to[1]), "and read once more it says the same"


def test_what_is_new_comes_before_the_rest_and_stands_there_once(
    browsing: Browsing, milo: Visitor, town: Town
) -> None:
    milo.post("/search/saved", **SAVE)
    (search,) = kept(town.milo)
    assert "New for you" not in said(milo, f"/search/saved/{search.id}")
    do(town.otto, offer, "Zither")
    follow(browsing, hours=2)
    page = said(milo, f"/search/saved/{search.id}")
    new, _, rest = page.partition("What else it finds")
    assert "New for you" in new
    assert ">Otto<" in new
    assert ">Hana<" not in new
    assert ">Hana<" in rest
    assert ">Otto<" not in rest
    for since in ("", "x", "9" * 400, "-1"):
        assert milo.get(f"/search/saved/{search.id}", since=since).status_code == 200


def test_opened_while_the_index_is_away_its_news_stay_unread(
    browsing: Browsing, milo: Visitor, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    milo.post("/search/saved", **SAVE)
    (search,) = kept(town.milo)
    do(town.otto, offer, "Zither")
    follow(browsing, hours=2)
    index = Away(monkeypatch)
    page = said(milo, f"/search/saved/{search.id}")
    assert "The search is being put in order" in page
    assert "Nothing found yet" not in page
    assert "(1) Inbox" in said(milo, "/inbox")
    index.away = False
    page = said(milo, f"/search/saved/{search.id}")
    assert "put in order" not in page
    assert ">Otto<" in page.partition("What else it finds")[0]
    assert "(1) Inbox" not in said(milo, "/inbox")


def test_much_that_is_new_asks_no_more_of_the_database(
    browsing: Browsing, milo: Visitor, town: Town
) -> None:
    milo.post("/search/saved", **SAVE)
    (search,) = kept(town.milo)
    others: list[Person] = []

    def asked(count: int) -> dict[str, int]:
        for _ in range(count):
            others.append(town.person(f"Nell {len(others)}"))
            do(others[-1], offer, "Zither")
            wanted = keeping.Wanted(f"teach:zither {len(others)}", tell=True)
            do(town.milo, keeping.save, wanted, None)
        follow(browsing, hours=2 * len(others))
        counts = {}
        for page in ("/inbox", "/search/saved", f"/search/saved/{search.id}"):
            milo.get(page)
            with counted() as statements:
                milo.get(page)
            counts[page] = len(statements)
        return counts

    asked(1)
    first = asked(2)
    assert asked(5) == first
    assert max(first.values()) < 28


def test_saved_again_it_stays_what_it_is_and_may_begin_to_tell(milo: Visitor, town: Town) -> None:
    milo.post("/search/saved", q="teach:zither", name="Who plays")
    assert "Saved as “Who plays”." in said(milo)
    again = {"q": " teach:zither ", "name": "Other"}
    milo.post("/search/saved", **again)
    page = said(milo)
    assert "You keep this search already, as “Who plays”." in page
    assert "From now on" not in page
    assert "We do not tell you what is new" in page
    milo.post("/search/saved", **again, tell="1")
    page = said(milo)
    assert "as “Who plays”. From now on we tell you what is new." in page
    assert len(kept(town.milo)) == 1


def test_its_name_and_telling_are_changed_and_it_is_removed(milo: Visitor, town: Town) -> None:
    milo.post("/search/saved", **SAVE)
    (search,) = kept(town.milo)
    milo.post(f"/search/saved/{search.id}", name="Zither players")
    assert now(search.id).name == "Zither players"
    assert now(search.id).look_at is None
    milo.post(f"/search/saved/{search.id}", name=" ", tell="1")
    assert now(search.id).name == "teach:zither"
    assert now(search.id).look_at is not None
    milo.post(f"/search/saved/{search.id}", name="n" * 81, tell="1")
    assert "at most 80 letters" in said(milo)
    assert now(search.id).name == "teach:zither"
    milo.post(f"/search/saved/{search.id}/remove")
    assert kept(town.milo) == []
    assert "Nothing saved yet" in said(milo)
    assert milo.get(f"/search/saved/{search.id}").status_code == 404


def test_where_it_is_chosen_it_says_of_what_nothing_is_told(milo: Visitor) -> None:
    """For one saved while the index was away finds so much only later on."""
    milo.post("/search/saved", **SAVE)
    assert f"finds more than {knowing.KNOWN_MOST} things is too wide" in said(milo)


def test_nobody_else_sees_or_changes_it(browsing: Browsing, milo: Visitor, town: Town) -> None:
    milo.post("/search/saved", **SAVE)
    (search,) = kept(town.milo)
    for person in (town.hana, town.otto, town.ada):
        visitor = browsing.by(person)
        assert "Who plays" not in said(visitor)
        assert "Saved as" not in said(visitor, "/search?q=teach:zither")
        assert visitor.get(f"/search/saved/{search.id}").status_code == 404
        for way in ("", "/remove"):
            answer = visitor.post(f"/search/saved/{search.id}{way}", name="Mine", tell="1")
            assert answer.status_code == 404
    assert now(search.id).name == "Who plays"


@pytest.mark.parametrize("words", ["", "   ", "-", '""', "\x00", "\u202e"])
def test_what_looks_for_nothing_is_not_saved(milo: Visitor, town: Town, words: str) -> None:
    milo.post("/search/saved", q=words, name="Nothing", tell="1")
    assert "There is nothing to look for in this" in said(milo)
    assert kept(town.milo) == []


def test_who_changes_one_keeps_nobody_waiting_who_tells_them_of_something(town: Town) -> None:
    """Or the clock, which holds the search by then, and they would wait for each other."""
    actor = town.milo.actor
    if database().engine.dialect.name == "sqlite":
        pytest.skip("Here nobody writes while somebody else does.")
    told = select(Member.id).where(Member.id == actor.member_id)
    with transaction() as db, database().engine.begin() as other:
        keeping._hold(db, actor)
        other.execute(text("SET LOCAL lock_timeout = 500"))
        # What a row that refers to theirs takes.
        assert other.scalar(told.with_for_update(read=True, key_share=True)) == actor.member_id


def test_so_many_are_kept_and_no_more(milo: Visitor, town: Town) -> None:
    def save(number: int) -> Callable[[], object]:
        wanted = keeping.Wanted(f"zither {number}")
        return lambda: do(town.milo, keeping.save, wanted, None)

    for number in range(keeping.MOST - 1):
        save(number)()
    answers = at_once(save(100), save(101), save(102))
    assert refusals(answers) == ["Refused", "Refused"]
    milo.post("/search/saved", **SAVE)
    assert "Please remove one first" in said(milo)
    assert len(kept(town.milo)) == keeping.MOST


def test_of_too_much_to_tell_it_says_so(
    milo: Visitor, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community.discovery.saved.views.KNOWN_MOST", 1)
    milo.post("/search/saved", q="zither", name="Zithers", tell="1")
    page = said(milo)
    assert "too many to tell you what is new" in page
    assert "We do not tell you what is new" in page
    (search,) = kept(town.milo)
    milo.post(f"/search/saved/{search.id}", name="Zithers", tell="1")
    assert "too many to tell you what is new" in said(milo)


def test_what_cannot_be_seen_is_no_part_of_it(milo: Visitor, town: Town) -> None:
    assert milo.get("/search", q="zither\x00").status_code == 200
    milo.post("/search/saved", q="zither\x00", name="Mine\x00", tell="1")
    milo.post("/search/saved", q="\u202ezither", name="Mine", tell="1")
    (search,) = kept(town.milo)
    assert (search.words, search.name) == ("zither", "Mine")


def test_what_cannot_be_typed_there_is_escaped(milo: Visitor, town: Town) -> None:
    milo.post("/search/saved", q="<b>zither</b>", name="<i>Mine</i>", tell="1")
    page = milo.get("/search/saved").text
    assert "<i>Mine" not in page
    assert "&lt;i&gt;Mine&lt;/i&gt;" in page
    assert "&lt;b&gt;zither&lt;/b&gt;" in page
