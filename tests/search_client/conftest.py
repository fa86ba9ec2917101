"""A running community with skills in it, and a page of ours that has a skill picker."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, Page, Route

from community.access.session_rules import OpenTo
from community.core import transaction
from community.paths import STATIC
from community.settings import Settings
from community.skills.actions import offer
from community.web.headers import POLICY
from community.web.identity import cookie_for
from tests.doing import do
from tests.outside.fixtures import StartServer
from tests.town import Town

PICKER = """<!doctype html>
<html lang="en"><head><title>Skills</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/dist/{style}"></head>
<body class="shell"><main class="page"><h1>What can you teach?</h1>
<form class="form" method="get" action="/sent">
  <div class="field"><label class="field__label" for="teaches">Skills</label>
  <p class="field__hint" id="teaches-hint">Separate them with commas.</p>
  <input id="teaches" name="teaches" type="text" value="{value}" aria-describedby="teaches-hint"
    required data-skill-picker></div>
  <button class="button button--primary">Save</button>
  <button class="button" type="reset">Start again</button>
</form></main><script type="module" src="/static/dist/{script}"></script></body></html>"""


@dataclass(frozen=True)
class Desk:
    """A server, and the cookie of Milo, who sits before it."""

    url: str
    cookie: str


@pytest.fixture(scope="module")
def desk(live_server: StartServer) -> Desk:
    server = live_server()
    settings = Settings(data=server.data_dir)
    database = transaction.connect(settings.database_address)
    try:
        cookie = settle(settings)
    finally:
        database.close()
    wait_until_suggested(server.url, cookie)
    return Desk(server.url, cookie)


def settle(settings: Settings) -> str:
    """Splinta teaches splinting and hosts a circle; Milo looks for all of it."""
    town = Town()
    splinta = town.person("Splinta Novak")
    do(splinta, offer, "splinting", words="With the hands, on a Friday.")
    do(splinta, offer, "C#")
    where = town.circle(splinta, name="Splinters")
    town.session(where, title="Quiet evening", open_to=OpenTo.MEMBERS)
    return cookie_for(settings, town.milo.sign_in())


def wait_until_suggested(url: str, cookie: str) -> None:
    """Until the server has followed what was just made."""
    for _ in range(300):
        query = {"q": "splinters"}
        answer = requests.get(
            f"{url}/api/v1/suggestions", query, headers={"Cookie": cookie}, timeout=30
        )
        if answer.json()["suggestions"]:
            return
        time.sleep(0.1)
    raise AssertionError("The circle was not suggested within half a minute.")


def forget_searches(desk: Desk) -> None:
    """Each test begins without what the one before searched for."""
    with requests.Session() as milo:
        name, _, value = desk.cookie.partition("=")
        milo.cookies.set(name, value, domain=urlsplit(desk.url).hostname)
        page = milo.get(f"{desk.url}/inbox", timeout=30).text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token
        address = f"{desk.url}/search/lately/forget"
        milo.headers["X-CSRFToken"] = token[1]
        assert milo.post(address, timeout=30, allow_redirects=False).status_code == 302


@contextmanager
def window(browser: Browser, desk: Desk, **options: Any) -> Iterator[Page]:
    """Milo's browser window; whatever goes wrong in it fails the test."""
    context = browser.new_context(reduced_motion="reduce", **options)
    name, _, value = desk.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": desk.url}])
    page, faults = context.new_page(), []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert not faults


OpenPicker = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def open_picker(browser: Browser, desk: Desk) -> OpenPicker:
    """`open_picker("C#, ARCP")`: the page with these skills in its box."""

    @contextmanager
    def opened(value: str = "", **options: Any) -> Iterator[Page]:
        files = json.loads((STATIC / "dist" / "manifest.json").read_text())
        html = PICKER.format(style=files["app.css"], script=files["app.js"], value=value)

        def answer(route: Route) -> None:
            headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html"}
            route.fulfill(body=html, headers=headers)

        with window(browser, desk, **options) as page:
            page.route("**/picker", answer)
            page.route("**/sent?*", answer)
            page.goto(f"{desk.url}/picker")
            yield page

    return opened
