"""Long lists of insights, page by page, while others publish and take back."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from community.access.insight_rules import InsightState, Sight
from community.core.cursors import Beside, Page, Place, place_in
from community.core.ids import new_id
from community.core.transaction import reading, transaction
from community.insights import listed
from community.insights.actions import keeping
from community.insights.listed import InsightCard
from community.insights.models import Insight
from community.insights.texts import Shown, Text
from tests.browsing import Browsing
from tests.counting import counted
from tests.doing import do
from tests.insights.test_writing import begun, published
from tests.town import Person, Town

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
NUMBERS = st.lists(st.integers(0, 5), max_size=4)


def put(who: Person, number: int, state: InsightState = InsightState.PUBLISHED) -> str:
    """An insight of some minute; many are of the same."""
    at = NOON + timedelta(minutes=number)
    row = Insight(id=new_id(), author_id=who.id, state=state, sight=Sight.MEMBERS, title="One")
    row.body, row.created_at, row.changed_at = "Words", at, at
    row.published_at = at if state is InsightState.PUBLISHED else None
    with transaction() as db:
        db.add(row)
        return row.id


def ids(page: Page[InsightCard]) -> list[str]:
    return [card.insight.id for card in page.rows]


def turn(who: Person, beside: Beside) -> Page[InsightCard]:
    actor = who.actor
    with reading() as db:
        return listed.newest(db, actor, beside=beside)


def test_none_is_missing_or_there_twice_while_others_come_and_go(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listed, "PAGE", 3)

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        first=st.lists(st.integers(0, 5), max_size=14),
        meanwhile=st.lists(NUMBERS, max_size=5),
        gone=st.data(),
    )
    def whatever(first: list[int], meanwhile: list[list[int]], gone: st.DataObject) -> None:
        with transaction() as db:
            db.execute(delete(Insight))
        stay = {put(town.hana, number) for number in first}
        page, seen = turn(town.milo, Beside()), []
        seen += ids(page)
        for new in meanwhile:
            if page.older is None:
                break
            for number in new:
                put(town.hana, number)
            goes = gone.draw(st.sampled_from(sorted(stay)))
            with transaction() as db:
                db.get_one(Insight, goes).state = InsightState.WITHDRAWN
            stay = stay - {goes} or stay
            page = turn(town.milo, Beside(older_than=page.older))
            seen += ids(page)
        while page.older is not None:
            page = turn(town.milo, Beside(older_than=page.older))
            seen += ids(page)
        assert len(seen) == len(set(seen))
        assert stay <= set(seen)

    whatever()


@pytest.mark.parametrize("many", [0, 1, 3, 4, 10])
def test_the_way_back_is_the_way_there(
    town: Town, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(listed, "PAGE", 3)
    there, back = [], []
    for number in range(many):
        put(town.hana, number // 2)
    page = turn(town.milo, Beside())
    there.append(ids(page))
    while page.older is not None:
        page = turn(town.milo, Beside(older_than=page.older))
        there.append(ids(page))
    back.append(ids(page))
    while page.newer is not None:
        page = turn(town.milo, Beside(newer_than=page.newer))
        back.append(ids(page))
    assert back[::-1] == there or back[::-1][1:] == there[1:]
    assert back[-1] == there[0]


def test_drafts_come_first_among_ones_own_and_none_is_lost(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listed, "PAGE", 3)
    drafts = {begun(town.hana, Text(f"Draft {number}")) for number in range(4)}
    out = [published(town.hana).id for _ in range(4)]
    actor, found, beside = town.hana.actor, [], Beside()
    with reading() as db:
        for _ in range(4):
            page = listed.own(db, actor, beside)
            found += ids(page)
            if page.older is None:
                break
            beside = Beside(older_than=page.older)
        assert set(found[:4]) == drafts
        assert found[4:] == out[::-1]
        assert page.newer is not None
        back = listed.own(db, actor, Beside(newer_than=page.newer))
        assert ids(back) == found[3:6]


LISTS = ("/insights?of=all", "/insights?of=circles", "/insights?of=me", "/insights/mine",
         "/insights/kept", "/circles/{circle}/insights", "/people/hana/insights")  # fmt: skip


def links(page: str) -> dict[str, str]:
    found = re.findall(r'rel="(prev|next)" href="([^"]+)"', page)
    return {name: address.replace("&amp;", "&") for name, address in found}


@pytest.mark.parametrize("address", LISTS)
def test_every_list_leads_on_and_back(
    browsing: Browsing, town: Town, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(listed, "PAGE", 2)
    monkeypatch.setattr("community.insights.kept.PAGE", 2)
    where, titles = town.circle(town.hana), [f"Number {one}" for one in range(5)]
    for title in titles:
        text = Text(title, "Words")
        one = published(town.hana, text, Shown(Sight.CIRCLE, where.id))
        do(town.hana, keeping.keep, one.id)
    hana, seen = browsing.by(town.hana), []
    page = hana.get(address.format(circle=where.id)).text
    for _ in range(3):
        seen.append(re.findall(r">(Number \d)</a>", page))
        last = links(page)
        page = hana.get(last["next"]).text if "next" in last else page
    assert seen == [["Number 4", "Number 3"], ["Number 2", "Number 1"], ["Number 0"]]
    back = hana.get(last["prev"]).text
    assert re.findall(r">(Number \d)</a>", back) == seen[1]
    assert set(links(back)) == {"prev", "next"}


BAD = ("older_than=", "older_than=x", "newer_than=99999999999999999999-aaaaaaaaaaaaaaaa",
       "older_than=-%00", "older_than=00000000000000000000-aaaaaaaaaaaaaaaa",
       "newer_than=%D9%A1" + "0" * 19 + "-aaaaaaaaaaaaaaaa", "page=2")  # fmt: skip


@pytest.mark.parametrize("query", BAD)
def test_what_is_no_place_is_the_beginning(browsing: Browsing, town: Town, query: str) -> None:
    published(town.hana, Text("The one", "Words"))
    page = browsing.by(town.milo).get(f"/insights?of=all&{query}")
    assert page.status_code == 200
    assert "The one" in page.text


def test_a_place_is_written_to_the_microsecond() -> None:
    for place in (Place(NOON, "a" * 16), Place(None, "b" * 16)):
        assert place_in(str(place)) == place


def test_after_the_last_one_leads_back(browsing: Browsing, town: Town) -> None:
    milo, place = browsing.by(town.milo), Place(NOON, "a" * 16)
    theirs = (
        f"/circles/{town.circle(town.hana, town.milo).id}/insights?",
        f"/people/{town.hana.handle}/insights?",
    )
    for address in ("/insights?of=all&", "/insights/mine?", "/insights/kept?", *theirs):
        assert "Go to its beginning" in milo.get(f"{address}older_than={place}").text
    for address in theirs:
        assert "Nothing here for you" in milo.get(address).text
    assert "Nothing from your circles yet" in milo.get("/insights?of=circles").text


def test_a_circle_or_a_member_leads_to_all_of_theirs(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana)
    milo = browsing.by(town.milo)
    pages = (f"/circles/{where.id}", "/people/hana")
    for number in range(4):
        for page in pages:
            assert "All of them" not in milo.get(page).text
        text = Text(f"Number {number}", "Words")
        published(town.hana, text, Shown(Sight.MEMBERS, where.id))
        published(town.hana, Text("Inside", "Words"), Shown(Sight.CIRCLE, where.id))
    for page in pages:
        assert f'href="{page}/insights">All of them' in milo.get(page).text
        whole = milo.get(f"{page}/insights").text
        assert ["Number 0" in whole, "Inside" in whole] == [True, False]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_asks_as_much_on_every_page(browsing: Browsing, town: Town, address: str) -> None:
    where, hana, asked = town.circle(town.hana), browsing.by(town.hana), []
    address = address.format(circle=where.id)
    hana.get(address)
    joint = "&" if "?" in address else "?"
    for _ in range(2):
        for number in range(3):
            published(
                town.hana, Text("One", "Words"), Shown(Sight.CIRCLE, where.id, (f"S {number}",))
            )
        with counted() as statements:
            hana.get(f"{address}{joint}older_than={Place(NOON + timedelta(days=900), 'a' * 16)}")
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 16
