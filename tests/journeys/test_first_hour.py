"""The first hour of a community: two people come, one starts a circle, both talk."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from community.core.ids import new_id
from tests.live.stage import FAST
from tests.outside.fixtures import StartServer
from tests.outside.line import Line
from tests.outside.live_server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DEVICES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 800}},
}
PURPOSE = "We learn to make splints that are worn, from whoever has made one."
expect.set_options(timeout=20_000)  # machines that run tests are shared
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def server(live_server: StartServer) -> Iterator[LiveServer]:
    with live_server(env=FAST) as server:
        yield server


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """`visit(url, "phone")` is the first page in a browser that has never been here."""
    with ExitStack() as windows:

        def arrive(url: str, device: str, *, script: bool = True) -> Page:
            context = browser.new_context(java_script_enabled=script, **DEVICES[device])
            windows.callback(context.close)
            context.set_default_timeout(20_000)
            page = context.new_page()
            page.goto(url)
            return page

        yield arrive


@pytest.mark.parametrize("device", DEVICES)
def test_two_people_come_and_talk(server: LiveServer, visit: Visit, device: str) -> None:
    with Line(server.port) as line:
        hana, milo = visit(server.url, device), visit(line.url, device)
        circle = f"Splints {new_id()}"
        hana_called, milo_called = sign_up(hana, "Hana Ito"), sign_up(milo, "Milo Keller")
        start_circle(hana, circle)
        join_circle(milo, circle)
        for page in (hana, milo):
            page.get_by_role("link", name="Go to the room").click()
            page.wait_for_selector("[data-live]")
        expect(hana.locator(".room__about [data-slot=here]")).to_contain_text("2 here")
        talk(hana, milo, line)
        change_what_was_said(hana, milo)
        mention(hana, milo, milo_called)
        count_what_is_unread(hana, milo)
        keep_a_draft(milo)
        assert spoken(hana) == spoken(milo)
        assert hana_called != milo_called


def sign_up(page: Page, name: str) -> str:
    """By the way in of the first page; the handle that was given."""
    page.get_by_role("link", name="Join", exact=True).first.click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail address").fill(f"{new_id()}@example.org")
    page.get_by_label("Password").fill("seven blue otters swim")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    page.goto(re.sub(r"(?<=\d)/.*", "/me", page.url))
    return page.get_by_label("Handle").input_value()


def start_circle(page: Page, name: str) -> None:
    page.goto(re.sub(r"(?<=\d)/.*", "/circles/new", page.url))
    page.locator("[name=name]").fill(name)
    page.locator("[name=purpose]").fill(PURPOSE)
    page.get_by_role("button", name="Start the circle").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def join_circle(page: Page, name: str) -> None:
    page.goto(re.sub(r"(?<=\d)/.*", "/circles", page.url))
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Join this circle").click()


def lines(page: Page) -> Locator:
    return page.locator("[data-slot=items] > [data-item]")


def spoken(page: Page) -> list[str]:
    return [text.strip() for text in lines(page).locator("[data-slot=words]").all_inner_texts()]


def send(page: Page, words: str) -> None:
    page.locator("#composer-body").fill(words)
    page.locator("#composer [data-slot=send]").click()


def menu_of(line: Locator) -> Locator:
    line.hover()
    line.locator("summary.tool").click()
    return line.locator(".menu__list")


def talk(hana: Page, milo: Page, line: Line) -> None:
    """Writing shows; a message goes from sending to sent; one without a line is kept."""
    milo.locator("#composer-body").press_sequentially("Good ev", delay=30)
    expect(hana.locator("[data-slot=typing]")).to_have_text("Milo Keller is writing")
    line.hold()
    send(milo, "Good evening!")
    unsent = milo.locator("[data-slot=outbox] > li")
    expect(unsent).to_contain_text("Sending")
    expect(lines(hana)).to_have_count(0)
    line.release()
    expect(lines(hana)).to_have_count(1)
    expect(unsent).to_have_count(0)
    expect(lines(milo)).to_have_count(1)
    expect(hana.locator("[data-slot=typing]")).to_have_text("")
    line.cut()
    send(milo, "Written in the lift")
    expect(unsent).to_contain_text("Written in the lift")
    expect(unsent).to_contain_text("when you are connected again")
    expect(milo.locator("[data-slot=connection]")).to_contain_text("Connecting again")
    send(hana, "Are you there?")
    line.mend()
    expect(unsent).to_have_count(0, timeout=30_000)
    expect(lines(milo)).to_have_count(3)
    expect(lines(hana)).to_have_count(3)
    assert spoken(hana) == ["Good evening!", "Are you there?", "Written in the lift"]
    assert spoken(milo) == spoken(hana)


def change_what_was_said(hana: Page, milo: Page) -> None:
    """A reaction, a reply, other words, and words taken back."""
    menu_of(lines(hana).first).get_by_role("button", name="👍").click()
    expect(lines(milo).first.locator(".reaction")).to_have_text("👍 1")
    menu_of(lines(hana).first).get_by_role("link", name="Reply").click()
    send(hana, "Good eveming to you")
    reply = lines(milo).last
    expect(reply.locator("[data-slot=reply]")).to_contain_text("Good evening!")
    menu_of(lines(hana).last).get_by_role("link", name="Change the words").click()
    expect(hana.locator("#composer-body")).to_have_value("Good eveming to you")
    send(hana, "Good evening to you")
    expect(reply.locator("[data-slot=words]")).to_have_text("Good evening to you")
    expect(reply.locator("[data-slot=edited]")).to_be_visible()
    menu = menu_of(lines(milo).first)
    menu.get_by_text("Withdraw …").click()
    menu.get_by_role("button", name="Withdraw it").click()
    expect(lines(hana).first).to_contain_text("This message was withdrawn.")
    expect(lines(hana).last.locator("[data-slot=reply]")).not_to_contain_text("Good evening!")


def mention(hana: Page, milo: Page, handle: str) -> None:
    box = hana.locator("#composer-body")
    box.fill("")
    box.press_sequentially("And @mil", delay=30)
    hana.locator("#mentions").get_by_role("option").first.click()
    expect(box).to_have_value(re.compile(f"And @{handle}"))
    box.press_sequentially("what do you think?", delay=5)
    hana.locator("#composer [data-slot=send]").click()
    expect(lines(milo).last).to_have_class(re.compile("item--for-me"))


def count_what_is_unread(hana: Page, milo: Page) -> None:
    """While the window is not looked at, its title counts."""
    hana.evaluate("document.hasFocus = () => false; dispatchEvent(new Event('blur'))")
    send(milo, "I think so")
    expect(hana).to_have_title(re.compile(r"^\(1\) "))
    send(milo, "I am sure")
    expect(hana).to_have_title(re.compile(r"^\(2\) "))
    hana.evaluate("document.hasFocus = () => true; dispatchEvent(new Event('focus'))")
    expect(hana).to_have_title(re.compile(r"^[^(]"))


def keep_a_draft(milo: Page) -> None:
    milo.locator("#composer-body").fill("Half a thought about corners")
    milo.reload()
    expect(milo.locator("#composer-body")).to_have_value("Half a thought about corners")
    milo.locator("#composer-body").fill("")


@pytest.mark.parametrize("device", DEVICES)
def test_the_same_without_javascript(server: LiveServer, visit: Visit, device: str) -> None:
    hana = visit(server.url, device, script=False)
    milo = visit(server.url, device, script=False)
    circle = f"Splints {new_id()}"
    sign_up(hana, "Hana Ito")
    handle = sign_up(milo, "Milo Keller")
    start_circle(hana, circle)
    join_circle(milo, circle)
    for page in (hana, milo):
        page.get_by_role("link", name="Go to the room").click()
    send(milo, "Good evening!")
    hana.reload()
    assert spoken(hana) == ["Good evening!"]
    menu_of(lines(hana).first).get_by_role("button", name="👍").click()
    expect(lines(hana).first.locator(".reaction")).to_have_text("👍 1")
    menu_of(lines(hana).first).get_by_role("link", name="Reply").click()
    send(hana, f"Good eveming, @{handle}")
    expect(lines(hana).last.locator("[data-slot=reply]")).to_contain_text("Good evening!")
    menu_of(lines(hana).last).get_by_role("link", name="Change the words").click()
    hana.get_by_label("Your words").fill(f"Good evening, @{handle}")
    hana.get_by_role("button", name="Save").click()
    milo.reload()
    expect(lines(milo).last).to_have_class(re.compile("item--for-me"))
    expect(lines(milo).last.locator("[data-slot=edited]")).to_be_visible()
    menu = menu_of(lines(milo).first)
    menu.get_by_text("Withdraw …").click()
    menu.get_by_role("button", name="Withdraw it").click()
    expect(lines(milo).first).to_contain_text("This message was withdrawn.")
    hana.reload()
    assert spoken(hana) == ["This message was withdrawn.", f"Good evening, @{handle}"]
