"""A newcomer's first ten minutes, and a host's: in a real browser, with real letters, counted.

A step is a click, or a field that is filled. Pages and letters that open by themselves are none.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from community.core.ids import new_id
from community.demo.build import PASSWORD as DEMO_PASSWORD
from tests.outside.fixtures import StartServer
from tests.outside.post_office import PostOffice, free_port, link

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DEVICES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 800}},
}
# Others each time: new members start only a few circles a day.
HOST_AND_GUEST = {"phone": ("beth", "otto"), "desktop": ("callum", "ravi")}
STEPS_MOST, SECONDS_MOST = 12, 180
PASSWORD = "seven blue otters swim"
expect.set_options(timeout=20_000)  # machines that run tests are shared


@dataclass
class Way:
    """Somebody's way through the pages, with each step they took."""

    page: Page
    steps: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def click(self, what: Locator) -> None:
        self.steps.append(f"click {what}")
        what.click()

    def fill(self, what: Locator, words: str) -> None:
        self.steps.append(f"fill {what}")
        what.fill(words)

    def press(self, name: str) -> None:
        self.click(self.page.get_by_role("main").get_by_role("button", name=name).first)

    def follow(self, name: str) -> None:
        self.click(self.page.get_by_role("main").get_by_role("link", name=name).first)

    def answer(self, label: str, words: str) -> None:
        boxes = self.page.locator("input, textarea")  # a button may be labelled alike
        self.fill(boxes.and_(self.page.get_by_label(label)).first, words)

    def name_skills(self, label: str, words: str) -> None:
        """Typed with commas between, as on paper; each becomes a chip."""
        self.answer(label, words + ",")

    def heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)


@dataclass
class Place:
    """The demonstration, which sends its letters through a mail server."""

    url: str
    post_office: PostOffice


Arrive = Callable[[str, str], Way]


@pytest.fixture(scope="module")
def place(live_server: StartServer) -> Iterator[Place]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with PostOffice() as post_office:
        env = {
            "COMENTOR_BASE_URL": url,
            "COMENTOR_MAIL_URL": post_office.url,
            "COMENTOR_MAIL_FROM": "hello@example.org",
        }
        with live_server(env=env, port=port) as server:
            server.run("demo")
            yield Place(url, post_office)


@pytest.fixture
def arrive(browser: Browser) -> Iterator[Arrive]:
    """`arrive(url, "phone")` opens a browser that has never been here."""
    with ExitStack() as windows:

        def open_at(url: str, device: str) -> Way:
            context = browser.new_context(**DEVICES[device])
            windows.callback(context.close)
            context.set_default_timeout(20_000)
            page = context.new_page()
            page.goto(url)
            return Way(page)

        yield open_at


def join(way: Way, place: Place, name: str) -> None:
    """From the first page to being a member."""
    email = f"{new_id()}@example.org"
    way.follow("Join")
    way.answer("Your name", name)
    way.answer("E-mail address", email)
    way.answer("Password", PASSWORD)
    way.press("Join")
    way.heading("Look into your mail")
    way.steps.append("click the link in the letter")
    way.page.goto(link(place.post_office.wait_for(email)))
    way.press("Yes, this is my address")


@pytest.mark.parametrize("device", DEVICES)
def test_a_newcomer_is_in_a_room_within_twelve_steps(
    place: Place, arrive: Arrive, device: str, capsys: pytest.CaptureFixture[str]
) -> None:
    way = arrive(place.url, device)
    join(way, place, "Petra Novak")
    way.name_skills("You can teach", "Making coffee, C#")
    way.name_skills("You want to learn", "Splinting")
    way.press("Go on")
    way.heading("Find your first circle")
    circles = way.page.locator("main article")
    expect(circles).to_have_count(3)
    expect(circles.first.locator(".reason").first).to_contain_text("splinting")
    way.press("Join and go to the room")
    way.page.wait_for_selector("[data-live]")
    in_the_room = len(way.steps)
    words = f"Good evening by {device}."
    way.answer("Write to", words)
    way.press("Send")
    said = way.page.get_by_role("list", name="Messages", exact=True)
    expect(said.get_by_text(words)).to_be_visible()
    with capsys.disabled():
        print(f"\n  newcomer, {device}: in the room after {in_the_room} steps,", end=" ")
        print(f"heard there after {len(way.steps)}, {way.seconds:.1f} s")
    assert in_the_room <= STEPS_MOST, way.steps
    assert way.seconds <= SECONDS_MOST


@pytest.mark.parametrize("device", DEVICES)
def test_a_host_starts_a_circle_invites_and_lets_somebody_in(
    place: Place, arrive: Arrive, device: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name, (host, guest) = f"Hard nights, {device}", HOST_AND_GUEST[device]
    way, milo = arrive(place.url, device), arrive(place.url, device)
    want_mails(arrive(place.url, device), place, guest)
    sign_in(way, place, host)
    sign_in(milo, place, "milo")
    way = Way(way.page)
    way.page.goto(f"{place.url}/circles")
    way.follow("Start a circle")
    way.follow("Case discussion")
    way.answer("Name", name)
    way.press("Start the circle")
    way.heading(name)
    way.answer("Invite somebody", guest)
    way.press("Invite")
    expect(way.page.get_by_role("listitem").filter(has_text="Invited")).to_be_visible()
    ask_to_join(milo, way.page.url)
    way.page.goto(place.url)
    way.follow("See who asks")
    expect(way.page.locator("#asking")).to_contain_text("Nights on an acute ward.")
    way.press("Let Milo Keane in")
    expect(way.page.locator("#people").get_by_text("Milo Keane")).to_be_visible()
    with capsys.disabled():
        print(f"\n  host, {device}: {len(way.steps)} steps, {way.seconds:.1f} s")
    assert len(way.steps) <= STEPS_MOST, way.steps
    assert name in str(place.post_office.wait_for(f"{guest}@example.org")["Subject"])


def sign_in(way: Way, place: Place, who: str) -> None:
    way.page.goto(f"{place.url}/sign-in")
    way.answer("E-mail address or handle", who)
    way.answer("Password", DEMO_PASSWORD)
    way.press("Sign in")
    expect(way.page).to_have_url(f"{place.url}/")


def want_mails(way: Way, place: Place, who: str) -> None:
    """The people of the demonstration get none unless they ask for them."""
    sign_in(way, place, who)
    way.page.goto(f"{place.url}/me/account")
    way.page.get_by_label("Mail me what happens in my circles").check()
    way.press("Save")
    expect(way.page.get_by_label("Mail me what happens in my circles")).to_be_checked()


def ask_to_join(way: Way, circle: str) -> None:
    way.page.goto(circle)
    way.follow("Ask to join")
    way.answer("What kind of work do you do", "Nights on an acute ward.")
    way.page.get_by_label("I have read it and agree").check()
    way.press("Ask to join")
    expect(way.page.get_by_text("You have asked to join")).to_be_visible()
