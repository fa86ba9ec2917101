"""Naming skills: chips with a script, a text box without, and the same thing is sent."""

from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.search_client.conftest import OpenPicker

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text", text);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector(".picker__entry").dispatchEvent(event);
}"""


def chosen(page: Page) -> list[str]:
    return page.locator(".picker__name").all_inner_texts()


def sent(page: Page) -> str:
    # What is suggested may lie over the button, and comes when it comes: by the keyboard then.
    page.get_by_role("button", name="Save").press("Enter")
    page.wait_for_url("**/sent?*")
    return parse_qs(urlsplit(page.url).query)["teaches"][0]


def test_the_skills_of_the_form_stand_there_as_chips(open_picker: OpenPicker) -> None:
    with open_picker("C#, time-management, ARCP") as page:
        assert chosen(page) == ["C#", "time-management", "ARCP"]
        assert sent(page) == "C#, time-management, ARCP"


def test_enter_and_comma_make_a_chip_and_nothing_is_sent(open_picker: OpenPicker) -> None:
    with open_picker() as page:
        page.get_by_label("Skills").focus()
        page.keyboard.type("C#")
        page.keyboard.press("Enter")
        page.keyboard.type(".NET,")
        page.keyboard.type("R&D, ST3")
        assert chosen(page) == ["C#", ".NET", "R&D"]
        assert page.url.endswith("/picker")
        assert sent(page) == "C#, .NET, R&D, ST3"


def test_backspace_in_the_empty_box_takes_the_last_one_back(open_picker: OpenPicker) -> None:
    with open_picker("C#, ARCP") as page:
        page.get_by_label("Skills").focus()
        page.keyboard.press("Backspace")
        assert chosen(page) == ["C#"]
        expect(page.get_by_role("status")).to_have_text("Removed ARCP")
        page.keyboard.type("x")
        page.keyboard.press("Backspace")
        assert chosen(page) == ["C#"]


def test_a_list_that_is_pasted_becomes_chips(open_picker: OpenPicker) -> None:
    with open_picker("C#") as page:
        page.get_by_label("Skills").focus()
        page.evaluate(PASTE, "ARCP, c#\nTime management;Splints,,")
        assert chosen(page) == ["C#", "ARCP", "Time management", "Splints"]
        expect(page.get_by_role("status")).to_have_text("Added ARCP, Time management, Splints")


def test_the_same_skill_is_not_taken_twice(open_picker: OpenPicker) -> None:
    with open_picker("Time management") as page:
        page.get_by_label("Skills").fill("time-management, TIME_management, C, C#, C++,")
        assert chosen(page) == ["Time management", "C", "C#", "C++"]


def test_a_chip_goes_by_its_button_and_the_keyboard_stays_there(open_picker: OpenPicker) -> None:
    with open_picker("C#, ARCP, ST3") as page:
        page.get_by_role("button", name="Remove ARCP").press("Enter")
        assert chosen(page) == ["C#", "ST3"]
        expect(page.get_by_role("button", name="Remove ST3")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Space")
        expect(page.get_by_label("Skills")).to_be_focused()
        assert chosen(page) == []


def test_what_must_be_given_is_asked_for_where_one_types(open_picker: OpenPicker) -> None:
    with open_picker() as page:
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_label("Skills")).to_be_focused()
        assert page.url.endswith("/picker")
        page.get_by_label("Skills").fill("ARCP")
        assert sent(page) == "ARCP"


def test_starting_again_brings_back_what_was_there(open_picker: OpenPicker) -> None:
    with open_picker("C#") as page:
        page.get_by_label("Skills").fill("ARCP, ST3,")
        page.get_by_role("button", name="Start again").click()
        assert chosen(page) == ["C#"]


def test_by_touch_a_chip_is_met_by_a_thumb(open_picker: OpenPicker) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    with open_picker("C#, ARCP", **phone) as page:
        button = page.get_by_role("button", name="Remove C#")
        box = button.bounding_box()
        assert box is not None
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] - 3)
        assert chosen(page) == ["ARCP"]
        page.get_by_label("Skills").tap()
        page.keyboard.type("ST3,")
        assert sent(page) == "ARCP, ST3"


def test_without_a_script_it_is_a_text_box(open_picker: OpenPicker) -> None:
    with open_picker("C#", java_script_enabled=False) as page:
        page.get_by_label("Skills").fill("C#, ARCP")
        assert sent(page) == "C#, ARCP"


def test_the_picker_is_open_to_everybody(open_picker: OpenPicker) -> None:
    for width in (320, 360, 1280):
        for theme in ("light", "dark"):
            with open_picker(
                "C#, Supervising somebody who is new to the ward at night, ARCP",
                viewport={"width": width, "height": 740},
                color_scheme=theme,
            ) as page:
                page.get_by_label("Skills").fill("sp")
                found = Axe().run(page).response["violations"]
                assert not [(one["id"], one["nodes"][0]["html"]) for one in found]
                assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_known_skill_is_taken_from_the_list_by_keys(open_picker: OpenPicker) -> None:
    with open_picker("C#") as page:
        page.get_by_label("Skills").focus()
        page.keyboard.type("spl")
        offered = page.get_by_role("option")
        expect(offered).to_have_count(2)
        assert offered.all_inner_texts() == ["splinting", "Add “spl”"]
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("listbox")).to_be_hidden()
        assert chosen(page) == ["C#", "splinting"]
        page.keyboard.type("c#")
        page.wait_for_timeout(300)
        expect(page.get_by_role("listbox")).to_be_hidden()
        page.keyboard.press("Escape")
        assert sent(page) == "C#, splinting"


def test_by_touch_a_known_and_a_new_skill_are_taken_from_the_list(open_picker: OpenPicker) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    with open_picker(**phone) as page:
        page.get_by_label("Skills").tap()
        page.keyboard.type("splnt")
        page.get_by_role("option", name="splinting").tap()
        expect(page.get_by_label("Skills")).to_be_focused()
        page.keyboard.type("zorbing")
        page.get_by_role("option", name="Add “zorbing”").tap()
        assert sent(page) == "splinting, zorbing"
