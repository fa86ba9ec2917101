"""Desk and hands in a real browser: what hosts do there, and what the others see of it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from community.access.policy import Audience
from community.rooms import actions
from tests.doing import do
from tests.journeys.test_pages_in_a_browser import barriers, look
from tests.live.stage import Stage
from tests.live.test_rights import web
from tests.live.test_room_page import OpenRoom, lines, open_room, spoken
from tests.town import Meeting, Person

__all__ = ["open_room"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
PARTS = ("writing", "timer", "announce")


@pytest.fixture
def circle(stage: Stage) -> Meeting:
    return stage.town.circle(stage.town.hana, stage.town.milo)


def send(page: Page, words: str) -> None:
    box = page.locator("#composer-body")
    box.fill(words)
    box.press("Enter")


def by_host(stage: Stage, circle: Meeting, what: str, **fields: Any) -> None:
    """As another host would, elsewhere."""
    with web(stage, circle.host, stage.server) as browser:
        assert browser.post(f"/rooms/{circle.room_id}/{what}", **fields).status_code == 302


def part(page: Page, name: str) -> Any:
    """One entry of the hosts' bar, opened."""
    page.locator(f"#host-{name} > summary").click()
    return page.locator(f"#host-{name} .host-part__panel")


def test_slow_mode_counts_down_beside_the_button_and_keeps_the_words(
    stage: Stage, circle: Meeting, open_room: OpenRoom
) -> None:
    hana = open_room(stage, stage.town.hana, circle)
    milo = open_room(stage, stage.town.milo, circle)
    panel = part(hana, "writing")
    panel.get_by_label("Slow mode").fill("600")
    panel.get_by_role("button", name="Set").click()
    expect(panel).to_be_hidden()
    expect(hana.locator("#host-writing > summary")).to_be_focused()
    expect(milo.get_by_text("Slow mode: 10 minutes")).to_be_visible()
    send(milo, "My first")
    wait = milo.locator("#composer [data-slot=wait]")
    expect(wait).to_have_text(re.compile(r"^(10:00|9:\d\d)$"))
    send(milo, "A second thought")
    expect(milo.locator("#composer-body")).to_have_value("A second thought")
    expect(milo.locator("#composer [data-slot=state]")).to_contain_text("Your words stay here")
    expect(milo.locator(".composer__state--wrong")).to_have_count(0)  # it is a hint
    expect(milo.locator("#composer-body")).to_have_attribute("aria-invalid", "false")
    assert spoken(milo) == ["My first"]
    milo.reload()
    expect(wait).to_be_visible()
    expect(milo.locator("#composer-body")).to_have_value("A second thought")
    send(hana, "Hosts do not wait")
    send(hana, "And again")
    expect(hana.locator("#composer [data-slot=wait]")).to_be_hidden()
    hana.get_by_role("button", name="End it").click()
    expect(wait).to_be_hidden()
    milo.locator("#composer-body").press("Enter")
    expect(lines(hana)).to_have_count(4)
    assert spoken(hana)[-1] == "A second thought"


def test_what_was_refused_for_being_too_soon_is_sent_again_by_itself(
    stage: Stage, circle: Meeting, open_room: OpenRoom
) -> None:
    by_host(stage, circle, "desk", slow="4")
    milo = open_room(stage, stage.town.milo, circle)
    stage.town.say(stage.town.milo, circle, "From my other window")  # this one is not told yet
    send(milo, "From this one")
    expect(lines(milo)).to_have_count(2)
    expect(milo.locator(".item--unsent")).to_have_count(0)
    assert spoken(milo) == ["From my other window", "From this one"]


def test_read_only_puts_a_sentence_where_one_wrote_and_gives_the_words_back(
    stage: Stage, circle: Meeting, open_room: OpenRoom
) -> None:
    stage.town.say(stage.town.milo, circle, "Mine")
    hana = open_room(stage, stage.town.hana, circle)
    milo = open_room(stage, stage.town.milo, circle)
    milo.locator("#composer-body").fill("half a thought")
    panel = part(hana, "writing")
    panel.get_by_label("Only hosts").check()
    panel.get_by_role("button", name="Set").click()
    silent = milo.locator("[data-slot=silent]")
    expect(silent).to_contain_text("Only hosts write here at the moment.")
    expect(milo.locator("#composer")).to_be_hidden()
    expect(milo.locator("[data-slot=announcer]")).to_have_text(
        "Only hosts write here at the moment."
    )
    lines(milo).last.hover()
    lines(milo).last.locator("summary.tool").click()
    expect(lines(milo).last.get_by_role("button", name="👍")).to_be_visible()
    expect(lines(milo).last.get_by_text("Change the words")).to_have_count(0)
    expect(hana.locator("#composer")).to_be_visible()
    hana.get_by_role("button", name="Let everybody write").click()
    expect(silent).to_be_hidden()
    expect(milo.locator("#composer-body")).to_have_value("half a thought")
    send(milo, "A whole thought")
    expect(lines(hana)).to_have_count(2)


