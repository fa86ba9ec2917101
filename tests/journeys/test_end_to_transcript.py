"""A host ends a session: two steps to the transcript, its numbers and all its files; counted."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from community.core import transaction
from community.sessions.actions import hosting
from community.settings import Settings
from community.web.identity import cookie_for
from tests.asked import ask, many
from tests.doing import do
from tests.journeys.test_first_ten_minutes import DEVICES, Way
from tests.outside.fixtures import StartServer
from tests.outside.live_server import LiveServer
from tests.town import Evening, Person, Town

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STEPS_MOST = 2
FILES = ("PDF", "Table (CSV)", "Data (JSON)", "Folder to keep (ZIP)")


@pytest.fixture(scope="module")
def server(live_server: StartServer) -> Iterator[LiveServer]:
    with live_server() as server:
        owner = transaction.connect(f"sqlite:///{server.data_dir / 'comentor.db'}")
        yield server
        owner.close()


def live_evening(town: Town, name: str) -> Evening:
    milo, where = town.person(f"Milo {name}"), town.circle(town.person(f"Hana {name}"))
    evening = town.session(where, starts_in=0, title=f"An evening, {name}")
    town.come(milo, evening)
    do(where.host, hosting.start, evening.id)
    for number in range(3):
        ask(evening, f"Question {number}?")
        many(evening, [milo, where.host], 50)
    return evening


def window(browser: Browser, server: LiveServer, person: Person, device: str) -> Way:
    context = browser.new_context(**DEVICES[device])
    settings = Settings(data=server.data_dir)
    name, _, value = cookie_for(settings, person.sign_in()).partition("=")
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    return Way(context.new_page())


@pytest.mark.parametrize("device", DEVICES)
def test_two_steps_from_end_to_everything_it_leaves(
    server: LiveServer, browser: Browser, device: str, capsys: pytest.CaptureFixture[str]
) -> None:
    evening = live_evening(Town(), device)
    way = window(browser, server, evening.host, device)
    page = way.page
    page.goto(f"{server.url}/sessions/{evening.id}")
    way = Way(page)
    way.click(page.get_by_text("End the session …"))
    way.press("End it")
    after = page.get_by_role("region", name="What stays")
    for file in FILES:
        expect(after.get_by_role("link", name=file)).to_be_visible()
    expect(after.get_by_role("link", name="Read the transcript")).to_be_visible()
    with capsys.disabled():
        print(f"\n  end to transcript, {device}: {len(way.steps)} steps, {way.seconds:.1f} s")
    assert len(way.steps) <= STEPS_MOST, way.steps
    way.follow("Read the transcript")
    expect(page.get_by_role("heading", level=2, name="Question 1?")).to_be_visible()
    page.context.close()
