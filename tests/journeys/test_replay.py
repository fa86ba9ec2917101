"""An evening of 599 messages, played live while lines break and the server dies.

Afterwards the page, the page without scripts, the API and the database hold the same list.
"""

import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select

from community.access.session_rules import SessionState
from community.core.transaction import reading
from community.rooms.models import Item, ItemKind
from community.rooms.plan_models import PlannedQuestion
from community.sessions.models import HostedSession
from community.transcripts.models import Transcript, TranscriptState
from tests.live.stage import FAST, Stage, stored
from tests.live.web import Web
from tests.outside.fixtures import StartServer
from tests.outside.line import Line
from tests.outside.live_server import COMENTOR, ROOT, LiveServer
from tests.town import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHAT = "2020-09-09-18267"
MESSAGES = 599
SPEED = 250  # the evening's longer silences are cut, so it lasts a little over a minute
MADE_QUESTION = "Which splint would you choose for a wrist that aches at night?"
GIVEN = ROOT.parent / "shared" / "data" / "hosted-chats.jsonl"


def chat_file(folder: Path) -> Path:
    """The one chat: as it was held if the collection is there, else one of the same size."""
    file = folder / "chat.jsonl"
    file.write_text(given_chat() or json.dumps(made_chat()), encoding="utf-8")
    return file


def given_chat() -> str:
    if not GIVEN.exists():
        return ""
    with GIVEN.open(encoding="utf-8") as lines:
        return next((line for line in lines if f'"{CHAT}"' in line[:200]), "")


def made_chat() -> dict[str, Any]:
    people = [f"Person {number}" for number in range(26)]
    messages = []
    for number in range(MESSAGES):
        hour, minute, second = 17 + number // 360, number // 6 % 60, number * 10 % 60
        words = f"Message {number}: naïve 👩🏽‍🏫 <b>not bold</b> " + "and so on " * (number % 20)
        who = people[number * 7 % 26]
        if number == 104:  # one of the host's lines
            words = MADE_QUESTION
        messages.append([f"{hour}:{minute:02}:{second:02}", who, words])
    return {
        "id": CHAT,
        "title": "A made evening",
        "date": "2020-09-09",
        "host": people[0],
        "questions": [MADE_QUESTION],
        "messages": messages,
    }