def test_after_a_pause_the_box_comes_back_by_itself(
    stage: Stage, circle: Meeting, open_room: OpenRoom
) -> None:
    milo = open_room(stage, stage.town.milo, circle)
    by_host(stage, circle, "pause", seconds="4")
    silent = milo.locator("[data-slot=silent]")
    expect(silent).to_have_text(re.compile(r"short pause\. You can write again in\s+0:0\d"))
    expect(milo.locator("#composer")).to_be_hidden()
    expect(silent).to_be_hidden()
    send(milo, "Back again")
    expect(lines(milo)).to_have_count(1)


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_clock_that_is_wrong_by_hours_counts_down_right(
    stage: Stage, circle: Meeting, open_room: OpenRoom, hours: int
) -> None:
    milo = open_room(stage, stage.town.milo, circle)
    milo.clock.set_system_time(datetime.now(UTC) + timedelta(hours=hours))
    milo.reload()
    by_host(stage, circle, "timer", minutes="5", name="Silent writing")
    note = milo.locator(".standing__note--timer")
    expect(note).to_contain_text("Silent writing")
    expect(note.locator("[data-slot=timer-left]")).to_have_text(re.compile(r"^(5:00|4:5\d)$"))
    milo.clock.set_system_time(datetime.now(UTC) + timedelta(hours=hours, minutes=5))
    expect(note.locator("[data-slot=timer-left]")).to_have_text("Time is up")
    milo.clock.set_system_time(datetime.now(UTC) + timedelta(hours=hours, minutes=7))
    expect(note).to_be_hidden()


def test_an_announcement_is_put_away_by_each_for_themselves(
    stage: Stage, circle: Meeting, open_room: OpenRoom
) -> None:
    hana = open_room(stage, stage.town.hana, circle)
    milo = open_room(stage, stage.town.milo, circle)
    panel = part(hana, "announce")
    panel.get_by_label("One line").fill("We start at <b>eight</b>.")
    panel.get_by_role("button", name="Announce").click()
    band = milo.locator(".band")
    expect(band).to_contain_text("We start at <b>eight</b>.")
    expect(milo.locator("[data-slot=announcer]")).to_contain_text("Announcement: We start at")
    band.get_by_role("button").click()
    expect(band).to_be_hidden()
    milo.reload()
    expect(milo.locator(".room[data-live]")).to_be_visible()
    expect(band).to_be_hidden()
    expect(hana.locator(".band")).to_be_visible()
    by_host(stage, circle, "desk", band="We end at nine.")
    expect(band).to_contain_text("We end at nine.")
    by_host(stage, circle, "desk", band="")
    expect(band).to_be_hidden()
    by_host(stage, circle, "desk", band="We start at <b>eight</b>.")
    expect(band).to_be_visible()


def test_hands_go_up_and_the_word_is_given_in_their_order(
    stage: Stage, circle: Meeting, open_room: OpenRoom
) -> None:
    ada = stage.town.ada
    stage.town.bring(ada, circle.id, circle.host)
    hana = open_room(stage, stage.town.hana, circle)
    milo, other = open_room(stage, stage.town.milo, circle), open_room(stage, ada, circle)
    other.get_by_role("button", name="Raise your hand").click()
    own = milo.locator("[data-slot=hand-line]")
    expect(milo.locator("[data-slot=hands] .hand")).to_have_count(1)
    expect(own).to_be_hidden()
    milo.get_by_role("button", name="Raise your hand").click()
    expect(own).to_have_text("Your hand is up: 1 before you.")
    expect(hana.locator("[data-slot=hands] [data-slot=name]")).to_have_text(["Ada", "Milo"])
    expect(milo.get_by_role("button", name="Give the word")).to_have_count(0)
    hana.get_by_role("button", name="Give the word to Ada").click()
    expect(other.locator("[data-slot=hand-line]")).to_have_text("It is your turn to speak.")
    expect(own).to_have_text("Your hand is up: you are next.")
    hana.get_by_role("button", name="Give the word to Milo").click()
    expect(own).to_have_text("It is your turn to speak.")
    expect(milo.locator("[data-slot=announcer]")).to_have_text("It is your turn to speak.")
    expect(other.locator("[data-slot=hand-line]")).to_be_hidden()
    milo.get_by_role("button", name="Lower your hand").click()
    expect(hana.locator(".hands")).to_be_hidden()


