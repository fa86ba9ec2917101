"""Nobody learns of what they may not see: with and without it, everything reads the same.

Two communities, equal but for a hidden circle with its people, words, requests and
invitations. Otto, who is in none of it, receives the same bytes from every page, from the
API and from the search with its totals and suggestions.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from community import background
from community.access.policy import Audience, Visibility
from community.app import create_app
from community.circles import actions as circles
from community.core import clock, transaction
from community.discovery.views import index as search_index
from community.members.actions import change_profile
from community.rooms.actions import edit, react, withdraw
from community.settings import Settings
from tests.browsing import Browsing, Visitor
from tests.conftest import SECRET
from tests.doing import do
from tests.town import Meeting, Town

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
IDS = re.compile(r"\b[a-z2-7]{16}\b")
TOKENS = re.compile(r'((?:csrf_token|client_key)"[^>]*value=|csrf-token" content=)"[^"]*"')
TONES = re.compile(r"tone\W{1,3}\d+")  # the colour of a face comes from its id
WORDS = [
    "canarium", "canariun", "canar", "thumb", "thum", "splints", "splint", "secrets", "hana",
    "kind:circle", "kind:person", "kind:circle canarium", "in:canarium", "from:hana", "from:milo",
    "teach:canarium", '"thumb canarium"', "thumb -canarium", "purple", "purpel", "orthosis", "a",
]  # fmt: skip


@pytest.fixture
def worlds(tmp_path: Path, sqlite_template: Path) -> Iterator[list[dict[str, str]]]:
    """What Otto reads in the world without the hidden circle, and in the one with it."""
    with clock.fixed(NOON):
        shutil.copy(sqlite_template, tmp_path / "comentor.db")
        owner = transaction.connect(f"sqlite:///{tmp_path / 'comentor.db'}")
        town = Town()
        circle = settle_town(town)
        owner.engine.dispose()
        yield [
            read_all(tmp_path, "without", town, circle, hidden=False),
            read_all(tmp_path, "with", town, circle, hidden=True),
        ]


def read_all(
    folder: Path, name: str, town: Town, circle: Meeting, *, hidden: bool
) -> dict[str, str]:
    """The same beginning, then perhaps the hidden circle, then the same end."""
    world = folder / name
    world.mkdir()
    shutil.copy(folder / "comentor.db", world / "comentor.db")
    url = f"sqlite:///{world / 'comentor.db'}"
    app = create_app(Settings(data=world, database_url=url, secret_key=SECRET))
    if hidden:
        add_the_hidden(town)
    go_on(town, circle)
    with app.app_context():
        while background.step(search_index()):
            pass
    answers = everything(Browsing(app).by(town.otto), circle)
    app.extensions["search_index"].close()
    transaction.database().close()
    return answers


def settle_town(town: Town) -> Meeting:
    people = town.hana, town.milo, town.otto, town.ada
    assert len({person.id for person in people}) == 4
    circle = town.circle(town.hana, town.milo, town.otto, name="Thumb splints")
    town.circle(town.milo, name="Purple orthosis", visibility=Visibility.ASK)
    town.say(town.hana, circle, "Warm the thumb, @otto.")
    return circle


def go_on(town: Town, circle: Meeting) -> None:
    town.say(town.milo, circle, "For how long?", key="for-how-long")
    about = {"name": "Thumb splints", "purpose": "Thumbs, mostly.", "visibility": Visibility.OPEN}
    do(town.hana, circles.change_circle, circle.id, **about)
    profile = {"name": "Milo", "handle": "milo", "role_line": "Splints", "about": ""}
    do(town.milo, change_profile, **profile)


def add_the_hidden(town: Town) -> None:
    hidden = town.circle(
        town.hana,
        town.milo,
        name="Canarium thumb secrets",
        purpose="Canarium and purpel orthosis thumb thumb thumb.",
        visibility=Visibility.HIDDEN,
    )
    first = town.say(town.hana, hidden, "Canarium @milo @otto @hana")
    town.say(town.milo, hidden, "Canarium again", reply_to=first.id)
    second = town.say(town.milo, hidden, "Canarium for hosts", audience=Audience.HOSTS)
    do(town.milo, react, first.id, "👍", on=True)
    do(town.hana, edit, first.id, "Canarium, changed, @otto")
    do(town.milo, withdraw, second.id)
    town.invite(town.ada, hidden.id, town.hana)
    about = {"name": "Canarium thumb secrets", "purpose": "Canarium.", "visibility": Visibility.ASK}
    do(town.hana, circles.change_circle, hidden.id, **about)
    asking = town.milo.actor
    do(town.milo, circles.leave, hidden.id)
    assert asking.in_circle(hidden.id)
    town.ask(town.milo, hidden.id)
    # An invitation that Otto had, and that was taken back.
    town.invite(town.otto, hidden.id, town.hana)
    do(town.hana, circles.remove, hidden.id, town.otto.id)
    about["visibility"] = Visibility.HIDDEN
    do(town.hana, circles.change_circle, hidden.id, **about)


def everything(otto: Visitor, circle: Meeting) -> dict[str, str]:
    room = circle.room_id
    addresses = [
        "/", "/people", "/people?page=2", "/people/hana", "/people/milo", "/people/ada",
        "/people/nobody", "/me", "/me/password", "/circles", "/circles?page=2", "/circles/new",
        f"/circles/{circle.id}", f"/circles/{'a' * 16}", f"/rooms/{room}",
        f"/rooms/{room}?before=2",
        f"/rooms/{'a' * 16}", "/inbox", "/administration", "/healthz", "/readyz", "/metrics",
        f"/api/v1/rooms/{room}/changes", f"/api/v1/rooms/{room}/changes?after=1",
        f"/api/v1/rooms/{room}/earlier?before=9", f"/api/v1/items/{'a' * 16}",
        *(f"/api/v1/people/suggest?room={room}&q={letter}" for letter in ("", "h", "m", "c")),
    ]  # fmt: skip
    answers = {same(address): body_of(otto, address) for address in addresses}
    for words in WORDS:
        for page in ("1", "2"):
            answers[f"search {words} {page}"] = body_of(otto, "/search", q=words, page=page)
    form = {"name": "Canarium thumb secrets", "purpose": "The same name.", "visibility": "open"}
    taken = otto.post("/circles/new", **form)
    answers["the same name"] = f"{taken.status_code} {same(taken.location)}"
    return answers


def same(text: str) -> str:
    """Ids are random in each world: each is replaced by its order of appearance."""
    known: dict[str, str] = {}
    return IDS.sub(lambda found: known.setdefault(found[0], f"id-{len(known)}"), text)


def body_of(otto: Visitor, address: str, **query: str) -> str:
    answer = otto.get(address, **query)
    body = TOKENS.sub(r"\1", TONES.sub("tone", answer.text))
    headers = sorted(
        f"{name}: {value}"
        for name, value in answer.headers
        if name not in ("Set-Cookie", "Content-Length")
    )
    return same("\n".join([str(answer.status_code), *headers, body]))


def test_everything_an_outsider_receives_is_the_same(worlds: list[dict[str, str]]) -> None:
    without, with_it = worlds
    assert len(without) > 60
    assert without.keys() == with_it.keys()
    for address, answer in without.items():
        assert with_it[address] == answer, address


def test_the_hidden_circle_was_there_to_be_found(tmp_path: Path, sqlite_template: Path) -> None:
    """Or the test above would compare nothing with nothing."""
    shutil.copy(sqlite_template, tmp_path / "comentor.db")
    url = f"sqlite:///{tmp_path / 'comentor.db'}"
    app = create_app(Settings(data=tmp_path, database_url=url, secret_key=SECRET))
    town = Town()
    settle_town(town)
    add_the_hidden(town)
    with app.app_context():
        while background.step(search_index()):
            pass
    hana = Browsing(app).by(town.hana)
    for address in ("/", "/circles", "/search?q=canarium"):
        assert "Canarium" in hana.get(address).text, address
    app.extensions["search_index"].close()
    transaction.database().close()
