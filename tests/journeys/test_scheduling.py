"""A host plans a session: the first one, and one like it with other questions; counted.

A step is a click, or a field that is filled.
"""

from datetime import date, timedelta

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
HOSTS = {"phone": "elin", "desktop": "fatima"}
AGAIN_MOST = 6
QUESTIONS = "What did you notice first?\n+20 * What surprised you?\nWhat will you try?"


def in_days(number: int) -> str:
    return str(date.today() + timedelta(days=number))  # noqa: DTZ011 - the host's own day


def to_sessions(way: Way) -> None:
    """By the bar: at the top, or at the bottom of a phone."""
    way.click(way.page.get_by_role("link", name="Sessions", exact=True).locator("visible=true"))


@pytest.mark.parametrize("device", DEVICES)
def test_from_an_idea_to_a_published_session_and_to_one_like_it(
    place: Place, arrive: Arrive, device: str, capsys: pytest.CaptureFixture[str]
) -> None:
    way = arrive(place.url, device)
    sign_in(way, place, HOSTS[device])
    way.page.goto(f"{place.url}/circles/new")
    way.answer("Name", f"Slow looking, {device}")
    way.answer("Purpose", "We look at one chart for an hour.")
    way.press("Start the circle")
    first = plan_first(Way(way.page))
    again = plan_again(Way(way.page), place)
    with capsys.disabled():
        print(
            f"\n  schedule, {device}: first {len(first.steps)} steps, {first.seconds:.1f} s;",
            end="",
        )
        print(f" like the last one {len(again.steps)} steps, {again.seconds:.1f} s")
    assert len(again.steps) <= AGAIN_MOST, again.steps


def plan_first(way: Way) -> Way:
    """From the circle's page: a title, a time, questions."""
    way.follow("Plan a session")
    way.answer("Title", "One chart")
    way.answer("Day", in_days(7))
    way.answer("From", "19:00")
    way.answer("To", "20:00")
    way.answer("Questions", "What do you see?")
    way.press("Publish")
    expect(way.page.get_by_text("Published.")).to_be_visible()
    way.heading("One chart")
    return way


def plan_again(way: Way, place: Place) -> Way:
    way.page.goto(place.url)
    way = Way(way.page)
    to_sessions(way)
    way.follow("Like my last one")
    way.answer("Day", in_days(14))
    way.answer("Questions", QUESTIONS)
    way.press("Publish")
    expect(way.page.get_by_text("Published.")).to_be_visible()
    expect(way.page.get_by_text("What surprised you?")).to_be_visible()
    return way
