"""The search box while one types: by keys alone, by touch, and without a script."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.search_client.conftest import Desk, forget_searches, window

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(autouse=True)
def nothing_searched_yet(desk: Desk) -> None:
    forget_searches(desk)


def options(page: Page) -> list[str]:
    return page.get_by_role("option").locator(".suggest__name").all_inner_texts()


def type_in_the_bar(page: Page, desk: Desk, text: str, path: str = "/inbox") -> None:
    page.goto(desk.url + path)
    page.keyboard.press("/")
    page.keyboard.type(text)


def test_slash_letters_arrows_and_enter_lead_to_somebodys_page(
    browser: Browser, desk: Desk
) -> None:
    with window(browser, desk) as page:
        type_in_the_bar(page, desk, "spl")
        box = page.get_by_role("combobox", name="Search")
        expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
        expect(box).to_have_attribute("aria-expanded", "true")
        expect(page.get_by_role("status").first).to_have_text(re.compile("^3 suggestions"))
        assert options(page) == ["Splinta Novak", "splinting", "Splinters"]
        for title in ("People", "Skills", "Circles"):
            expect(page.get_by_role("group", name=title)).to_be_visible()
        assert page.get_by_role("option", selected=True).count() == 0
        page.keyboard.press("ArrowDown")
        chosen = page.get_by_role("option", selected=True)
        expect(chosen).to_contain_text("Splinta Novak")
        active = chosen.get_attribute("id")
        assert active
        expect(box).to_have_attribute("aria-activedescendant", active)
        expect(box).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/people/splinta-novak")


def test_arrows_go_round_through_the_box_itself(browser: Browser, desk: Desk) -> None:
    with window(browser, desk) as page:
        type_in_the_bar(page, desk, "spl")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowUp")
        expect(page.get_by_role("option", selected=True)).to_contain_text("Splinters")
        page.keyboard.press("ArrowDown")
        assert page.get_by_role("option", selected=True).count() == 0
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=spl")


def test_escape_closes_and_what_was_typed_stays(browser: Browser, desk: Desk) -> None:
    with window(browser, desk) as page:
        type_in_the_bar(page, desk, "spl")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox", name="Suggestions")).to_be_hidden()
        expect(page.get_by_role("combobox", name="Search")).to_have_value("spl")
        page.keyboard.press("Tab")
        expect(page.get_by_role("combobox", name="Search")).not_to_be_focused()


def test_a_slip_of_the_keys_is_forgiven(browser: Browser, desk: Desk) -> None:
    with window(browser, desk) as page:
        type_in_the_bar(page, desk, "splnting")
        expect(page.get_by_role("option")).to_have_count(1)
        assert options(page) == ["splinting"]


def test_after_a_direction_skills_are_completed(browser: Browser, desk: Desk) -> None:
    with window(browser, desk) as page:
        type_in_the_bar(page, desk, "teach:spl")
        expect(page.get_by_role("option")).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=teach*")
        expect(page.get_by_role("combobox", name="Search")).to_have_value('teach:"splinting"')
        expect(page.get_by_role("heading", name="Splinta Novak")).to_be_visible()


def test_only_the_last_letters_are_asked_about(browser: Browser, desk: Desk) -> None:
    every: list[str] = []
    with window(browser, desk) as page:
        page.on("request", lambda one: every.append(one.url))
        with page.expect_request(lambda one: one.url.endswith("?q=splinting")):
            type_in_the_bar(page, desk, "splinting")
        expect(page.get_by_role("option").first).to_be_visible()
        asked = [url for url in every if "suggestions" in url]
        assert len(asked) < len("splinting")
        assert asked[-1].endswith("?q=splinting")


def test_by_touch_nothing_shifts_and_a_tap_leads_there(browser: Browser, desk: Desk) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    with window(browser, desk, **phone) as page:
        page.goto(desk.url + "/inbox")
        heading = page.get_by_role("heading", level=1)
        before = heading.bounding_box()
        page.get_by_role("combobox", name="Search").tap()
        page.keyboard.type("spl")
        expect(page.get_by_role("option")).to_have_count(3)
        assert heading.bounding_box() == before
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        for option in page.get_by_role("option").all():
            box = option.bounding_box()
            assert box is not None
            assert box["height"] >= 44
        page.get_by_role("option", name="Splinters").tap()
        page.wait_for_url("**/circles/*")


def test_the_open_list_is_open_to_everybody(browser: Browser, desk: Desk) -> None:
    for width in (360, 1280):
        for theme in ("light", "dark"):
            look = {"viewport": {"width": width, "height": 800}, "color_scheme": theme}
            with window(browser, desk, **look) as page:
                type_in_the_bar(page, desk, "spl")
                expect(page.get_by_role("option").first).to_be_visible()
                page.keyboard.press("ArrowDown")
                found = Axe().run(page).response["violations"]
                assert not [(one["id"], one["nodes"][0]["html"]) for one in found]


def test_without_a_script_it_searches(browser: Browser, desk: Desk) -> None:
    with window(browser, desk, java_script_enabled=False) as page:
        page.goto(desk.url + "/inbox")
        page.get_by_role("searchbox", name="Search").fill("teach:splinting")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=teach*")
        expect(page.get_by_role("heading", name="Splinta Novak")).to_be_visible()


def test_what_was_searched_for_stands_there_again_before_anything_is_typed(
    browser: Browser, desk: Desk
) -> None:
    with window(browser, desk) as page:
        for words in ("teach:splinting", "quiet nights"):
            with page.expect_request("**/search/lately"):
                type_in_the_bar(page, desk, words)
                page.keyboard.press("Enter")
            page.wait_for_url("**/search?q=*")
        page.goto(desk.url + "/inbox")
        page.keyboard.press("/")
        group = page.get_by_role("group", name="You searched for")
        expect(group.get_by_role("option")).to_have_count(3)
        assert options(page) == ["quiet nights", "teach:splinting", "Forget these searches"]
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=teach*")
        expect(page.get_by_role("heading", name="Splinta Novak")).to_be_visible()
        type_in_the_bar(page, desk, "qui")
        expect(page.get_by_role("group", name="You searched for")).to_be_visible()
        assert options(page)[0] == "quiet nights"


def test_they_are_forgotten_by_keys_alone(browser: Browser, desk: Desk) -> None:
    with window(browser, desk) as page:
        with page.expect_request("**/search/lately"):
            type_in_the_bar(page, desk, "quiet nights")
            page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        page.goto(desk.url + "/inbox")
        page.keyboard.press("/")
        expect(page.get_by_role("option", name="Forget these searches")).to_be_visible()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_have_text("They are forgotten.")
        page.goto(desk.url + "/search")
        expect(page.get_by_text("Your latest searches will stand here")).to_be_visible()


def test_a_session_is_gone_to_with_its_day_beside_it(browser: Browser, desk: Desk) -> None:
    with window(browser, desk) as page:
        type_in_the_bar(page, desk, "quiet ev")
        option = page.get_by_role("group", name="Sessions").get_by_role("option")
        expect(option).to_contain_text(re.compile("^Quiet evening .* 20[0-9][0-9]$"))
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/sessions/*")
        expect(page.get_by_role("heading", level=1)).to_have_text("Quiet evening")
