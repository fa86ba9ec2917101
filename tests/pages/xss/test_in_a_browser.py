"""The same words before a real browser: no dialog, no script of theirs, no broken policy."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Dialog, Page

from tests.live.stage import FAST, Stage
from tests.outside.fixtures import StartServer
from tests.pages.xss.payloads import PAYLOADS, portions
from tests.pages.xss.scene import Slot, fill

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PORTION = 60
LISTEN = """
addEventListener('securitypolicyviolation', (event) =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
# Elements that carry an attribute only a payload would give them.
FOREIGN = """
[...document.querySelectorAll('*')].flatMap((one) => [...one.attributes]
    .filter((own) => /^on|^style$|^srcdoc$|canary/i.test(own.name)
        || /^\\s*(javascript|data|vbscript):/i.test(own.value) && /href|src|action/.test(own.name))
    .map((own) => `<${one.localName} ${own.name}=${own.value}>`))
"""


@dataclass
class Watched:
    page: Page
    heard: list[str] = field(default_factory=list)

    def note(self, dialog: Dialog) -> None:
        self.heard.append(f"dialog {dialog.message}")
        dialog.accept()

    def open(self, address: str) -> None:
        self.page.goto(address, wait_until="load")
        self.heard += [f"{address}: {one}" for one in self.page.evaluate(FOREIGN)]


@pytest.fixture(scope="module")
def stage(live_server: StartServer) -> Iterator[Stage]:
    with Stage(live_server(env=FAST)) as stage:
        yield stage


@pytest.fixture(scope="module")
def slots(stage: Stage) -> list[Slot]:
    return [fill(stage.town, number, some) for number, some in enumerate(portions(PORTION))]


@pytest.fixture
def watched(browser: Browser, stage: Stage, slots: list[Slot]) -> Iterator[Watched]:
    """Hana's browser; whatever it complains of or asks is kept, and so is whom it talks to."""
    context = browser.new_context(base_url=stage.server.url)
    name, _, value = stage.cookie(slots[0].town.hana).partition("=")
    context.add_cookies([{"name": name, "value": value, "url": stage.server.url}])
    context.add_init_script(LISTEN)
    watched = Watched(context.new_page())
    page, heard = watched.page, watched.heard
    page.on("dialog", watched.note)
    page.on("pageerror", lambda error: heard.append(f"error {error}"))
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    ours = stage.server.url.removeprefix("http")
    page.on(
        "request", lambda asked: None if ours in asked.url or asked.url.startswith("data:")
        else heard.append(f"asked {asked.url}")
    )  # fmt: skip
    yield watched
    context.close()


def test_nothing_runs_on_any_page(watched: Watched, slots: list[Slot]) -> None:
    for slot in slots:
        circle = f"/circles/{slot.circle.id}"
        for address in (
            f"/people/{slot.person.handle}", circle, f"{circle}/edit", f"{circle}/invitations",
            f"/rooms/{slot.circle.room_id}", f"/skills/{slot.skill_id}",
        ):  # fmt: skip
            watched.open(address)
    for address in ("/", "/people", "/circles", "/skills", "/inbox", "/me/skills", "/me/thanks"):
        watched.open(address)
    assert watched.heard == []


def test_nothing_runs_when_it_is_said_in_an_open_room(
    watched: Watched, stage: Stage, slots: list[Slot]
) -> None:
    """What comes over the socket is put into the page by our script, not by our templates."""
    town = slots[0].town
    place = town.circle(town.hana, town.milo, name="Loud")
    watched.open(f"/rooms/{place.room_id}")
    seat = stage.seated(town.milo, place)
    last = ""
    for number, payload in enumerate(PAYLOADS[::9]):
        said = seat.ask("say", _saying(place.room_id, number, payload))
        last = said["id"] if said["ok"] else last
    watched.page.wait_for_selector(f'[id*="{last}"]', state="attached", timeout=60_000)
    watched.heard += watched.page.evaluate(FOREIGN)
    assert watched.heard == []


def _saying(room_id: str, number: int, payload: str) -> dict[str, object]:
    return {"room": room_id, "client_key": f"loud-{number:06d}", "body": payload}


def test_nothing_runs_while_it_is_typed(watched: Watched, slots: list[Slot]) -> None:
    """Suggestions are drawn by a script as well."""
    watched.open("/")
    box = watched.page.get_by_role("combobox").first
    for typed in ("came-as", "<img", "came-as-skill", '">', "came-as-name"):
        with watched.page.expect_response("**/api/v1/suggestions**"):
            box.fill(typed)
        watched.page.wait_for_timeout(200)
    watched.heard += watched.page.evaluate(FOREIGN)
    assert watched.heard == []
