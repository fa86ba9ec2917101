"""Whatever members write, in every field there is, stays words on every page that shows it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from community import background
from community.core import relay
from community.core.transaction import reading
from community.discovery.views import index as search_index
from community.mail.models import KeptLetter
from community.settings import Settings
from tests.browsing import Browsing, Visitor
from tests.pages.xss.payloads import PAYLOADS, portions
from tests.pages.xss.reading import read
from tests.pages.xss.scene import WAYS, Slot, fill, fill_community, mark
from tests.town import Town

PORTION = 34
pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, database_url: str) -> str:
    """What a page does with words has nothing to do with where they lie."""
    return database_url


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"development": True})


def test_there_are_four_hundred_and_the_strict_reader_knows_them_all() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 400
    elements = [payload for payload in PAYLOADS if "<" in payload and "onclick" not in payload]
    harmless = [
        payload for payload in elements[:390] if not read(f'<p title="{payload}">{payload}').faults
    ]
    assert not harmless
    assert not read('<p title="a &lt;b&gt;"><a href="/x">x</a> <em>y</em></p>').faults


def test_words_stay_words_on_every_page(app: Flask, browsing: Browsing, town: Town) -> None:
    slots = [fill(town, number, portion) for number, portion in enumerate(portions(PORTION))]
    fill_community(slots[0])
    for slot in slots[::4]:
        town.invite(town.otto, slot.circle.id, slot.person)
    _settle(app)
    faults, unseen = [], set(WAYS)
    for address, page in (*pages(browsing, slots), *letters()):
        reader = read(page, letter="letter" in address)
        faults += [f"{address}: {fault}" for fault in reader.faults]
        words = " ".join(reader.words)
        unseen -= {way for way in unseen if mark(way) in words}
    assert not faults, "\n".join(faults[:40])
    assert not unseen, f"No page that was read shows what came in as {unseen}"


def pages(browsing: Browsing, slots: list[Slot]) -> Iterator[tuple[str, str]]:
    town = slots[0].town
    readers = {name: browsing.by(getattr(town, name)) for name in ("hana", "milo", "otto", "ada")}
    for slot in slots:
        for who, address in _about(slot):
            yield from _page(readers[who], f"{who} {address}", address)
        yield from _asked_for(readers, slot)
        yield from _of_their_own(browsing, slot)
    for who, address in _whole(slots):
        yield from _page(readers[who], f"{who} {address}", address)
    nobody = browsing.by()
    for address in ("/sign-in", "/sign-up", "/forgotten", f"/people/{slots[0].person.handle}"):
        yield from _page(nobody, f"nobody {address}", address)


def _page(reader: Visitor, told: str, address: str, **query: str) -> Iterator[tuple[str, str]]:
    answer = reader.get(address, **query)
    assert answer.status_code < 500, told
    if answer.mimetype == "text/html":
        yield told, answer.text
    else:
        assert answer.mimetype in ("application/json", "text/csv"), told
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def _about(slot: Slot) -> Iterator[tuple[str, str]]:
    circle, handle = f"/circles/{slot.circle.id}", slot.person.handle
    for who in ("hana", "otto"):
        yield who, f"/people/{handle}"
        yield who, circle
        yield who, f"/skills/{slot.skill_id}"
    for part in ("edit", "invitations", "join", "room"):
        yield "hana" if part != "join" else "otto", f"{circle}/{part}"
    room = f"/rooms/{slot.circle.room_id}"
    for who in ("hana", "milo"):
        for part in ("", "/desk", "/missed", "/calm", "/search?q=came"):
            yield who, room + part
        yield who, f"/rooms/{slot.group_id}"
        yield who, f"/items/{slot.items[3]}/poll"
        yield who, f"{circle}/polls"
    for part in ("groups", "log", "hosts", "quiet", f"people/{slot.town.milo.id}"):
        yield "hana", f"{room}/{part}"
    yield "milo", f"/items/{slot.items[2]}/star"
    yield "milo", "/me/notes"
    yield "milo", f"/items/{slot.items[2]}/edit"
    yield "milo", f"/api/v1/rooms/{slot.circle.room_id}/changes?after=0"
    for part in ("edit", "merge"):
        yield "ada", f"/skills/{slot.skill_id}/{part}"
    yield "hana", f"/me/skills/learn/{slot.skill_id}"
    yield "hana", f"/people/{handle}/thank"


def _asked_for(readers: dict[str, Visitor], slot: Slot) -> Iterator[tuple[str, str]]:
    """What somebody typed comes back: in boxes, in sentences about it, in addresses."""
    milo, ada, hana = readers["milo"], readers["ada"], readers["hana"]
    for payload in slot.portion[::6]:
        yield from _page(milo, f"search {payload}", "/search", q=payload)
    words = slot.words("typed")
    narrow = dict.fromkeys(("organisation", "site", "stage", "languages", "forms"), words)
    skills = dict.fromkeys(("q", "letter", "learn", "like", "skill", "places", "page"), words)
    asked = {
        "/people": narrow, "/circles": skills, "/skills": skills, "/me/skills": skills,
        "/circles/new": skills | {"skills": words}, "/sign-in": {"next": words},
        "/sign-up": {"next": words}, f"/none/{words}": {}, f"/people/{words}": {},
        f"/circles/{words}": {}, "/api/v1/suggestions": {"q": words},
    }  # fmt: skip
    for address, query in asked.items():
        yield from _page(milo, f"{address} {words}", address, **query)
    yield from _page(ada, "members", "/administration/members", q=words)
    for address, fields in _forms(slot).items():
        answer = (ada if address.startswith("/adm") else hana).post(address, **fields)
        assert answer.status_code < 500, address
        yield f"sent to {address}", answer.text


def _forms(slot: Slot) -> dict[str, dict[str, str]]:
    """Each too long, or wrong in some other way: the page comes back with what was typed."""
    words = slot.words("sent") * 9
    circle = f"/circles/{slot.circle.id}"
    return {
        "/circles/new": dict.fromkeys(("name", "purpose", "skills", "agreement", "most"), words),
        "/me": dict.fromkeys(("name", "handle", "role_line", "about", "site", "links-0"), words),
        "/me/skills": {"teach": words, "learn": words},
        f"/people/{slot.person.handle}/thank": {"words": words},
        f"{circle}/people": {"handle": words},
        f"{circle}/links": {"link": words, "title": words},
        f"/rooms/{slot.circle.room_id}/items": {"body": words * 20, "client_key": "x"},
        "/administration/members/add": {"text": words},
        "/administration/settings": {"name": words, "welcome": words * 9},
    }


def _of_their_own(browsing: Browsing, slot: Slot) -> Iterator[tuple[str, str]]:
    person = browsing.by(slot.person)
    slot.person.sign_in(slot.line("browser"))
    for part in ("", "/skills", "/thanks", "/devices", "/blocks", "/sights", "/photo", "/account"):
        yield from _page(person, f"their /me{part}", f"/me{part}")
    yield from _page(person, "their day", "/")


def _whole(slots: list[Slot]) -> Iterator[tuple[str, str]]:
    lists = ["/", "/people", "/circles", "/skills", "/skills?letter=C", "/inbox", "/me/blocks"]
    lists += ["/me/skills", "/me/thanks", "/welcome/skills", "/welcome/circles", "/search"]
    for page in ("", "?page=2"):
        for address in lists:
            yield "hana", address if "?" in address else address + page
    for part in ("", "/members", "/waiting", "/invitations", "/settings", "/guide", "/members/add"):
        yield "ada", f"/administration{part}"
    with reading() as db:
        for letter in db.scalars(select(KeptLetter.id)).all():
            yield "hana", f"/mail/{letter}?letter"


def letters() -> Iterator[tuple[str, str]]:
    """What came by mail is HTML as well."""
    with reading() as db:
        kept = list(db.scalars(select(KeptLetter)))
    assert kept, "somebody was written to"
    for letter in kept:
        yield "a letter", letter.html


def _settle(app: Flask) -> None:
    with app.app_context():
        while background.step(search_index()) or relay.run_once():
            pass
