"""Somebody looks for who can teach a skill, and asks them; counted.

A step is a click, a key, or a field that is filled.
"""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_first_ten_minutes import (
    DEVICES,
    Arrive,
    Place,
    Way,
    arrive,
    place,
    sign_in,
)

__all__ = ["arrive", "place"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
STEPS_MOST = 5
ASKERS = {"phone": "otto", "desktop": "milo"}


@pytest.mark.parametrize("device", DEVICES)
def test_who_can_teach_it_is_found_and_asked_within_five_steps(
    place: Place, arrive: Arrive, device: str, capsys: pytest.CaptureFixture[str]
) -> None:
    way = arrive(place.url, device)
    sign_in(way, place, ASKERS[device])
    known_to_search(way, place)
    way.page.goto(place.url)
    way = Way(way.page)
    search = way.page.get_by_label("Search people").first
    way.fill(search, "teach:splinting")
    way.steps.append("press Enter")
    search.press("Enter")
    way.follow("Ask Rhian Prosser")
    expect(way.page.get_by_label("What it is about")).to_have_value("splinting")
    way.answer("What would you like to know", "How warm is warm enough?")
    way.press("Send")
    expect(way.page.get_by_text("Rhian Prosser has until")).to_be_visible()
    with capsys.disabled():
        print(f"\n  ask, {device}: {len(way.steps)} steps, {way.seconds:.1f} s")
    assert len(way.steps) <= STEPS_MOST, way.steps


def known_to_search(way: Way, place: Place) -> None:
    """The index of a community that has just been made is a moment behind."""
    shown = way.page.get_by_role("link", name="Ask Rhian Prosser")
    for _ in range(60):
        way.page.goto(f"{place.url}/search?q=teach:splinting")
        if shown.count():
            return
        way.page.wait_for_timeout(500)
