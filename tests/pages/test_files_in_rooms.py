"""Files in rooms over HTTP: the plain form, the API, and who gets what from which address."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from community.access.memberships import Bar
from community.core import clock
from community.core.transaction import transaction
from community.files.actions import A_DAY_MOST, FILE_MOST
from community.rooms.actions import withdraw
from community.rooms.models import Item
from tests.browsing import Browsing, Visitor
from tests.doing import do
from tests.files.pictures import packed
from tests.town import Meeting, Town

File = tuple[str, bytes]
TEXT: File = ("mould.txt", b"Warm it.")


def picture() -> File:
    return "photo.jpg", packed("JPEG", (40, 30))


def post(visitor: Visitor, where: Meeting, *files: File, **fields: object) -> TestResponse:
    """The room's form as a browser sends it without scripts."""
    given = {"client_key": "a-client-key", "body": "", **fields}
    return send(visitor, f"/rooms/{where.room_id}/items", files, given)


def upload(visitor: Visitor, where: Meeting, file: File, **fields: str) -> TestResponse:
    return send(visitor, f"/api/v1/rooms/{where.room_id}/files", [file], fields)


def send(
    visitor: Visitor, address: str, files: Sequence[File], fields: Mapping[str, object]
) -> TestResponse:
    """The body is made whole here: the client would put a large one into a file and leave it."""
    sent = [FileStorage(io.BytesIO(content), name) for name, content in files]
    boundary, body = encode_multipart({"csrf_token": visitor.token(), **fields, "file": sent})
    kind = f"multipart/form-data; boundary={boundary}"
    return visitor.client.post(address, data=body, content_type=kind)


def test_words_and_files_go_in_one_form(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    answer = post(browsing.by(town.milo), where, picture(), TEXT, body="Look", words="A <mould>")
    assert answer.status_code == 302
    page = browsing.by(town.hana).get(f"/rooms/{where.room_id}").text
    assert 'width="40" height="30" alt="A &lt;mould&gt;"' in page
    assert "mould.txt" in page


def test_a_file_needs_no_words(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    assert post(browsing.by(town.milo), where, TEXT).status_code == 302
    [item] = town.items(town.hana, where)
    assert (item["html"], len(item["files"])) == ("", 1)


def test_what_is_wrong_with_one_file_loses_neither_the_words_nor_the_others(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo)
    milo = browsing.by(town.milo)
    refused = post(milo, where, TEXT, ("a.exe", b"MZ"), body="KEPT WORDS")
    assert refused.status_code == 422
    assert "KEPT WORDS" in refused.text
    assert "We keep pictures" in refused.text
    kept = re.findall(r'name="files" value="([a-z2-7]{16})"', refused.text)
    assert len(kept) == 1
    assert town.items(town.hana, where) == []
    assert post(milo, where, body="KEPT WORDS", files=kept).status_code == 302
    [item] = town.items(town.hana, where)
    assert [file["id"] for file in item["files"]] == kept


def test_a_file_that_is_gone_meanwhile_leaves_the_words_in_the_box(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo)
    answer = post(browsing.by(town.milo), where, body="KEPT WORDS", files=["a" * 16])
    assert answer.status_code == 409
    assert "KEPT WORDS" in answer.text
    assert "add it again" in answer.text


def test_the_api_takes_files_one_by_one_before_the_message(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    milo = browsing.by(town.milo)
    sent = upload(milo, where, picture(), words="A mould").get_json()["file"]
    assert (sent["words"], sent["width"], sent["height"]) == ("A mould", 40, 30)
    described = milo.send("PATCH", f"/api/v1/attachments/{sent['id']}", {"words": "Two moulds"})
    assert described.get_json()["file"]["words"] == "Two moulds"
    other = upload(milo, where, TEXT).get_json()["file"]
    assert milo.send("DELETE", f"/api/v1/attachments/{other['id']}").status_code == 200
    assert milo.send("DELETE", f"/api/v1/attachments/{other['id']}").status_code == 404
    body = {"client_key": "a-client-key", "body": "", "files": [sent["id"]]}
    assert milo.send("POST", f"/api/v1/rooms/{where.room_id}/items", body).status_code == 200
    [item] = (
        browsing.by(town.hana).get(f"/api/v1/rooms/{where.room_id}/changes").get_json()["items"]
    )
    assert item["files"][0]["words"] == "Two moulds"


@pytest.mark.parametrize("files", ["a", [1], {"a": "b"}, [None]])
def test_files_are_a_list_of_texts(browsing: Browsing, town: Town, files: object) -> None:
    where = town.circle(town.hana)
    body = {"client_key": "a-client-key", "body": "Hello", "files": files}
    hana = browsing.by(town.hana)
    assert hana.send("POST", f"/api/v1/rooms/{where.room_id}/items", body).status_code == 422


def test_too_large_is_said_before_anything_is_unpacked(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana)
    hana = browsing.by(town.hana)
    answer = upload(hana, where, ("a.txt", b"x" * (FILE_MOST + 200_000)))
    assert answer.status_code == 413
    assert "at most 5 MB" in answer.get_json()["message"]
    answer = upload(hana, where, ("a.txt", b"x" * (FILE_MOST + 1)))
    assert (answer.status_code, answer.get_json()["error"]) == (422, "invalid")


def test_after_so_many_a_day_one_goes_on_tomorrow(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana)
    hana = browsing.by(town.hana)
    for number in range(A_DAY_MOST):
        assert upload(hana, where, (f"{number}.txt", b"x")).status_code == 200
    answer = upload(hana, where, TEXT)
    assert (answer.status_code, answer.get_json()["error"]) == (429, "slow_down")
    assert "tomorrow" in answer.get_json()["message"]


def test_pictures_are_shown_and_everything_else_is_saved(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    shown = town.send(town.milo, where, *picture())
    saved = town.send(town.milo, where, "page.txt", b"<script>alert(1)</script>")
    town.say(town.milo, where, files=(shown, saved))
    hana = browsing.by(town.hana)
    for attachment, way in ((shown, "inline"), (saved, "attachment")):
        headers = hana.get(f"/attachments/{attachment}").headers
        assert headers["Content-Disposition"].startswith(way)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert headers["Cache-Control"] == "private, no-cache"


def test_an_address_opens_nothing_for_others_nor_for_oneself_for_ever(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo)
    sent = town.send(town.milo, where)
    said = town.say(town.milo, where, files=(sent,))
    address = f"/attachments/{sent}"
    hana, milo, otto = map(browsing.by, (town.hana, town.milo, town.otto))
    tag = {"If-None-Match": milo.get(address).headers["ETag"]}
    assert milo.client.get(address, headers=tag).status_code == 304
    nothing = otto.get(f"/attachments/{'a' * 16}")
    assert otto.client.get(address, headers=tag).status_code == nothing.status_code == 404
    assert browsing.by().get(address).location.startswith("/sign-in")
    with transaction() as db:
        until = clock.now() + timedelta(hours=1)
        db.add(Bar(circle_id=where.id, member_id=town.milo.id, out_until=until))
    assert milo.client.get(address, headers=tag).status_code == 404
    with transaction() as db:
        db.get_one(Item, said.id).hidden_at = clock.now()
    assert hana.get(address).status_code == 404
    with transaction() as db:
        db.get_one(Item, said.id).hidden_at = None
        db.get_one(Bar, (where.id, town.milo.id)).out_until = None
    assert hana.get(address).status_code == 200
    do(town.milo, withdraw, said.id)
    assert hana.get(address).status_code == 404