def test_whoever_becomes_a_host_has_the_bar_and_loses_it_again(
    stage: Stage, circle: Meeting, open_room: OpenRoom
) -> None:
    town = stage.town
    asked = town.say(circle.host, circle, "Who brings the masks?", audience=Audience.HOSTS)
    town.say(town.milo, circle, "Here I am")
    milo = open_room(stage, town.milo, circle)
    bar = milo.locator("[data-host-bar]")
    expect(bar).to_be_hidden()
    assert spoken(milo) == ["Here I am"]

    def host(person: Person, *, on: bool) -> None:
        what = "host" if on else "unhost"
        with web(stage, circle.host, stage.server) as browser:
            browser.post(f"/circles/{circle.id}/people/{person.id}/{what}")

    host(stage.town.milo, on=True)
    expect(bar).to_be_visible()
    expect(milo.locator(f"#item-{asked.id}")).to_contain_text("Who brings the masks?")
    assert spoken(milo) == ["Who brings the masks?", "Here I am"]
    part(milo, "writing").get_by_role("button", name="Pause for one minute").click()
    expect(milo.get_by_text("Pause: only hosts write.")).to_be_visible()
    host(stage.town.milo, on=False)
    expect(bar).to_be_hidden()
    expect(milo.locator("[data-slot=silent]")).to_contain_text("short pause")


def test_the_bar_by_the_keyboard_one_panel_at_a_time(
    stage: Stage, circle: Meeting, open_room: OpenRoom
) -> None:
    hana = open_room(stage, stage.town.hana, circle)
    for name in PARTS:
        hana.locator(f"#host-{name} > summary").press("Enter")
        expect(hana.locator("[data-host-part][open]")).to_have_count(1)
        expect(hana.locator(f"#host-{name} .host-part__panel")).to_be_visible()
    hana.keyboard.press("Tab")
    hana.keyboard.press("Escape")
    expect(hana.locator("[data-host-part][open]")).to_have_count(0)
    expect(hana.locator(f"#host-{PARTS[-1]} > summary")).to_be_focused()
    part(hana, "timer")
    hana.locator(".room__name").click()
    expect(hana.locator("[data-host-part][open]")).to_have_count(0)


def test_what_a_host_types_wrong_is_said_beside_it_and_stays(
    stage: Stage, circle: Meeting, open_room: OpenRoom
) -> None:
    hana = open_room(stage, stage.town.hana, circle)
    panel = part(hana, "timer")
    form = panel.locator("form").first
    form.evaluate("form => form.noValidate = true")
    panel.get_by_label("Minutes").fill("300")
    panel.get_by_role("button", name="Start").click()
    expect(form.locator("[data-slot=problem]")).to_contain_text("four hours")
    expect(panel.get_by_label("Minutes")).to_have_value("300")


def test_the_bar_and_its_panels_are_open_to_everybody_in_both_themes(
    stage: Stage, circle: Meeting, open_room: OpenRoom
) -> None:
    """With everything in force at once, on a narrow phone and a wide window."""
    do(stage.town.milo, actions.raise_hand, circle.room_id)
    do(stage.town.hana, actions.start_timer, circle.room_id, 600, "Silent writing")
    do(stage.town.hana, actions.pause, circle.room_id, 600)
    wishes = actions.Wishes(slow=30, read_only=True, band="We start at eight.")
    do(stage.town.hana, actions.set_room, circle.room_id, wishes)
    hana = open_room(stage, stage.town.hana, circle)
    milo = open_room(stage, stage.town.milo, circle)
    for page in (hana, milo):
        for width, theme in ((360, "light"), (1280, "dark")):
            look(page, width, theme)  # type: ignore[arg-type]
            assert barriers(page, theme) == []  # type: ignore[arg-type]
    for name in PARTS:
        part(hana, name)
        for width, theme in ((320, "light"), (1280, "dark")):
            look(hana, width, theme)  # type: ignore[arg-type]
            assert barriers(hana, theme) == [], name  # type: ignore[arg-type]
        hana.keyboard.press("Escape")
    assert hana.evaluate("document.documentElement.scrollWidth") <= 1280