class Replay:
    """`comentor replay` beside the server, as one starts it in another terminal."""

    def __init__(self, server: LiveServer) -> None:
        command = [*COMENTOR, "replay", CHAT, "--speed", f"{SPEED}", "--lead", "3"]
        self.process = subprocess.Popen(
            [*command, "--url", server.url],
            env=server.env,
            cwd=server.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def session(self) -> str:
        """The session it plays in, as it tells."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := re.search(r"Watch it at \S+(/sessions/\w+)", line):
                return found[1]
        raise AssertionError("The replay ended before it began.")

    def end(self) -> str:
        said, _ = self.process.communicate(timeout=240)
        assert self.process.returncode == 0, said
        return said

    def __enter__(self) -> "Replay":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def stage(live_server: StartServer, tmp_path: Path) -> Iterator[Stage]:
    server = live_server(env=FAST)
    server.run("import", "chats", str(chat_file(tmp_path)))
    with Stage(server) as stage:
        yield stage


def test_everybody_ends_with_the_same_evening(stage: Stage, browser: Browser) -> None:
    server, milo = stage.server, stage.town.milo
    with Line(server.port) as line, Replay(server) as replay:
        context = signed_in(browser, stage, milo, line.url)
        page, room = come_in(context, f"{line.url}{replay.session()}")
        when_said(room, 150)
        line.cut()
        time.sleep(3)
        line.mend()
        when_said(room, 300)
        context.set_offline(True)
        line.break_connections()
        time.sleep(2)
        context.set_offline(False)
        when_said(room, 420)
        server.kill()
        time.sleep(1)
        server.start()
        said = replay.end()
        assert f"All {MESSAGES} messages are acknowledged." in said
        assert "Its transcript and files: " in said
        order = stored(room)
        assert (len(order), len(set(order))) == (MESSAGES, MESSAGES)
        assert read_up(page, order[-1]) == order
        context.close()
    assert words_of(room) == words_of(imported_room())
    check_life(room)
    assert from_the_api(stage, milo, room) == order
    assert from_plain_pages(browser, stage, milo, room) == order


def signed_in(
    browser: Browser, stage: Stage, person: Person, url: str, **options: Any
) -> BrowserContext:
    context = browser.new_context(**options)
    context.set_default_timeout(30_000)
    name, _, value = stage.cookie(person).partition("=")
    context.add_cookies([{"name": name, "value": value, "url": url}])
    return context


def come_in(context: BrowserContext, session: str) -> tuple[Page, str]:
    """Enter the session and watch its room; the room's id."""
    page = context.new_page()
    page.goto(session)
    page.get_by_role("button", name=re.compile("^enter", re.I)).first.click()
    expect(page.locator(".room__line")).to_be_hidden(timeout=30_000)
    room = page.locator(".room").get_attribute("data-room")
    assert room
    return page, room


def when_said(room: str, number: int) -> None:
    """Wait until so much has been said."""
    end = time.monotonic() + 120
    while True:
        with reading() as db:
            said = db.scalar(select(func.count()).where(Item.room_id == room)) or 0
        if said >= number:
            return
        assert time.monotonic() < end, f"Only {said} messages after two minutes."
        time.sleep(0.2)


def shown(page: Page) -> list[str]:
    """The ids on the page in the order of the page, which is that of their positions."""
    script = "lines => lines.map(line => [line.dataset.item, Number(line.dataset.position)])"
    lines = page.locator("[data-slot=items] > [data-item]").evaluate_all(script)
    positions = [position for _, position in lines]
    assert positions == sorted(set(positions))
    return [item for item, _ in lines]


def read_up(page: Page, last: str) -> list[str]:
    """From the newest line up to the beginning, as somebody who missed the evening."""
    expect(page.locator(f"#item-{last}")).to_be_visible(timeout=40_000)
    page.locator("#conversation").hover()
    beginning = page.locator("[data-slot=beginning]")
    end = time.monotonic() + 60
    while not beginning.is_visible():
        page.mouse.wheel(0, -4000)
        page.wait_for_timeout(100)
        assert time.monotonic() < end, f"Only {len(shown(page))} messages could be reached."
    return shown(page)


def words_of(room: str) -> list[tuple[str | None, str]]:
    """Who said what, in the order of the database."""
    with reading() as db:
        rows = db.execute(
            select(Item.author_id, Item.body).where(Item.room_id == room).order_by(Item.position)
        )
        return [(author, body.strip()) for author, body in rows]


def imported_room() -> str:
    """The room of the evening itself."""
    with reading() as db:
        source = HostedSession.source_key == f"chats:{CHAT}"
        return db.scalars(select(HostedSession.room_id).where(source)).one()


def check_life(room: str) -> None:
    """Begun and ended by its host, asked by its run-sheet, and it left its transcript."""
    with reading() as db:
        evening = db.scalars(select(HostedSession).where(HostedSession.room_id == room)).one()
        assert evening.state is SessionState.CLOSED
        assert evening.started_at
        assert evening.ended_at
        assert evening.closed_at
        assert evening.started_at < evening.ended_at < evening.closed_at
        made = db.scalars(select(Transcript).where(Transcript.session_id == evening.id)).all()
        assert {one.state for one in made} == {TranscriptState.READY}
        newest = max(made, key=lambda one: one.number).numbers
        assert newest["messages"] + newest["late"] == MESSAGES
        plan = select(PlannedQuestion.item_id).where(PlannedQuestion.room_id == room)
        asked = [item_id for item_id, _ in questions_in(room)]
        assert db.scalars(plan.order_by(PlannedQuestion.place)).all() == asked
    assert [words for _, words in questions_in(room)] == [
        words for _, words in questions_in(imported_room())
    ]
    assert asked


def questions_in(room: str) -> list[tuple[str, str]]:
    with reading() as db:
        rows = select(Item.id, Item.body).where(
            Item.room_id == room, Item.kind == ItemKind.QUESTION
        )
        return [(item_id, body.strip()) for item_id, body in db.execute(rows.order_by(Item.number))]


def from_the_api(stage: Stage, person: Person, room: str) -> list[str]:
    """By pages: the first load and back from there, and once more forward by version."""
    with Web(stage.server.url, stage.cookie(person)) as web:
        address = f"/api/v1/rooms/{room}"
        page = web.get(f"{address}/changes", after=0, limit=100).json()
        items = page["items"]
        while page["more"]:
            page = web.get(f"{address}/earlier", before=items[0]["position"], limit=100).json()
            items = page["items"] + items
        after, later, more = items[0]["version"], items[:1], True
        while more:
            page = web.get(f"{address}/changes", after=after, limit=100).json()
            later += page["items"]
            after, more = page["version"], page["more"]
    assert later == items
    return [item["id"] for item in items]


def from_plain_pages(browser: Browser, stage: Stage, person: Person, room: str) -> list[str]:
    """Without JavaScript, by the link at the top of each page."""
    url = stage.server.url
    context = signed_in(browser, stage, person, url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}/rooms/{room}")
    items = plainly_shown(page)
    earlier = page.get_by_role("link", name="Earlier messages")
    while earlier.count():
        # A click returns when the next page has begun; going there, when all of it has come.
        page.goto(urljoin(url, earlier.get_attribute("href") or ""))
        items = plainly_shown(page) + items
    context.close()
    return items


def plainly_shown(page: Page) -> list[str]:
    lines = page.locator("[data-slot=items] > [data-item]").all()
    return [line.get_attribute("data-item") or "" for line in lines]
