"""Everything Otto can ask the running product, and the answers made comparable."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from itertools import count, product
from pathlib import Path
from typing import Any

from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select

from community.app import create_app
from community.core import clock, transaction
from community.core.transaction import reading
from community.feeds.secret import make_feed, token_of
from community.rooms.models import Item
from community.settings import Settings
from community.skills.models import Skill
from tests.browsing import Browsing, Visitor
from tests.conftest import SECRET
from tests.doing import do
from tests.outside.post_office import PostOffice, plain
from tests.pages.two_worlds.secrets import SECRETS, Secret
from tests.pages.two_worlds.settled import Settled, go_on
from tests.pages.two_worlds.settling import look_for_news, same_chance, settle_down, write_letters

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
IDS = re.compile(r"\b[a-z2-7]{16}\b")
TOKENS = re.compile(r'((?:csrf_token|client_key)"[^>]*value=|csrf-token" content=)"[^"]*"')
BUILT = re.compile(r"-[A-Z0-9]{8}(?=\.(?:css|js|svg|woff2))")  # may be built anew meanwhile
TONES = re.compile(r"tone\W{1,3}\d+")  # the colour of a face comes from its id
WORDS = [
    "canarium", "canariun", "canar", "canarish", "weaving", "thumb", "thum", "splints", "splint",
    "secrets", "hana", "bodo", "milo", "nairobi", "kind:circle", "kind:person", "kind:skill",
    "kind:circle canarium", "in:canarium", "from:hana", "from:milo", "teach:canarium",
    "learn:canarium", "skill:canarium", "teach:pottery", "learn:pottery", "learn:glazing",
    "learn:weaving", "teach:thumb", '"thumb canarium"', "thumb -canarium", "purple", "purpel",
    "orthosis", "a", "pot*", "can*",
]  # fmt: skip
BEGINNINGS = ("", "c", "ca", "can", "canariun", "w", "b", "bodo", "p", "pot", "m", "h", "t")
NOT_COMPARED = {
    "static",
    "styleguide.styleguide",
    "health.metrics",  # opened by a token no member has
}
SKILLS = ("Pottery", "Thumb casting", "Glazing")
ADMINISTRATOR = "administrator:"
A_TOKEN = "x" * 43
_worlds = count(1)
NOTHING = "a" * 16


class World:
    """A copy of the settled community, perhaps with secrets, and Otto in it."""

    def __init__(self, folder: Path, here: Settled, secrets: Sequence[Secret]) -> None:
        self.folder, self.here, self.secrets = folder, here, secrets
        # Each reads all there is, and several one after another in one process: what one address
        # may ask for in a minute is enough for one of them.
        self.address = str(ip_address("10.0.0.0") + next(_worlds))

    def read(self, database_url: str) -> dict[str, str]:
        """What Otto receives; the database is this world's own."""
        with clock.fixed(NOON), PostOffice() as post_office:
            app = self._begin(database_url, post_office)
            try:
                return self._live(app, post_office)
            finally:
                app.extensions["search_index"].close()
                transaction.database().close()

    def _live(self, app: Flask, post_office: PostOffice) -> dict[str, str]:
        settle_down(app)
        look_for_news(app, NOON)
        for secret in self.secrets:
            secret.add(self.here)
        with same_chance("what happens in both"):
            go_on(self.here)
        settle_down(app)
        look_for_news(app, NOON + timedelta(hours=2))
        with same_chance("what he does in both"):
            answers = everything(Browsing(app, self.address), self.here)
        answers |= administration(Browsing(app, self.address), self.here)
        write_letters(app, NOON + timedelta(hours=20))
        for person, address in [one.found(self.here) for one in self.secrets if one.found]:
            page = Browsing(app, self.address).by(person).get(address)
            assert re.search("canarium", page.text, re.IGNORECASE), "nothing was to be found"
        return answers | letters(post_office.letters("otto@example.org"))

    def _begin(self, database_url: str, post_office: PostOffice) -> Flask:
        return create_app(
            Settings(
                data=self.folder,
                database_url=database_url,
                secret_key=SECRET,
                mail_url=SecretStr(post_office.url),
                mail_from="hello@example.org",
                base_url="http://learn.example.org",
                posts_per_second=1000,  # how fast one asks is no part of what one is told
                posts_burst=1000,
            )
        )


