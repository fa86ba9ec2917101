"""Writing an insight in a real browser: nothing that was typed is lost, whatever happens."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from community.core.transaction import reading
from community.insights.actions import drafting
from community.insights.models import Insight, InsightDraft
from community.insights.texts import Text
from tests.doing import do
from tests.insights.test_writing import begun
from tests.live.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SAVED = re.compile("^Saved")


@pytest.fixture
def hana(browser: Browser, stage: Stage) -> Iterator[BrowserContext]:
    with ExitStack() as until_the_end:
        context = browser.new_context()
        until_the_end.callback(context.close)
        name, value = stage.cookie(stage.town.hana).split("=", 1)
        context.add_cookies([{"name": name, "value": value, "url": stage.server.url}])
        yield context


@pytest.fixture
def draft_id(stage: Stage) -> str:
    return begun(stage.town.hana)


def opened(context: BrowserContext, stage: Stage, draft_id: str) -> Page:
    page = context.new_page()
    page.goto(f"{stage.server.url}/insights/{draft_id}/edit")
    return page


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text(SAVED)


def kept(draft_id: str) -> str:
    with reading() as db:
        return db.get_one(InsightDraft, draft_id).body


def test_what_is_typed_is_saved_and_shown_as_it_reads(
    hana: BrowserContext, stage: Stage, draft_id: str
) -> None:
    page = opened(hana, stage, draft_id)
    page.get_by_label("What you learned").fill("## First\n\nWords")
    saved(page)
    assert kept(draft_id) == "## First\n\nWords"
    page.get_by_role("button", name="See how it reads").click()
    expect(page.get_by_role("heading", name="First", level=2)).to_be_visible()
    page.get_by_label("What you learned").fill("## Second")
    expect(page.get_by_role("heading", name="Second", level=2)).to_be_visible()
    page.get_by_label("What you learned").fill("## Third")
    page.get_by_role("button", name="Publish").click()  # while that is not saved yet
    page.wait_for_url(re.compile(f"/insights/{draft_id}$"))
    expect(page.get_by_role("heading", name="Third")).to_be_visible()
    with reading() as db:
        assert db.get_one(Insight, draft_id).body == "## Third"
        assert db.get(InsightDraft, draft_id) is None


@pytest.mark.parametrize(("choice", "stays"), [("Go on with mine", "B"), ("Take this one", "A")])
def test_of_two_windows_neither_overwrites_the_other_unasked(
    hana: BrowserContext, stage: Stage, draft_id: str, choice: str, stays: str
) -> None:
    one, other = opened(hana, stage, draft_id), opened(hana, stage, draft_id)
    one.get_by_label("What you learned").fill("A")
    saved(one)
    other.get_by_label("What you learned").fill("B")
    expect(other.get_by_role("heading", name="There is another text")).to_be_visible()
    expect(other.locator("[data-other-body]")).to_have_text("A")
    assert kept(draft_id) == "A"
    other.get_by_role("button", name=choice).click()
    saved(other)
    expect(other.get_by_label("What you learned")).to_have_value(stays)
    assert kept(draft_id) == stays


def test_skills_and_readers_are_saved_by_themselves_and_taken_from_the_other_window(
    hana: BrowserContext, stage: Stage, draft_id: str
) -> None:
    one, other = opened(hana, stage, draft_id), opened(hana, stage, draft_id)
    one.get_by_label("Skills").fill("Casting, Half a w")
    one.get_by_label("Everybody, also without").check()
    saved(one)
    other.get_by_label("The circle", exact=True).check()
    expect(other.get_by_role("heading", name="There is another text")).to_be_visible()
    expect(other.locator("[data-other-skills]")).to_have_text("Casting, Half a w")
    expect(other.locator("[data-other-sight]")).to_have_text("Everybody, also without an account")
    other.get_by_role("button", name="Take this one").click()
    expect(other.get_by_text("Half a w", exact=True)).to_be_visible()
    expect(other.get_by_label("Everybody, also without")).to_be_checked()
    saved(other)
    with reading() as db:
        shown = db.get_one(InsightDraft, draft_id).shown
    assert shown == {"sight": "public", "circle_id": "", "skills": "Casting, Half a w"}


@pytest.mark.parametrize(("choice", "stays"), [("Go on with mine", "B"), ("Take this one", "A")])
def test_a_page_that_was_refused_saves_nothing_before_one_text_is_chosen(
    hana: BrowserContext, stage: Stage, draft_id: str, choice: str, stays: str
) -> None:
    page = opened(hana, stage, draft_id)
    page.clock.install()  # so that the page saves nothing by itself until it is told to
    do(stage.town.hana, drafting.save_draft, draft_id, Text("Elsewhere", "A"), 1)
    page.get_by_label("What you learned").fill("B")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", name="There is another text")).to_be_visible()
    expect(page.locator("[data-elsewhere]")).to_be_hidden()
    page.get_by_label("What you learned").fill("B")
    page.clock.fast_forward(10_000)
    expect(page.locator("[data-saved]")).to_have_text(re.compile("^Not saved"))
    assert kept(draft_id) == "A"
    page.get_by_role("button", name=choice).click()
    saved(page)
    assert kept(draft_id) == stays


def test_without_a_connection_the_browser_keeps_it(
    hana: BrowserContext, stage: Stage, draft_id: str
) -> None:
    page = opened(hana, stage, draft_id)
    hana.set_offline(True)
    page.get_by_label("What you learned").fill("Written in a tunnel")
    expect(page.locator("[data-saved]")).to_contain_text("kept in this browser")
    page.close()
    hana.set_offline(False)
    again = opened(hana, stage, draft_id)
    expect(again.get_by_label("What you learned")).to_have_value("Written in a tunnel")
    saved(again)
    assert kept(draft_id) == "Written in a tunnel"


def test_signed_out_elsewhere_the_page_says_so_and_keeps_it(
    hana: BrowserContext, stage: Stage, draft_id: str
) -> None:
    page = opened(hana, stage, draft_id)
    hana.clear_cookies()
    page.get_by_label("What you learned").fill("Still here")
    expect(page.locator("[data-saved]")).to_contain_text("Not saved.")
    assert "Still here" in page.evaluate("JSON.stringify(localStorage)")
