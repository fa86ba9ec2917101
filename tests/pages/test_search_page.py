"""The search page and the suggestions over HTTP."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import update

from community import background
from community.access.policy import Visibility
from community.access.session_rules import OpenTo
from community.core import clock
from community.core.transaction import transaction
from community.discovery.views import index as search_index
from community.discovery.views import tables
from community.members.profiles import Details, change_details, choose_sights
from community.rooms.models import Item
from community.skills.actions import offer, wish
from community.skills.curating import change_skill
from community.skills.naming import skill_named
from tests.browsing import Browsing
from tests.doing import do
from tests.town import Town
from tests.transcripts.evenings import end, held


@pytest.fixture
def settled(browsing: Browsing, town: Town) -> Browsing:
    """Hana teaches C# and splinting and hosts a circle; Milo wants to learn splinting."""
    do(town.hana, offer, "C#", words="From <b>zero</b>, on Fridays.")
    do(town.hana, offer, "Splinting")
    do(town.milo, wish, "Splinting")
    town.circle(town.hana, name="Splinters")
    town.circle(town.hana, name="Splinter secrets", visibility=Visibility.HIDDEN)
    follow(browsing)
    return browsing


def follow(browsing: Browsing) -> None:
    with browsing.app.app_context():
        while background.step(search_index()) or tables().follow():
            pass


def tabs(page: str) -> dict[str, int]:
    found = re.findall(r'tabs__tab"[^>]*>(\w+) <span class="tabs__count">(\d+)', page)
    return {name: int(count) for name, count in found}


def test_each_kind_has_a_tab_with_its_count(settled: Browsing, town: Town) -> None:
    otto = settled.by(town.otto)
    every = {"Everything": 4, "People": 2, "Skills": 1, "Circles": 1}

    page = otto.get("/search", q="splinting splinters").text
    assert tabs(page) == every
    assert "Splinter secrets" not in page
    page = otto.get("/search", q="splinting splinters", kind="circle").text
    assert tabs(page) == every
    assert "1 match" in page
    assert "Splinters" in page
    assert "Wants to learn" not in page


def test_a_teacher_stands_there_with_their_own_words(settled: Browsing, town: Town) -> None:
    page = settled.by(town.otto).get("/search", q="teach:C#").text

    assert "Can teach C#" in page
    assert "From &lt;b&gt;zero&lt;/b&gt;, on Fridays." in page
    assert page.index(">C#<") < page.index(">Splinting<"), "what was asked for comes first"
    assert "Milo" not in page


def test_where_nothing_is_found_the_nearest_skills_and_a_first_step_stand(
    settled: Browsing, town: Town
) -> None:
    otto = settled.by(town.otto)
    page = otto.get("/search", q="teach:splintering-splinting").text

    assert "Nothing found" in page
    assert ">Splinting<" in page
    assert 'name="skill" value="splintering-splinting"' in page, "as it was typed"
    back = otto.post("/search/wish", skill="Splint carving", q="carving")
    assert back.headers["Location"].endswith("/search?q=carving")
    assert "you want to learn Splint carving" in otto.get("/search", q="carving").text
    follow(settled)
    assert "Wants to learn" in otto.get("/search", q="learn:carving").text


def test_a_page_after_the_last_leads_back_to_the_first(settled: Browsing, town: Town) -> None:
    page = settled.by(town.otto).get("/search", q="splinting", page="7").text
    assert "No matches on this page" in page
    assert 'href="/search?q=splinting"' in page
    assert "Nothing found" not in page


def test_what_is_no_name_of_a_skill_is_not_noted(settled: Browsing, town: Town) -> None:
    otto = settled.by(town.otto)

    for name in ("", "long " * 40):
        assert otto.post("/search/wish", skill=name, q="carving").status_code == 302
        assert "Noted" not in otto.get("/search", q="carving").text


