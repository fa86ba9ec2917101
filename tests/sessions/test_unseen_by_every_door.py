"""Write first, then reveal: until then nobody else's words come through any door.

Not this door or that: every address that can be asked for, as a host and as a member.
"""

import re
import shutil
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from flask import Flask
from werkzeug.routing import Rule

from community.core import clock, relay
from community.core.transaction import transaction
from community.rooms.actions.questions import reveal
from community.rooms.plan import planned_in
from community.sessions.actions import hosting
from community.transcripts.building import make_all_due
from tests.browsing import Browsing, Visitor
from tests.doing import do
from tests.evenings import ask_next, live
from tests.town import Evening, Person, Town

WORDS = "CANARY"
QUERIES = ("", "?q=canary", "?q=canary&room={room_id}", "?before=99", "?after=1", "?at=1")


def set_up(town: Town) -> tuple[Evening, dict[str, str]]:
    """Milo has answered unseen, with a file; and what could stand in an address."""
    evening = live(town, town.milo, town.otto)
    with transaction() as db:
        planned_in(db, evening.room_id)[0].unseen = True
    asked = ask_next(town.hana, evening)
    sent = town.send(town.milo, evening, f"{WORDS}.txt", WORDS.encode())
    said = town.say(town.milo, evening, f"{WORDS} @hana", files=(sent,))
    known = {
        "room_id": evening.room_id,
        "session_id": evening.id,
        "circle_id": evening.circle_id,
        "item_id": said.id,
        "attachment_id": sent,
        "member_id": town.milo.id,
        "handle": "milo",
        "question_id": asked.id,
    }
    return evening, known


def addresses(app: Flask, known: dict[str, str]) -> list[str]:
    """Of every page and every answer of the API whose address can be made of these."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.arguments <= known.keys() | {"emoji"}:
            found += [_filled(rule, known) + query.format(**known) for query in _queries(rule)]
            if "item_id" in rule.arguments:
                found.append(_filled(rule, {**known, "item_id": known["question_id"]}))
    return found


def _queries(rule: Rule) -> tuple[str, ...]:
    asks = re.search("search|items|changes|suggest|calm|missed|rooms/<", rule.rule)
    return QUERIES if asks else ("",)


def _filled(rule: Rule, known: dict[str, str]) -> str:
    values = {"emoji": "x", **known}
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: values[found[1]], rule.rule)


def told(visitor: Visitor, address: str) -> bytes:
    """All that comes, out of its packing."""
    answer = visitor.client.get(address, buffered=True)
    body = answer.get_data()
    if is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as folder:
            return b"".join(folder.read(name) for name in folder.namelist())
    return body


def leaks(browsing: Browsing, who: Person, known: dict[str, str]) -> list[str]:
    """The addresses that tell them more of it than they typed themselves."""
    visitor = browsing.by(who)
    found = []
    for address in addresses(browsing.app, known):
        body = told(visitor, address).replace(b"canary", b"")
        if WORDS.encode() in body:
            found.append(address)
    return found


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """On one database: which words a page holds is no matter of its SQL."""
    shutil.copy(sqlite_template, tmp_path / "comentor.db")
    return f"sqlite:///{tmp_path / 'comentor.db'}"


def test_no_door_tells_of_an_unseen_answer_before_it_is_revealed(
    town: Town, browsing: Browsing
) -> None:
    evening, known = set_up(town)
    for step in (None, hosting.end, hosting.close):
        if step:
            do(town.hana, step, evening.id)
            while relay.run_once(relay.Where.INSIDE):
                pass
            make_all_due("https://comentor.example")
        for who in (town.hana, town.otto):
            assert leaks(browsing, who, known) == [], (step, who.name)
    assert leaks(browsing, town.milo, known)
    do(town.hana, reveal, known["question_id"])
    with clock.fixed(clock.now() + timedelta(minutes=1)):  # what changes often is made once
        make_all_due("https://comentor.example")
    found = leaks(browsing, town.otto, known)
    assert f"/rooms/{evening.room_id}" in found
    assert f"/sessions/{evening.id}/transcript" in found
