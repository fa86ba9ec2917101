"""Rooms over HTTP with JSON."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.browsing import Browsing, Visitor
from tests.town import Meeting, Town


@pytest.fixture
def circle(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo)


@pytest.fixture
def milo(browsing: Browsing, town: Town) -> Visitor:
    return browsing.by(town.milo)


def say(visitor: Visitor, circle: Meeting, **body: Any) -> Any:
    given = {"body": "Hello", "client_key": "a-client-key", **body}
    return visitor.send("POST", f"/api/v1/rooms/{circle.room_id}/items", given)


def test_saying_is_answered_with_the_place(milo: Visitor, circle: Meeting) -> None:
    first, again = say(milo, circle).json, say(milo, circle, body="Other").json
    assert first == again
    assert (first["ok"], first["position"], first["version"]) == (True, 1, 2)


def test_changes_and_earlier_page_through_everything(
    milo: Visitor, circle: Meeting, town: Town
) -> None:
    for number in range(7):
        town.say(town.hana, circle, f"Message {number}")
    address = f"/api/v1/rooms/{circle.room_id}"
    after, seen = 2, []
    while True:
        page: Any = milo.get(f"{address}/changes?after={after}&limit=2").json
        seen += [item["position"] for item in page["items"]]
        after = page["version"]
        if not page["more"]:
            break
    assert (seen, after) == ([2, 3, 4, 5, 6, 7], 8)
    first: Any = milo.get(f"{address}/changes?limit=3").json
    assert [item["position"] for item in first["items"]] == [5, 6, 7]
    assert (first["more"], first["version"]) == (True, 8)
    earlier: Any = milo.get(f"{address}/earlier?before=5&limit=10").json
    assert [item["position"] for item in earlier["items"]] == [1, 2, 3, 4]
    assert earlier["more"] is False
    assert milo.get(f"{address}/changes?after=99").json["items"] == []  # type: ignore[index]


def test_only_its_writer_is_given_the_source(
    browsing: Browsing, milo: Visitor, circle: Meeting, town: Town
) -> None:
    said = town.say(town.milo, circle, "**Warm**")
    address = f"/api/v1/items/{said.id}"
    mine: Any = milo.get(address).json
    theirs: Any = browsing.by(town.hana).get(address).json
    assert mine["item"]["body"] == "**Warm**"
    assert "body" not in theirs["item"]
    assert theirs["item"]["html"] == "<p><strong>Warm</strong></p>\n"


def test_an_item_has_exactly_the_fields_of_the_protocol(
    milo: Visitor, circle: Meeting, town: Town
) -> None:
    said = town.say(town.hana, circle)
    item: Any = milo.get(f"/api/v1/items/{said.id}").json["item"]  # type: ignore[index]
    assert set(item) == {
        "id", "room", "kind", "position", "version", "author", "html", "reply_to", "reactions",
        "mentions", "audience", "at", "edited", "withdrawn", "hidden", "pinned", "closed",
        "question", "number", "unseen", "nameless", "to", "files", "poll", "late",
    }  # fmt: skip
    assert set(item["author"]) == {"id", "name", "handle", "initials", "tone"}


def test_changing_withdrawing_and_reacting(milo: Visitor, circle: Meeting, town: Town) -> None:
    said = town.say(town.milo, circle)
    address = f"/api/v1/items/{said.id}"
    thumb = f"{address}/reactions/{quote('👍')}"
    heart = f"{address}/reactions/{quote('❤️')}"
    answers = [
        milo.send("PATCH", address, {"body": "Other"}),
        milo.send("PUT", thumb),
        milo.send("PUT", thumb),
        milo.send("PUT", heart),
        milo.send("DELETE", thumb),
        milo.send("DELETE", address),
        milo.send("DELETE", address),
    ]
    assert [answer.json["version"] for answer in answers] == [3, 4, 4, 5, 6, 7, 7]  # type: ignore[index]
    late = milo.send("PUT", thumb)
    assert (late.status_code, late.json["error"]) == (409, "refused")  # type: ignore[index]


WRONG: list[Any] = [
    None, [], "text", 5, {}, {"body": 5}, {"body": None}, {"body": ["x"]}, {"body": {}},
    {"client_key": 5}, {"client_key": "short"}, {"client_key": "with\0null"}, {"audience": "me"},
    {"audience": 1}, {"reply_to": 5}, {"reply_to": {"$ne": ""}}, {"reply_to": ["x"]},
]  # fmt: skip


@pytest.mark.parametrize("body", WRONG, ids=repr)
def test_what_is_malformed_is_answered_by_name(
    milo: Visitor, circle: Meeting, town: Town, body: Any
) -> None:
    if isinstance(body, dict) and body:
        body = {"body": "Hello", "client_key": "a-client-key", **body}
    answer = milo.send("POST", f"/api/v1/rooms/{circle.room_id}/items", body)
    assert answer.status_code in (400, 415, 422)
    assert answer.json["ok"] is False  # type: ignore[index]
    assert answer.json["error"] in ("invalid", "malformed")  # type: ignore[index]
    assert town.items(town.hana, circle) == []


RAW = ["", "{", "[" * 100_000, '{"a":' * 50_000, "NaN", '{"body": "\\ud800"', "\xff", "null"]


@pytest.mark.parametrize("raw", RAW, ids=lambda raw: raw[:8])
def test_what_is_no_json_is_answered_too(milo: Visitor, circle: Meeting, raw: str) -> None:
    answer = milo.client.post(
        f"/api/v1/rooms/{circle.room_id}/items",
        data=raw.encode("latin-1"),
        content_type="application/json",
        headers={"X-CSRFToken": milo.token()},
    )
    assert answer.status_code in (400, 422)
    assert answer.json["ok"] is False  # type: ignore[index]


def test_fields_nobody_asked_for_change_nothing(milo: Visitor, circle: Meeting, town: Town) -> None:
    extra = {
        "id": "a" * 16, "author_id": town.hana.id, "author": town.hana.id, "actor": town.hana.id,
        "position": 99, "version": 99, "at": "2001-01-01T00:00:00Z", "created_at": "2001-01-01",
        "room": "x", "room_id": "x", "kind": "notice", "withdrawn_at": None, "mentions": ["x"],
    }  # fmt: skip
    say(milo, circle, **extra)
    (item,) = town.items(town.hana, circle)
    assert (item["author"]["handle"], item["position"], item["version"]) == ("milo", 1, 2)
    assert not item["at"].startswith("2001")
    assert item["mentions"] == []


def test_lone_surrogates_and_nulls_are_not_kept(milo: Visitor, circle: Meeting, town: Town) -> None:
    assert say(milo, circle, body="a\ud800b\0c").status_code == 200
    assert town.items(town.hana, circle)[0]["html"] == "<p>abc</p>\n"


def test_people_of_the_room_are_suggested_and_nobody_else(
    browsing: Browsing, milo: Visitor, circle: Meeting, town: Town
) -> None:
    assert town.otto.handle == "otto"
    town.invite(town.otto, circle.id, town.hana)
    address = f"/api/v1/people/suggest?room={circle.room_id}"
    found: Any = milo.get(f"{address}&q=").json
    assert [person["handle"] for person in found] == ["hana", "milo"]
    assert [person["handle"] for person in milo.get(f"{address}&q=@HA").json or []] == ["hana"]
    assert milo.get(f"{address}&q=ott").json == []
    assert browsing.by(town.otto).get(address).status_code == 403
    assert milo.get("/api/v1/people/suggest?q=h").status_code == 404