def narrowed(page: str) -> dict[str, str]:
    """What one can narrow by: the words of each link with its count, and where it leads."""
    found = re.findall(r'<a class="chip" href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    plain = ((re.sub("<[^>]+>", "", text).split(), to) for to, text in found)
    return {unescape(" ".join(words)): unescape(to) for words, to in plain}


def test_each_facet_adds_its_value_and_takes_it_away_again(settled: Browsing, town: Town) -> None:
    for person, site in ((town.hana, "Leeds"), (town.milo, "St James's"), (town.ada, "")):
        do(person, change_details, Details(site=site, forms=["video"] if site else []))
        do(person, offer, "Zither")
    follow(settled)
    otto = settled.by(town.otto)
    page = otto.get("/search", q="teach:zither").text

    links = narrowed(page)
    assert {"Leeds 1", "St James's 1", "Video 2"} <= set(links)
    page = otto.get(links["St James's 1"]).text
    assert "1 match" in page
    assert "Hana" not in page
    links = narrowed(page)
    assert "No longer only St James's 1" in links
    both = otto.get(links["Leeds 1"]).text
    assert "2 matches" in both
    assert "3 matches" in otto.get(links["No longer only St James's 1"]).text


def test_what_is_private_is_no_value_to_narrow_by(settled: Browsing, town: Town) -> None:
    for person, site in ((town.hana, "Leeds"), (town.milo, "Zurbaran")):
        do(person, change_details, Details(site=site, capacity="2", training="A course"))
        do(person, offer, "Zither")
    do(town.milo, choose_sights, {"site": "nobody", "one_to_one": "circles"}, "members")
    follow(settled)
    otto = settled.by(town.otto)

    page = otto.get("/search", q="teach:zither").text
    assert "Zurbaran" not in page
    assert {"Could take somebody on 1", "Trained in mentoring 1"} < set(narrowed(page))
    for q in ("site:zurbaran", "teach:zither site:zurbaran", "free:yes milo", "trained:yes milo"):
        assert "Nothing found" in otto.get("/search", q=q).text, q


def test_a_message_opens_at_its_place_and_the_newest_may_come_first(
    settled: Browsing, town: Town
) -> None:
    evening = held(town, town.milo, open_to=OpenTo.MEMBERS, title="Thumbs at night")
    town.say(town.milo, evening, "A zampogna, a zampogna.")
    town.say(town.hana, evening, "Which zampogna?")
    with transaction() as db:
        earlier = clock.now() - timedelta(minutes=1)
        db.execute(update(Item).where(Item.position == 1).values(created_at=earlier))
    end(evening)
    follow(settled)
    otto = settled.by(town.otto)

    page = otto.get("/search", q="zampogna").text
    at = f"/sessions/{evening.id}/transcript#m"
    assert page.index(f"{at}1") < page.index(f"{at}2")
    assert "Thumbs at night" in page
    assert "<mark>zampogna</mark>" in page
    assert "Shown because: </span>In the text" in page
    assert 'id="m1"' in otto.get(f"/sessions/{evening.id}/transcript").text
    page = otto.get("/search", q="zampogna", sort="newest").text
    assert "newest first" in page
    assert page.index(f"{at}2") < page.index(f"{at}1")


def test_before_anything_is_typed_two_examples_show_how(settled: Browsing, town: Town) -> None:
    page = settled.by(town.otto).get("/search").text

    assert "teach:ARCP" in page
    assert "learn:ARCP" in page


@pytest.mark.parametrize("typed", ["-", '"', "kind:", "a" * 5000, "\x00", "teach:", "💥", "%"])
def test_nothing_typed_breaks_the_page_or_the_suggestions(
    settled: Browsing, town: Town, typed: str
) -> None:
    otto = settled.by(town.otto)

    assert otto.get("/search", q=typed, kind="zebra", page="-3").status_code == 200
    assert otto.get("/api/v1/suggestions", q=typed, kinds="zebra", limit="x").status_code == 200


def test_suggestions_lead_to_pages_of_what_they_name(settled: Browsing, town: Town) -> None:
    with_alias = {"name": "Splinting", "aliases": "Orthoses", "about": "", "curated": True}
    with transaction() as db:
        skill_id = skill_named(db, "Splinting").id
    do(town.ada, change_skill, skill_id, **with_alias)
    follow(settled)
    otto = settled.by(town.otto)
    answer = otto.get("/api/v1/suggestions", q="spl").get_json()

    assert answer["ok"] is True
    shown = [(one["kind"], one["name"], one["detail"]) for one in answer["suggestions"]]
    assert shown == [("skill", "Splinting", ""), ("circle", "Splinters", "1 person")]
    for one in answer["suggestions"]:
        assert otto.get(one["url"]).status_code == 200
    alias = otto.get("/api/v1/suggestions", q="orthos").get_json()["suggestions"]
    assert [(one["name"], one["detail"]) for one in alias] == [
        ("Splinting", "also called Orthoses")
    ]


def test_kinds_and_limit_are_kept(settled: Browsing, town: Town) -> None:
    otto = settled.by(town.otto)

    def kinds(**query: object) -> list[str]:
        found = otto.get("/api/v1/suggestions", q="splint", **query).get_json()["suggestions"]
        return [one["kind"] for one in found]

    assert kinds(kinds="skill") == ["skill"]
    assert kinds(kinds="circle,skill") == ["skill", "circle"]
    assert kinds(limit=1) == ["skill"]
    assert len(kinds(limit=999)) == 2


def test_whoever_is_not_signed_in_is_suggested_nothing(settled: Browsing) -> None:
    answer = settled.by().get("/api/v1/suggestions", q="spl")

    assert answer.status_code in (302, 401)
    assert "Splint" not in answer.text
