"""A hosted session's evening in a real browser: by its hosts' keys and hands, and for everybody."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.live.stage import Stage
from tests.live.test_evening import staged
from tests.live.test_room_page import OpenRoom, lines, open_room, write
from tests.town import Evening

__all__ = ["open_room"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def begin(page: Page) -> None:
    page.locator("#host-evening summary").first.click()
    page.get_by_role("button", name="Start the session").click()


def state(page: Page) -> Locator:
    """The one line that is shown of how it stands."""
    return page.locator(".evening__state:visible")


def to_come(page: Page) -> Locator:
    return page.locator(".planned [data-slot=words]")


def opened(stage: Stage, open_room: OpenRoom, walk: str) -> tuple[Evening, list[Page]]:
    evening, people = staged(stage, walk)
    pages = [open_room(stage, who, evening) for who in people]
    for page in pages:
        page.set_viewport_size({"width": 1400, "height": 900})
    return evening, pages


def test_an_evening_from_the_lobby_to_the_late_lane(stage: Stage, open_room: OpenRoom) -> None:
    _, (host, second, member) = opened(stage, open_room, "page")
    expect(state(member)).to_contain_text("Not begun yet")
    expect(member.locator(".evening__next")).to_be_hidden()
    begin(host)
    expect(state(member)).to_contain_text("Live")
    expect(state(host)).to_contain_text("You are hosting")
    expect(to_come(member)).to_have_text(["What works?", "What does not?"])
    host.keyboard.press("Alt+n")
    expect(member.locator("[data-slot=asking]")).to_contain_text("Question 1 What works?")
    expect(to_come(second)).to_have_text(["What does not?"])
    write(member, "Foam")
    host.locator("#host-evening summary").first.click()
    host.get_by_text("End the session …").click()
    host.get_by_role("button", name="End it").click()
    expect(state(member)).to_contain_text("has ended")
    write(member, "And glue")
    expect(lines(second)).to_have_count(3)
    expect(second.locator(".item__note--late:visible")).to_have_count(1)


def test_what_is_to_come_is_put_in_order_by_hand_and_by_keys(
    stage: Stage, open_room: OpenRoom
) -> None:
    _, (host, second, member) = opened(stage, open_room, "orders")
    host.locator(".planned").nth(1).drag_to(host.locator(".planned").nth(0))
    expect(to_come(member)).to_have_text(["What does not?", "What works?"])
    later = second.get_by_role("button", name="Later: What does not?")
    later.focus()
    later.press("Enter")
    expect(to_come(host)).to_have_text(["What works?", "What does not?"])
    expect(member.locator(".planned__tools").first).to_be_hidden()
    assert member.locator(".planned").first.get_attribute("draggable") != "true"


def test_when_the_host_goes_the_other_is_told_that_they_host_now(
    stage: Stage, open_room: OpenRoom
) -> None:
    _, (host, second, member) = opened(stage, open_room, "goes")
    begin(host)
    expect(state(member)).to_contain_text("Hana goes is hosting")
    host.close()
    expect(state(second)).to_contain_text("You are hosting")
    expect(second.locator("[data-slot=announcer]")).to_contain_text("You are hosting now")
    expect(second.get_by_role("button", name="Ask next")).to_be_visible()
    second.close()
    expect(state(member)).to_contain_text("go on by the clock")
