"""A member takes evidence from a session, and an employer checks it: steps and seconds counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from community.core import transaction
from community.sessions.actions import hosting
from community.settings import Settings
from community.web.identity import cookie_for
from tests.doing import do
from tests.evenings import live
from tests.journeys.test_first_ten_minutes import DEVICES, Way
from tests.outside.fixtures import StartServer
from tests.outside.live_server import LiveServer
from tests.town import Evening, Person, Town

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STEPS_MOST = 2  # sign it, take the file


@pytest.fixture(scope="module")
def server(live_server: StartServer) -> Iterator[LiveServer]:
    with live_server() as server:
        owner = transaction.connect(f"sqlite:///{server.data_dir / 'comentor.db'}")
        yield server
        owner.close()


def held(town: Town, device: str) -> tuple[Evening, Person]:
    milo = town.person(f"Milo {device}")
    town.__dict__["hana"] = town.person(f"Hana {device}")
    evening = live(town, milo)
    town.say(milo, evening, "I warm it in water.")
    do(evening.host, hosting.end, evening.id)
    return evening, milo


@pytest.mark.parametrize("device", DEVICES)
def test_two_steps_to_evidence_and_one_to_check_it(
    server: LiveServer,
    browser: Browser,
    device: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    evening, milo = held(Town(), device)
    context = browser.new_context(**DEVICES[device])
    name, _, value = cookie_for(Settings(data=server.data_dir), milo.sign_in()).partition("=")
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    page = context.new_page()
    page.goto(f"{server.url}/sessions/{evening.id}")
    way = Way(page)
    way.press("Get signed evidence")
    with page.expect_download() as download:
        way.follow("PDF")
    download.value.save_as(tmp_path / "evidence.pdf")
    with capsys.disabled():
        print(f"\n  session to evidence, {device}: {len(way.steps)} steps, {way.seconds:.1f} s")
    assert len(way.steps) <= STEPS_MOST, way.steps
    context.close()
    checks(browser, server, tmp_path / "evidence.pdf", device)


def checks(browser: Browser, server: LiveServer, file: Path, device: str) -> None:
    """Somebody without an account, with the file alone; and with a byte of it changed."""
    context = browser.new_context(**DEVICES[device])
    page = context.new_page()
    whole = file.read_bytes()
    for content, words in ((whole, "Genuine"), (whole.replace(b"/Title", b"/title", 1), "changed")):
        file.write_bytes(content)
        page.goto(f"{server.url}/verify")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Check the file").click()
        expect(page.locator(".notice")).to_contain_text(words)
    context.close()
