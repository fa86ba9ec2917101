"""Voting in the room's own page, with scripts and without, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from community.rooms.poll_models import PollWay
from tests.live.stage import Stage
from tests.live.test_room_page import OpenRoom, lines, menu_of, open_room
from tests.polling import close, opened, voted
from tests.town import Meeting

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["open_room"]


@pytest.fixture
def circle(stage: Stage) -> Meeting:
    return stage.town.circle(stage.town.hana, stage.town.milo)


def card(page: Page) -> Locator:
    return lines(page).last.locator("[data-poll]")


def rows(page: Page) -> list[str]:
    """Each option with its votes, as the table says them."""
    return [" ".join(text.split()) for text in card(page).locator("tbody tr").all_inner_texts()]


def test_a_host_asks_and_sees_the_votes_come_in(
    stage: Stage, circle: Meeting, open_room: OpenRoom
) -> None:
    hana, milo = (open_room(stage, who, circle) for who in (stage.town.hana, stage.town.milo))
    hana.locator("#host-poll > summary").click()
    form = hana.locator("#host-poll form")
    form.get_by_label("What is it about?").fill("Which <evening>?")
    form.get_by_label("Options, one on each line").fill("Tuesday\n\nWednesday")
    form.get_by_label("With names").check()
    form.get_by_label("Show the result while it is open").check()
    form.get_by_role("button", name="Open the poll").click()
    expect(lines(milo).last.locator("[data-slot=words]")).to_have_text("Which <evening>?")
    expect(milo.locator("[data-slot=open-poll]")).to_contain_text("Which <evening>?")
    expect(card(milo)).to_contain_text("Everybody sees who chooses what.")
    card(milo).get_by_label("Wednesday").check()
    card(milo).get_by_role("button", name="Vote").click()
    expect(card(milo).locator("[data-slot=poll-voted]")).to_be_visible()
    expect(milo.locator("[data-slot=open-poll]")).to_be_hidden()
    expect(card(hana).locator("tbody tr").nth(1)).to_contain_text("Milo")
    assert rows(hana) == ["Tuesday 0 0 %", "Wednesday Milo 1 100 %"]
    card(milo).get_by_label("Tuesday").check()
    card(milo).get_by_role("button", name="Change my vote").click()
    expect(card(hana).locator("tbody tr").first).to_contain_text("Milo")
    expect(menu_of(lines(hana).last).get_by_role("link", name="Change the words")).to_have_count(0)


def test_one_votes_by_keyboard_and_comes_back_to_having_voted(
    stage: Stage, circle: Meeting, open_room: OpenRoom
) -> None:
    poll = opened(stage.town.hana, circle)
    milo = open_room(stage, stage.town.milo, circle)
    milo.locator("[data-slot=open-poll-link]").press("Enter")
    expect(card(milo).get_by_label("Thumb")).to_be_focused()
    milo.keyboard.press("ArrowDown")
    milo.keyboard.press("Enter")
    expect(card(milo).locator("[data-slot=poll-form]")).to_be_hidden()
    expect(lines(milo).last).to_be_focused()
    expect(card(milo).locator("[data-slot=poll-voters]")).to_have_text("1 has voted")
    milo.reload()
    expect(milo.locator(".room__about [data-slot=here]")).to_contain_text("here")
    expect(card(milo).locator("[data-slot=poll-voted]")).to_be_visible()
    expect(card(milo).locator("[data-slot=poll-form]")).to_be_hidden()
    assert voted(stage.town.milo, poll) == {}


def test_a_refused_vote_says_why(stage: Stage, circle: Meeting, open_room: OpenRoom) -> None:
    opened(stage.town.hana, circle, way=PollWay.POINTS, points=3, named=True)
    milo = open_room(stage, stage.town.milo, circle)
    card(milo).get_by_label("Thumb").evaluate(
        "box => { box.removeAttribute('max'); box.value = 9; }"
    )
    card(milo).get_by_role("button", name="Vote").click()
    expect(card(milo).locator("[data-slot=poll-state]")).to_have_text(
        "You have 3 points to give; this is 9."
    )
    card(milo).get_by_label("Thumb").fill("2")
    card(milo).get_by_role("button", name="Vote").click()
    expect(card(milo).locator("[data-slot=poll-voted]")).to_be_visible()


def test_without_scripts_it_is_a_form(stage: Stage, circle: Meeting, open_room: OpenRoom) -> None:
    poll = opened(stage.town.hana, circle, named=True)
    milo = open_room(stage, stage.town.milo, circle, script=False)
    card(milo).get_by_label("Elbow").check()
    card(milo).get_by_role("button", name="Vote").click()
    expect(milo).to_have_url(re.compile(f"#item-{poll['id']}$"))
    expect(card(milo)).to_contain_text("You have voted.")
    close(stage.town.hana, poll, outcome="The elbow.")
    milo.reload()
    assert rows(milo) == ["Thumb 0 0 %", "Wrist 0 0 %", "Elbow Milo 1 100 %"]
    expect(card(milo)).to_contain_text("You have voted: Elbow.")
    expect(card(milo)).to_contain_text("Decided: The elbow.")


def test_the_pulse_is_one_press(stage: Stage, circle: Meeting, open_room: OpenRoom) -> None:
    hana = open_room(stage, stage.town.hana, circle)
    hana.get_by_role("button", name="Pulse").click()
    expect(card(hana)).to_contain_text("Slower, please")
    hana.get_by_role("button", name="Pulse").click()
    expect(hana.locator(".host-press [data-slot=problem]")).to_contain_text("a moment ago")
