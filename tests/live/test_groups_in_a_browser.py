"""Small groups in a real browser: led there unless one is writing, and back at the end."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from community.core.ids import new_id
from community.core.transaction import reading, transaction
from community.rooms.actions.reading import Stay, note_entered
from community.rooms.models import Room
from tests.live.stage import Stage
from tests.town import Meeting, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Windows:
    def __init__(self, browser: Browser, stage: Stage, open_windows: ExitStack) -> None:
        self.browser, self.stage, self.open_windows = browser, stage, open_windows

    def of(self, person: Person, room: str, *, script: bool = True) -> Page:
        context = self.browser.new_context(java_script_enabled=script)
        self.open_windows.callback(context.close)
        name, value = self.stage.cookie(person).split("=", 1)
        context.add_cookies([{"name": name, "value": value, "url": self.stage.server.url}])
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(f"{self.stage.server.url}/rooms/{room}")
        if script:
            expect(page.locator(".room__about [data-slot=here]")).to_contain_text("here")
        return page


@pytest.fixture
def windows(browser: Browser, stage: Stage) -> Iterator[Windows]:
    with ExitStack() as open_windows:
        yield Windows(browser, stage, open_windows)


@pytest.fixture
def people(stage: Stage) -> list[Person]:
    return [stage.town.person(f"{name} {new_id()}") for name in ("Ana", "Ben", "Cyn", "Dot")]


@pytest.fixture
def circle(stage: Stage, people: list[Person]) -> Meeting:
    circle = stage.town.circle(stage.town.hana, *people)
    with transaction() as db:
        note_entered(db, [Stay(new_id(), circle.room_id, person.id) for person in people])
    return circle


def group_of(circle: Meeting, person: Person) -> str:
    with reading() as db:
        groups = db.scalars(select(Room).where(Room.parent_id == circle.room_id)).all()
    return next(group.id for group in groups if person.id in (group.people or ()))


def split(host: Page) -> None:
    host.locator("#host-groups > summary").click()
    form = host.locator("#host-groups form[data-event=split]")
    form.locator("[name=groups]").fill("2")
    form.locator("button").click()
    expect(host.locator("[data-slot=groups-where]")).to_have_text("The room is in 2 groups.")


def test_people_are_led_to_their_group_and_back_with_what_it_brings(
    windows: Windows, stage: Stage, circle: Meeting, people: list[Person]
) -> None:
    hana = windows.of(stage.town.hana, circle.room_id)
    ana, ben = (windows.of(person, circle.room_id) for person in people[:2])
    writing = ben.locator("#composer-body")
    writing.press_sequentially("In the middle of")
    split(hana)
    ana.wait_for_url(f"**/rooms/{group_of(circle, people[0])}")
    expect(ana.locator("[data-slot=groups-where]")).to_contain_text("You are here with")
    expect(ana.locator("[data-slot=groups-left]")).to_have_text(re.compile(r"^\d+:\d\d$"))
    # Who is writing is told, and stays until they have sent it or go by themselves.
    expect(ben.locator("[data-slot=groups-where]")).to_contain_text("You are in Group")
    assert ben.url.endswith(circle.room_id)
    writing.press("Enter")
    ben.wait_for_url(f"**/rooms/{group_of(circle, people[1])}")

    ana.locator("[data-slot=brings-back] > summary").click()
    ana.locator("#brings-back").fill("In our own words")
    expect(ana.locator("[data-slot=kept]")).to_have_text("Kept.")
    hana.locator("[data-slot=groups-all]").click()
    hana.get_by_role("button", name="Call everybody back now").click()
    for page in (ana, ben):
        page.wait_for_url(f"**/rooms/{circle.room_id}")
        expect(page.locator(".item--notice")).to_have_count(2)
    expect(hana.locator(".item--notice").filter(has_text="In our own words")).to_have_count(1)
    expect(hana.locator("[data-groups]")).to_be_hidden()


def test_two_who_write_at_once_see_each_other_before_one_stands(
    windows: Windows, stage: Stage, circle: Meeting, people: list[Person]
) -> None:
    hana = windows.of(stage.town.hana, circle.room_id)
    split(hana)
    group = group_of(circle, people[0])
    ana, host = windows.of(people[0], group), windows.of(stage.town.hana, group)
    for page, words in ((ana, "What Ana writes"), (host, "What Hana writes")):
        page.locator("[data-slot=brings-back] > summary").click()
        page.locator("#brings-back").fill(words)
    # One of the two is kept first, by itself; the other sees it beside their own words.
    expect(
        ana.locator("[data-slot=theirs]:visible").or_(ana.locator("[data-slot=kept]:text('Kept')"))
    ).to_be_visible()
    late, first = (ana, host) if ana.locator("[data-slot=theirs]").is_visible() else (host, ana)
    expect(late.locator("[data-slot=theirs]")).to_be_visible()
    expect(late.locator("[data-slot=their-words]")).to_have_text(
        first.locator("#brings-back").input_value()
    )
    mine = late.locator("#brings-back").input_value()
    late.get_by_role("button", name="Keep it").click()
    expect(first.locator("#brings-back")).to_have_value(mine)


def test_without_a_script_one_goes_there_and_back_by_plain_forms(
    windows: Windows, stage: Stage, circle: Meeting, people: list[Person]
) -> None:
    hana = windows.of(stage.town.hana, circle.room_id, script=False)
    hana.goto(f"{hana.url}/groups")
    hana.get_by_role("button", name="Split the room").click()
    expect(hana.get_by_role("button", name="Call everybody back now")).to_be_visible()
    ana = windows.of(people[0], circle.room_id, script=False)
    ana.get_by_role("button", name="Go there").click()
    ana.wait_for_url(f"**/rooms/{group_of(circle, people[0])}")
    ana.locator("[data-slot=brings-back] > summary").click()
    ana.locator("#brings-back").fill("By a plain form")
    ana.get_by_role("button", name="Keep it").click()
    ana.get_by_role("link", name="To everybody").first.click()
    hana.get_by_role("button", name="Call everybody back now").click()
    expect(hana.locator(".item--notice").filter(has_text="By a plain form")).to_have_count(1)
