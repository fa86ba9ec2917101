"""What was uploaded, opened by a browser that would gladly run it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page
from sqlalchemy import select

from community.circles.models import Material
from community.core.transaction import reading
from community.members.models import Member
from tests.files.corpus import CORPUS
from tests.live.stage import Stage
from tests.live.web import Web
from tests.outside.fixtures import StartServer
from tests.town import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AT_ONCE = 20  # files a member may keep in a day
WAYS = (
    '<iframe src="{0}"></iframe><object data="{0}"></object><embed src="{0}"><img src="{0}">'
    '<script src="{0}"></script><script type="module" src="{0}"></script>'
    '<link rel="stylesheet" href="{0}"><link rel="import" href="{0}">'
    '<object data="{0}" type="text/html"></object><embed src="{0}" type="image/svg+xml">'
    '<iframe sandbox="allow-scripts" src="{0}"></iframe>'
)


@dataclass
class Watched:
    """A signed-in window, and what ran in it."""

    page: Page
    ran: list[str] = field(default_factory=list)

    def note(self, dialog: Dialog) -> None:
        self.ran.append(dialog.message)
        dialog.accept()

    def open(self, address: str) -> str:
        """Go there as from the address bar; what is shown then: nothing, for a download."""
        self.page.goto("about:blank")
        try:
            self.page.goto(address)
        except Exception as error:
            if "Download is starting" not in str(error):
                raise
        if self.page.url == "about:blank":
            return ""
        return str(self.page.evaluate("document.contentType"))


@pytest.fixture(scope="module")
def stage(live_server: StartServer) -> Iterator[Stage]:
    with Stage(live_server()) as stage:
        yield stage


@pytest.fixture
def watched(browser: Browser, stage: Stage) -> Iterator[Watched]:
    context = browser.new_context(base_url=stage.server.url)
    _sign_in(context, stage, stage.town.hana)
    watched = Watched(context.new_page())
    watched.page.on("dialog", watched.note)
    yield watched
    context.close()


def _sign_in(context: BrowserContext, stage: Stage, who: Person) -> None:
    name, _, value = stage.cookie(who).partition("=")
    context.add_cookies([{"name": name, "value": value, "url": stage.server.url}])


def _upload(web: Web, address: str, field_name: str, name: str, content: bytes) -> None:
    """As HTML, whatever it is: that is what a liar's browser would say."""
    file = {field_name: (name, BytesIO(content), "text/html")}
    data = {"csrf_token": web.token()}
    answer = web.session.post(web.url + address, data=data, files=file, timeout=30)
    assert answer.status_code in (200, 400, 409, 422), (name, answer.status_code)


@pytest.fixture(scope="module")
def kept(stage: Stage) -> list[tuple[str, str]]:
    """The whole corpus was sent to a circle: names and addresses of what it took."""
    people = [stage.town.person(f"Sender {n}") for n in range(1 + len(CORPUS) // AT_ONCE)]
    circle = stage.town.circle(stage.town.hana, *people)
    for number, (name, content) in enumerate(CORPUS):
        with Web(stage.server.url, stage.cookie(people[number // AT_ONCE])) as web:
            _upload(web, f"/circles/{circle.id}/files", "file", name, content)
    with reading() as db:
        rows = db.execute(select(Material.title, Material.id)).all()
    return [(title, f"/materials/{number}") for title, number in rows]


def test_the_corpus_has_sixty_files_and_a_browser_would_run_them(watched: Watched) -> None:
    assert len(CORPUS) >= 60
    address = "/as-a-careless-server-would"
    watched.page.route(
        f"**{address}", lambda route: route.fulfill(body=CORPUS[0][1], content_type="text/html")
    )
    assert watched.open(address) == "text/html"
    assert watched.ran, "the watch itself works"


def test_nothing_that_is_kept_runs_or_is_shown_as_a_page(
    watched: Watched, kept: list[tuple[str, str]]
) -> None:
    endings = {name.rpartition(".")[2] for name, _ in kept}
    assert endings == {"txt", "csv", "md", "pdf", "docx", "xlsx", "webp"}
    for name, address in kept:
        assert watched.open(address) == "", f"{name} was opened, not kept"
    assert watched.ran == []


def test_no_page_of_the_same_server_could_make_them_run(
    watched: Watched, kept: list[tuple[str, str]]
) -> None:
    """As if somebody had found a way to write any HTML into a page that has no policy."""
    evil = "".join(WAYS.format(address) for _, address in kept)
    watched.page.route("**/evil", lambda route: route.fulfill(body=evil, content_type="text/html"))
    watched.page.goto("/evil", wait_until="load")
    watched.page.wait_for_load_state("networkidle")
    assert watched.ran == []
    shown = [frame.evaluate("document.body?.innerHTML ?? ''") for frame in watched.page.frames[1:]]
    assert "CANARY" not in "".join(shown)


def test_a_photo_is_a_picture_and_nothing_besides(watched: Watched, stage: Stage) -> None:
    taken = 0
    for number, (name, content) in enumerate(CORPUS):
        if not re.search(r"(jpe?g|png|gif|webp)", name):
            continue
        who = stage.town.person(f"Face {number}")
        with Web(stage.server.url, stage.cookie(who)) as web:
            _upload(web, "/me/photo", "photo", name, content)
        with reading() as db:
            photo = db.get_one(Member, who.id).photo_id
        if photo is not None:
            taken += 1
            assert watched.open(f"/photos/{photo}") == "image/webp", name
    assert taken >= 6
    assert watched.ran == []