def everything(browsing: Browsing, here: Settled) -> dict[str, str]:
    otto, nobody = browsing.by(here.town.otto), browsing.by()
    answers = {}
    for name, address in sorted(dict(addresses(browsing.app, here)).items()):
        answers[name] = body_of(otto, address)
        answers[f"signed out {name}"] = body_of(nobody, address)
    token = token_of(do(here.town.otto, make_feed))
    for flavour in ("atom", "json"):
        answers[f"his feed, {flavour}"] = body_of(nobody, f"/feeds/{token}.{flavour}")
    for address, words in product(("/search", "/circles", "/people", "/skills"), WORDS):
        answers[f"{address} {words}"] = body_of(otto, address, q=words)
    for words, kind in product(
        BEGINNINGS, ("skill", "person", "circle", "session", "skill,person,circle,session")
    ):
        answers[f"suggest {words} {kind}"] = body_of(
            otto, "/api/v1/suggestions", q=words, kinds=kind, limit=8
        )
    return answers | doings(otto, here)


def administration(browsing: Browsing, here: Settled) -> dict[str, str]:
    """Pages and tables of whoever looks after the community."""
    alma = browsing.by(here.alma)
    return {
        f"{ADMINISTRATOR} {name}": body_of(alma, address)
        for name, address in addresses(browsing.app, here)
        if name.startswith("administration.")
    }


def addresses(app: Flask, here: Settled) -> Iterator[tuple[str, str]]:
    """Every route one can GET, with everything Otto knows of and with what there is not.

    Beside each address its name, in which stands what an id stands for.
    """
    values = known_values(here)
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in NOT_COMPARED:
            continue
        for chosen in product(*(values[name] for name in sorted(rule.arguments))):
            given = dict(zip(sorted(rule.arguments), chosen, strict=True))
            ids = {name: values[name][key] for name, key in given.items()}
            address = adapter.build(rule.endpoint, ids)
            named = " ".join([rule.endpoint, *given.values()])
            yield named, address
            for query in QUERIES.get(rule.endpoint, ()):
                yield f"{named} {query}", f"{address}?{query.format(room=here.thumbs.room_id)}"


# What a page can be asked besides; a filter that shows private things would tell of them.
QUERIES = {
    "members.people": (
        "page=2", "narrow=1", "narrow=1&site=York", "site=Canarium", "site=York", "forms=video",
        "stage=Canarium+stage", "languages=Canarish", "organisation=Canarium+Hospital",
    ),
    "circles.circles": ("page=2", "skill=Canarium+weaving", "skill=Pottery", "places=1", "q=can"),
    "skills.skills": ("letter=C", "letter=P", "page=2"),
    "asks.board": ("of=answered", "skill=Pottery"),
    "asks.new_ask": ("person=milo", "person=bodo-canarium", "skill=canarium+weaving&q=thumb"),
    "rooms.room": ("before=2", "at=1", "after=1"),
    "rooms.calm": ("question=none", "seen=1", "before=99"),
    "rooms.questions": ("before=99",),
    "rooms.room_on_date": ("date=2026-01-01", "date=2030-01-01"),
    "rooms.room_search": ("q=canarium", "q=thumb", "q=from:milo", "q=from:bodo-canarium"),
    "rooms.choose_reaction": ("q=thanks",),
    "rooms_api.search_room": ("q=canarium", "q=thumb", "q=from:milo"),
    "rooms_api.changes": ("after=1",),
    "rooms_api.earlier": ("before=9",),
    "rooms_api.suggest_people": ("room={room}&q=", "room={room}&q=m", "room={room}&q=c"),
}  # fmt: skip


