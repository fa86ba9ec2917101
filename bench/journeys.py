"""The journeys people take with a session, in a real browser, each again and again.

A step is a click, or a field that is filled; the way to the first page is not counted. The
bars are those of the design: from the invitation to writing 2 steps and 5 seconds, a session
like the last one 6 and 20, from End to everything it leaves 2 and 14, from the search for who can
teach something to having asked them 5 and 12.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Page, expect, sync_playwright

import community.app  # noqa: F401  # whoever listens to events has to be there
from community.access.actor import CommunityRole
from community.access.session_rules import OpenTo
from community.core import transaction
from community.sessions.actions import hosting, inviting
from community.settings import Settings
from community.skills.actions import offer
from community.web.identity import cookie_for
from tests.asked import ask, many
from tests.doing import do
from tests.outside.chromium import find_chromium, launch_flags
from tests.outside.live_server import LiveServer
from tests.outside.post_office import PostOffice, free_port, link
from tests.town import Evening, Meeting, Person, Town

Row = dict[str, Any]
# Of the one thing that is measured: how many steps it took, and when they were done.
Walk = Callable[[Page], int]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
FILES = ("PDF", "Table (CSV)", "Data (JSON)", "Folder to keep (ZIP)")
QUESTIONS = "What did you notice first?\n+20 * What surprised you?\nWhat will you try?"


def run(quick: bool) -> list[Row]:
    times = 5 if quick else 30
    with _stage() as stage:
        return [
            _row("invitation to writing", stage.times(times, stage.invited), 2, 5.0),
            _row("schedule like the last one", stage.times(times, stage.planned), 6, 20.0),
            _row("End to transcript and files", stage.times(times, stage.ended), 2, 14.0),
            _row("find who can teach it and ask", stage.times(times, stage.asked), 5, 12.0),
            _row("evidence to verified", stage.times(times, stage.evidence), None, None),
        ]


def _row(name: str, taken: list[tuple[int, float]], steps: int | None, bar: float | None) -> Row:
    most = max(number for number, _ in taken)
    seconds = sorted(took for _, took in taken)
    p95 = seconds[min(len(seconds) - 1, round(0.95 * len(seconds)))]
    row: Row = {
        "name": f"{name}: {most} steps, p95 of {len(seconds)}, s",
        "ours": round(p95, 2),
        "p50": round(statistics.median(seconds), 2),
    }
    if steps is None or bar is None:
        return row
    return {**row, "bar": f"{steps} steps, ≤ {bar:.0f}", "holds": most <= steps and p95 <= bar}


@dataclass
class Stage:
    """A community with its mail, and a browser to look at it with."""

    server: LiveServer
    post_office: PostOffice
    browser: Browser
    town: Town
    where: Meeting

    def times(
        self, times: int, journey: Callable[[int], tuple[Person | None, str, Walk]]
    ) -> list[tuple[int, float]]:
        """Steps and seconds of each: what has to be there before is made before."""
        return [self._once(*journey(number)) for number in range(times)]

    def _once(self, who: Person | None, address: str, walk: Walk) -> tuple[int, float]:
        context = self.browser.new_context(**PHONE)  # type: ignore[arg-type]
        if who is not None:
            cookie = cookie_for(Settings(data=self.server.data_dir), who.sign_in())
            name, _, value = cookie.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": self.server.url}])
        page = context.new_page()
        letter = not address.startswith("/")
        if not letter:
            page.goto(self.server.url + address)
        began = time.perf_counter()
        if letter:  # the link in it is the first step
            page.goto(address)
        steps = walk(page) + letter
        took = time.perf_counter() - began
        context.close()
        return steps, took

    def invited(self, number: int) -> tuple[None, str, Walk]:
        evening = self._evening(number, starts_in=0.25, open_to=OpenTo.INVITED)
        address = f"gwen.{number}@example.net"
        do(evening.host, inviting.invite_guest, evening.id, "Gwen Quist", address)
        return None, link(self.post_office.wait_for(address)), _enter

    def planned(self, number: int) -> tuple[Person, str, Walk]:
        self._evening(number, starts_in=48)
        return self.where.host, "/", partial(_plan_again, number)

    def ended(self, number: int) -> tuple[Person, str, Walk]:
        evening = self._held(number)
        return evening.host, f"/sessions/{evening.id}", _end

    def evidence(self, number: int) -> tuple[Person, str, Walk]:
        evening = self._held(number)
        do(evening.host, hosting.end, evening.id)
        return self.town.milo, f"/sessions/{evening.id}", _sign_and_verify

    def asked(self, number: int) -> tuple[Person, str, Walk]:
        """Somebody else each time: a few asks of one member go on at once."""
        teacher, asker = (self.town.person(f"{one} {number}") for one in ("Tilda", "Asa"))
        do(teacher, offer, f"Origami {number}")
        search = f"teach:origami-{number}"
        self._until_found(asker, search, f"Ask {teacher.name}")
        return asker, "/", partial(_find_and_ask, search, teacher.name)

    def _until_found(self, who: Person, words: str, name: str) -> None:
        """The index is a moment behind."""
        cookie = cookie_for(Settings(data=self.server.data_dir), who.sign_in())
        there = Request(f"{self.server.url}/search?q={words}", headers={"Cookie": cookie})  # noqa: S310
        for _ in range(120):
            with urlopen(there) as answer:  # noqa: S310 - our own server
                if name in answer.read().decode():
                    return
            time.sleep(0.25)
        raise TimeoutError(f"{words} does not find {name}.")

    def _held(self, number: int) -> Evening:
        """Live, with three questions and 150 answers."""
        evening = self._evening(number, starts_in=0)
        self.town.come(self.town.milo, evening)
        do(evening.host, hosting.start, evening.id)
        for question in range(3):
            ask(evening, f"Question {question}?")
            many(evening, [self.town.milo, evening.host], 50)
        return evening

    def _evening(self, number: int, **plan: Any) -> Evening:
        return self.town.session(self.where, title=f"An evening, {number}", **plan)


def _enter(page: Page) -> int:
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_label("Write to")).to_be_focused()
    return 1


def _plan_again(number: int, page: Page) -> int:
    page.get_by_role("link", name="Sessions", exact=True).locator("visible=true").click()
    main = page.get_by_role("main")
    main.get_by_role("link", name="Like my last one").first.click()
    day = date.today() + timedelta(days=30 + number)  # noqa: DTZ011 - the host's own day
    page.get_by_label("Day", exact=True).first.fill(str(day))
    page.get_by_label("Questions").first.fill(QUESTIONS)
    main.get_by_role("button", name="Publish").first.click()
    expect(page.get_by_text("What surprised you?")).to_be_visible()
    return 5


def _end(page: Page) -> int:
    page.get_by_text("End the session …").click()
    page.get_by_role("main").get_by_role("button", name="End it").first.click()
    after = page.get_by_role("region", name="What stays")
    for file in FILES:
        expect(after.get_by_role("link", name=file)).to_be_visible()
    return 2


def _find_and_ask(words: str, name: str, page: Page) -> int:
    search = page.get_by_label("Search people").first
    search.fill(words)
    search.press("Enter")
    page.get_by_role("link", name=f"Ask {name}").click()
    page.get_by_label("What would you like to know").fill("Which paper do you begin with?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text(f"{name} has until")).to_be_visible()
    return 5


def _sign_and_verify(page: Page) -> int:
    """The file is handed to somebody without an account, who checks it on a page of ours."""
    main = page.get_by_role("main")
    main.get_by_role("button", name="Get signed evidence").first.click()
    with page.expect_download() as file:
        main.get_by_role("link", name="PDF").first.click()
    page.context.clear_cookies()
    page.goto(urljoin(page.url, "/verify"))
    page.get_by_label("File", exact=True).set_input_files(file.value.path())
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("Genuine: every byte")).to_be_visible()
    return 5


@contextmanager
def _stage() -> Iterator[Stage]:
    with ExitStack() as open_now:
        data = Path(open_now.enter_context(tempfile.TemporaryDirectory(prefix="comentor-bench-")))
        post_office = open_now.enter_context(PostOffice())
        port = free_port()
        env = {
            "COMENTOR_BASE_URL": f"http://127.0.0.1:{port}",
            "COMENTOR_MAIL_URL": post_office.url,
            "COMENTOR_MAIL_FROM": "hello@example.org",
        }
        server = LiveServer(data, env=env, port=port)
        server.run("upgrade")
        server.start()
        open_now.callback(server.stop)
        owner = transaction.connect(f"sqlite:///{data / 'comentor.db'}")
        open_now.callback(owner.close)
        playwright = open_now.enter_context(sync_playwright())
        expect.set_options(timeout=60_000)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=launch_flags())
        open_now.callback(browser.close)
        town = Town()
        # Others may write to ten strangers a day only, and thirty guests come.
        cora = town.person("Cora", CommunityRole.COORDINATOR)
        yield Stage(server, post_office, browser, town, town.circle(cora, town.milo))
