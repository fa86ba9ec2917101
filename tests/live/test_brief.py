"""What sockets leave out of items, and what the page puts back."""

import json
import subprocess
from pathlib import Path

from community.access.policy import Permission
from community.core.transaction import reading
from community.rooms.actions import react
from community.rooms.queries import Page, access_room, earlier, page_json
from realtime.brief import USUAL, brief, encoded_once, page_brief
from realtime.strict import StrictJson
from tests.doing import do
from tests.town import Town

WHOLE = Path(__file__).parents[2] / "frontend" / "src" / "room" / "whole.js"


def a_page(town: Town) -> tuple[str, Page]:
    circle = town.circle(town.hana, town.milo)
    first = town.say(town.milo, circle, "A plain one")
    town.say(town.hana, circle, "A reply, @milo", reply_to=first.id)
    do(town.hana, react, first.id, "👍", on=True)
    with reading() as db:
        room = access_room(db, town.hana.actor, circle.room_id, Permission.ROOM_READ)
        return room.id, earlier(db, town.hana.actor, room, 10)


def test_what_is_left_out_of_an_item_is_what_is_usual(town: Town) -> None:
    _, page = a_page(town)
    for item in page.items:
        assert {**USUAL, **brief(item)} == item
        assert not [name for name, usual in USUAL.items() if brief(item).get(name, ...) == usual]
    assert set(USUAL) < set(page.items[0])


def test_a_page_in_brief_and_one_that_is_encoded_already_say_the_same(town: Town) -> None:
    room_id, page = a_page(town)
    told = page_brief(page)
    assert page_json(page) == {**told, "items": [{**USUAL, **item} for item in told["items"]]}
    once = encoded_once(room_id, page)
    assert encoded_once(room_id, page) is once
    assert json.loads(StrictJson.dumps({"items": once})) == {"items": told["items"]}
    another = Page(page.items[:1], page.version, more=True)
    assert json.loads(StrictJson.dumps(encoded_once(room_id, another))) == told["items"][:1]


def test_the_page_puts_back_what_the_server_leaves_out(node: str) -> None:
    script = f'import {{ whole }} from "{WHOLE}"; console.log(JSON.stringify(whole([{{}}])[0]))'
    command = [node, "--input-type=module", "--eval", script]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == USUAL