def known_values(here: Settled) -> dict[str, dict[str, Any]]:
    """For each part of an address what Otto knows of, by a name, and something there is not."""
    with reading() as db:
        first = db.scalar(select(Item.id).where(Item.room_id == here.thumbs.room_id).limit(1))
        free = dict(db.execute(select(Skill.name, Skill.id).where(Skill.name.in_(SKILLS))).all())
    meetings = {
        name: getattr(here, name) for name in ("thumbs", "orthosis", "kiln", "bench", "wheel")
    }
    circles = {name: meeting.id for name, meeting in meetings.items()} | {"none": NOTHING}
    rooms = {name: meeting.room_id for name, meeting in meetings.items()} | {"none": NOTHING}
    loft = here.loft
    circles |= {"loft": loft.circle.id}
    rooms |= {"loft": loft.circle.room_id, "theirs": loft.theirs.room_id, "his": loft.his.room_id}
    people = {"hana": here.town.hana.id, "nell": here.nell.id, "none": NOTHING}
    handles = ("hana", "milo", "otto", "ada", "nell", "bodo-canarium", "canarium-asta", "nobody")
    none = {"none": NOTHING}
    return {
        "circle_id": circles,
        "other_id": circles,
        "room_id": rooms,
        "member_id": people,
        "person_id": people,
        "skill_id": free | none,
        "handle": {handle: handle for handle in handles},
        "item_id": none | {"the first": first or NOTHING, "the past": loft.past},
        "file_id": none,
        "material_id": none,
        "attachment_id": none,
        "poll_id": {"ballot": here.ballot["id"]} | none,
        "letter_id": none,
        "token": {"none": A_TOKEN},
        "code": {"none": "0" * 20},
        "way": {"teach": "teach", "learn": "learn"},
        "what": {"members": "members", "skills": "skills"},
        "session_id": {
            "evening": here.evening.id,
            "held": here.held.id,
            "talk": here.talk.id,
            **none,
        },
        "draft_id": none,
        "ask_id": {"asked": here.asked} | none,
        "insight_file_id": none,
        "search_id": here.searches | none,
        "insight_id": {"thumbs": here.insight} | none,
        "key": {"first": "m1-1"},
        "number": {"first": 1},
        "revision": {"first": 1},
        "kind": {"pdf": "pdf", "csv": "csv", "json": "json", "zip": "zip"},
        "flavour": {"atom": "atom", "json": "json"},
    }


def doings(otto: Visitor, here: Settled) -> dict[str, str]:
    """What Otto tries: each answer would tell, if it knew of more than he does."""
    kiln, bench = f"/circles/{here.kiln.id}", f"/circles/{here.bench.id}"
    tries = {
        "the same name": ("/circles/new", {
            "name": "Canarium thumb secrets", "purpose": "The same name.", "visibility": "open",
        }),
        "invite the blocker": (f"{bench}/people", {"handle": "bodo-canarium"}),
        "invite Milo": (f"{bench}/people", {"handle": "milo"}),
        "tie by name": (f"{bench}/ties", {"circle": "Canarium evenings"}),
        "a skill of that name": ("/me/skills", {"teach": "canarium weaving", "learn": ""}),
        "come in": (f"{kiln}/join", {"agreed": "1"}),
        "ask": (f"/circles/{here.orthosis.id}/join", {"agreed": "1"}),
        "block the blocker": ("/people/bodo-canarium/block", {}),
        "ask who can teach it": ("/asks", {
            "to": "skill", "skill": "Pottery", "body": "How?", "client_key": "an-ask-of-otto",
        }),
        "ask the blocker": ("/asks", {
            "to": "member", "person": "bodo-canarium", "body": "How?", "client_key": "of-otto-too",
        }),
        "forgotten": ("/forgotten", {"email": "canarium@example.org"}),
    }  # fmt: skip
    answers = {}
    for name, (address, fields) in tries.items():
        answer = otto.post(address, **fields)
        told = shown(answer.status_code, [], answer.text)
        answers[name] = same(f"{answer.location} {told}")
    asked = ("/", "/me/skills", "/skills", "/circles", "/asks")
    for address in (*asked, kiln, f"/circles/{here.orthosis.id}"):
        answers[f"afterwards {same(address)}"] = body_of(otto, address)
    return answers


def letters(received: list[EmailMessage]) -> dict[str, str]:
    """Each letter by its number: subject and words."""
    return {
        f"letter {number}": same(f"{letter['subject']}\n{plain(letter)}")
        for number, letter in enumerate(received)
    }


def same(text: str) -> str:
    """Ids are random in each world: each is replaced by its order of appearance."""
    known: dict[str, str] = {}
    return IDS.sub(lambda found: known.setdefault(found[0], f"id-{len(known)}"), text)


def shown(status: int, headers: list[str], text: str) -> str:
    body = BUILT.sub("", TOKENS.sub(r"\1", TONES.sub("tone", text)))
    return same("\n".join([str(status), *headers, body]))


def body_of(visitor: Visitor, address: str, **query: str | int) -> str:
    answer = visitor.get(address, **query)
    headers = sorted(
        f"{name}: {value}"
        for name, value in answer.headers
        if name not in ("Set-Cookie", "Content-Length", "Date")
    )
    return shown(answer.status_code, headers, answer.text)


__all__ = ["NOON", "SECRETS", "World"]
