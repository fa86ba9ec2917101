"""From the letter with an invitation to writing in the room, under one's own name.

A step is a page that changes: the letter's link, and the form that makes a member.
"""

import time

import pytest
from playwright.sync_api import expect

from tests.journeys.test_first_ten_minutes import (
    DEVICES,
    PASSWORD,
    Arrive,
    Place,
    Way,
    arrive,
    place,
    sign_in,
)
from tests.outside.post_office import link

__all__ = ["arrive", "place"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
CIRCLE = "Hands at work"


def invite(way: Way, name: str, email: str) -> None:
    """A host invites somebody who is no member into their circle, from the circle's page."""
    way.follow("Invite by link")
    way.answer("Their name", name)
    way.answer("Their e-mail address", email)
    way.press("Invite")
    expect(way.page.get_by_text("will have a letter")).to_be_visible()


@pytest.mark.parametrize("device", DEVICES)
def test_from_the_letter_to_the_room_in_two_steps(
    place: Place, arrive: Arrive, device: str, capsys: pytest.CaptureFixture[str]
) -> None:
    host, email = arrive(place.url, "desktop"), f"nora.{device}@example.org"
    sign_in(host, place, {"phone": "elin", "desktop": "fatima"}[device])
    host.page.goto(f"{place.url}/circles/new")
    host.answer("Name", f"{CIRCLE}, {device}")
    host.answer("Purpose", "We look at one another's hands at work.")
    host.press("Start the circle")
    invite(host, "Nora Lind", email)
    letter = place.post_office.wait_for(email)
    began = time.monotonic()
    nora = arrive(link(letter), device)
    loaded = time.monotonic() - began
    nora.answer("Password", PASSWORD)
    nora.press("Join")
    nora.page.wait_for_selector("[data-live]")
    nora.answer("Write to", "Good evening.")
    nora.press("Send")
    said = nora.page.get_by_role("list", name="Messages", exact=True)
    expect(said.get_by_text("Good evening.")).to_be_visible()
    took = time.monotonic() - began
    with capsys.disabled():
        print(f"\n  invited, {device}: written after {took:.1f} s, first page {loaded:.1f} s")
    expect(said).to_contain_text("Nora Lind")
