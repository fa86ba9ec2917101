"""Letters and what they open, in a real browser: by everybody, at any width, in both themes."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_pages_in_a_browser import LOOKS, NARROWEST, barriers, look
from tests.outside.fixtures import StartServer
from tests.outside.live_server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "four quiet blue herons"


@pytest.fixture(scope="module")
def server(live_server: StartServer) -> LiveServer:
    """Where letters are shown instead of sent."""
    return live_server(env={"COMENTOR_DEVELOPMENT": "1"})


@contextmanager
def window(browser: Browser, server: LiveServer) -> Iterator[Page]:
    """A browser of its own. What goes wrong in it fails the test."""
    context = browser.new_context(base_url=server.url, reduced_motion="reduce")
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert not [fault for fault in faults if "404" not in fault and "422" not in fault]


def is_open_to_everybody(page: Page) -> None:
    for width, theme in LOOKS:
        look(page, width, theme)
        assert barriers(page, theme) == [], f"{page.url}, {width} px, {theme}"
    page.set_viewport_size({"width": NARROWEST, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == NARROWEST


def open_letter(page: Page, subject: str, *, seen: bool = False) -> str:
    """The link in the latest letter with this subject."""
    page.goto("/mail")
    letter = page.get_by_role("main").get_by_role("link", name=subject).first
    for _ in range(300):
        if letter.count():
            break
        page.wait_for_timeout(100)
        page.reload()
    if seen:
        is_open_to_everybody(page)
    letter.click()
    if seen:
        is_open_to_everybody(page)
    return page.get_by_role("main").locator(".prose a").first.get_attribute("href") or ""


def sign_up(page: Page, name: str, email: str) -> None:
    page.goto("/sign-up")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()


def test_joining_by_a_letter(browser: Browser, server: LiveServer) -> None:
    with window(browser, server) as page, window(browser, server) as elsewhere:
        sign_up(page, "Nora Lind", "nora@example.org")
        is_open_to_everybody(page)
        confirm = open_letter(page, "Please confirm your address", seen=True)
        elsewhere.goto(confirm)
        expect(elsewhere.get_by_label("Password")).to_be_visible()
        is_open_to_everybody(elsewhere)
        page.goto(confirm)
        is_open_to_everybody(page)
        page.get_by_role("button", name="Yes, this is my address").click()
        expect(page).to_have_url(f"{server.url}/welcome/skills")
        elsewhere.goto(confirm)
        expect(elsewhere.get_by_role("heading", name="This link is over")).to_be_visible()
        is_open_to_everybody(elsewhere)
        page.goto("/me/devices")
        is_open_to_everybody(page)
        page.goto("/me/email")
        is_open_to_everybody(page)


def ask_for_link(page: Page, way: str, email: str) -> None:
    page.goto("/sign-in")
    is_open_to_everybody(page)
    page.get_by_role("link", name=way).click()
    is_open_to_everybody(page)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()


def test_signing_in_by_a_link_and_setting_a_new_password(
    browser: Browser, server: LiveServer
) -> None:
    server.run("member", "add", "ivo@example.org", "--name", "Ivo Berg", "--password", PASSWORD)
    with window(browser, server) as page, window(browser, server) as phone:
        ask_for_link(page, "Sign in by a link", "ivo@example.org")
        link = open_letter(page, "Your link to sign in")
        page.goto(link)
        is_open_to_everybody(page)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(f"{server.url}/")
        page.goto(link)
        expect(page.get_by_role("heading", name="This link is over")).to_be_visible()
        is_open_to_everybody(page)
        ask_for_link(phone, "Forgot your password?", "ivo@example.org")
        phone.goto(open_letter(phone, "Set a new password"))
        is_open_to_everybody(phone)
        phone.get_by_label("New password").fill("five quiet blue herons")
        phone.get_by_role("button", name="Set the password").click()
        expect(phone).to_have_url(f"{server.url}/")
        page.goto("/me")
        expect(page).to_have_url(f"{server.url}/sign-in?next=/me")
