"""From the link in an invitation to a focused writing box: two steps, in a real browser.

A step is the link in the letter, and a click. It works the same for a guest without an account.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from community.access.session_rules import OpenTo
from community.core import transaction
from community.sessions.actions import inviting
from tests.doing import do
from tests.journeys.test_first_ten_minutes import DEVICES
from tests.journeys.test_pages_in_a_browser import LOOKS, barriers, look
from tests.outside.fixtures import StartServer
from tests.outside.live_server import LiveServer
from tests.outside.post_office import PostOffice, free_port, link
from tests.town import Evening, Town

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass
class Place:
    server: LiveServer
    post_office: PostOffice
    evening: Evening


@pytest.fixture(scope="module")
def place(live_server: StartServer) -> Iterator[Place]:
    """A session that begins in a quarter of an hour, in a community that sends letters."""
    port = free_port()
    with PostOffice() as post_office:
        env = {
            "COMENTOR_BASE_URL": f"http://127.0.0.1:{port}",
            "COMENTOR_MAIL_URL": post_office.url,
            "COMENTOR_MAIL_FROM": "hello@example.org",
        }
        with live_server(env=env, port=port) as server:
            owner = transaction.connect(f"sqlite:///{server.data_dir / 'comentor.db'}")
            town = Town()
            where = town.circle(town.hana, town.milo)
            evening = town.session(where, starts_in=0.25, open_to=OpenTo.INVITED)
            yield Place(server, post_office, evening)
            owner.close()


@pytest.mark.parametrize("device", DEVICES)
def test_two_steps_from_the_letter_to_writing(
    place: Place, browser: Browser, device: str, capsys: pytest.CaptureFixture[str]
) -> None:
    email, host = f"gwen.{device}@example.net", place.evening.host
    do(host, inviting.invite_guest, place.evening.id, "Gwen Quist", email)
    letter = place.post_office.wait_for(email)
    context = browser.new_context(**DEVICES[device])
    page = context.new_page()
    began = time.monotonic()
    page.goto(link(letter))
    page.get_by_role("button", name="Enter").click()
    box = page.get_by_label("Write to")
    expect(box).to_be_focused()
    took = time.monotonic() - began
    with capsys.disabled():
        print(f"\n  invitation to writing, {device}: 2 steps, {took:.1f} s")
    page.keyboard.type("Good evening from a guest.")
    page.wait_for_selector("[data-live]")
    page.get_by_role("button", name="Send").click()
    said = page.get_by_role("list", name="Messages", exact=True)
    expect(said.get_by_text("Good evening from a guest.").last).to_be_visible()
    context.close()


def test_the_link_and_the_lobby_are_for_everybody_and_live_updates_arrive(
    place: Place, browser: Browser
) -> None:
    do(place.evening.host, inviting.invite_guest, place.evening.id, "Gus", "gus@example.net")
    context = browser.new_context(**DEVICES["phone"])
    page = context.new_page()
    page.goto(link(place.post_office.wait_for("gus@example.net")))
    looked_at(page)
    page.get_by_role("button", name="Enter").click()
    page.wait_for_url("**/rooms/**")
    page.goto(f"{place.server.url}/sessions/{place.evening.id}")
    expect(page.get_by_text("Live updates reach you here.")).to_be_visible()
    expect(page.get_by_text("What will be asked")).to_be_visible()
    looked_at(page)
    context.close()


def looked_at(page: Page) -> None:
    for width, theme in LOOKS:
        look(page, width, theme)
        assert barriers(page, theme) == [], f"{width} px, {theme}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
