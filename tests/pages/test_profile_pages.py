"""One's own profile as a page: filled in, refused with what was typed, and found by others."""

import io
from typing import Any

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from community.access.blocks import BlockKind
from community.members import blocking, profiles
from community.members.sights import PARTS
from tests.browsing import Browsing, Visitor
from tests.doing import do
from tests.town import Person, Town

PROFILE: dict[str, Any] = {
    "name": "Milo Vega", "handle": "milo", "role_line": "Nurse, Leeds", "about": "I knit.",
    "organisation": "Leeds Teaching Hospitals", "site": "Ward 4", "stage": "ST3",
    "languages": "English, Polish", "time_zone": "london", "forms": ["video", "phone"],
    "links-0-label": "Blog", "links-0-address": "example.org/milo", "away_until": "",
}  # fmt: skip


def picture(side: int = 40, **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side * 2), "teal").save(out, "JPEG", **more)
    return out.getvalue()


def send_photo(visitor: Visitor, content: bytes, name: str = "me.jpg") -> TestResponse:
    """The body is made whole here: the client would put a large one into a file and leave it."""
    fields = {"csrf_token": visitor.token(), "photo": FileStorage(io.BytesIO(content), name)}
    boundary, body = encode_multipart(fields)
    kind = f"multipart/form-data; boundary={boundary}"
    return visitor.client.post("/me/photo", data=body, content_type=kind)


def photo_of(browsing: Browsing, person: Person) -> str:
    page = browsing.by(person).get("/me").text
    return page.partition("/photos/")[2][:16]


def test_what_is_said_is_read_by_others(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    assert milo.post("/me", **PROFILE).location == "/me"
    page = browsing.by(town.hana).get("/people/milo").text
    for words in ("Leeds Teaching Hospitals", "Ward 4", "ST3", "English, Polish", "Video, Phone",
                  'href="https://example.org/milo"', 'rel="nofollow noopener ugc"',
                  "Europe/London"):  # fmt: skip
        assert words in page, words
    form = milo.get("/me").text
    assert 'value="Europe/London"' in form
    assert 'name="links-1-address"' in form, "a row for one more"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [("organisation", "x" * 121, "At most 120"), ("site", "x" * 121, "At most 120"),
     ("stage", "x" * 81, "At most 80"), ("languages", "x" * 25, "comma between"),
     ("time_zone", "Atlantis", "do not know this place"), ("away_until", "soon", "give a day"),
     ("away_until", "2020-01-01", "over already"), ("forms", "fax", "not a valid choice"),
     ("links-0-address", "javascript:alert(1)", "does not look like an address"),
     ("links-0-label", "x" * 41, "at most 40"), ("name", "Adm1n", "own")],
)  # fmt: skip
def test_what_cannot_be_used_says_why_and_keeps_the_rest(
    browsing: Browsing, town: Town, field: str, typed: str, said: str
) -> None:
    milo = browsing.by(town.milo)
    answer = milo.post("/me", **{**PROFILE, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    for name in set(PROFILE) - {field, "forms", "away_until"}:
        assert PROFILE[name] in answer.text, name
    assert "Leeds Teaching" not in browsing.by(town.hana).get("/people/milo").text


def test_a_form_with_far_too_many_links_is_refused(browsing: Browsing, town: Town) -> None:
    many = {f"links-{n}-address": f"https://example.org/{n}" for n in range(200)}
    milo = browsing.by(town.milo)
    assert milo.post("/me", **{**PROFILE, **many}).status_code in (302, 422)
    assert milo.get("/me").text.count('value="https://example.org') <= 5


def test_nothing_typed_into_a_profile_is_a_fault(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    for typed in ("\0", "\ud800".encode("utf-8", "surrogatepass"), "\u202e", "💣" * 50, "<b>", "%"):
        for fields in ({"about", "site", "stage"}, {"time_zone"}, {"languages"}, {"away_until"},
                       {"links-0-label"}, {"links-0-address"}):  # fmt: skip
            status = milo.post("/me", **{**PROFILE, **dict.fromkeys(fields, typed)}).status_code
            assert status in (302, 422), (fields, typed)


def test_nothing_of_a_profile_runs_in_a_page(browsing: Browsing, town: Town) -> None:
    evil = '"><script>alert(1)</script>'
    short = ("name", "role_line", "about", "organisation", "site", "stage", "links-0-label")
    fields = {**PROFILE, **dict.fromkeys(short, evil), "languages": '"><b>x'}
    assert browsing.by(town.milo).post("/me", **fields).location == "/me"
    for address in ("/people/milo", "/people?narrow=1", "/people?stage=%22%3E%3Cscript%3E"):
        page = browsing.by(town.hana).get(address).text
        assert "<script>alert" not in page
        assert '"><b>x' not in page
    assert "<script>alert" not in browsing.by(town.milo).get("/me").text


def test_who_sees_what_is_chosen_on_one_page(browsing: Browsing, town: Town) -> None:
    milo, hana = browsing.by(town.milo), browsing.by(town.hana)
    milo.post("/me", **PROFILE)
    page = milo.get("/me/sights").text
    assert page.count("<select") == len(PARTS)
    assert milo.post("/me/sights", organisation="nobody", about="circles").location == "/me/sights"
    page = milo.get("/me/sights").text
    assert page.count('selected value="members"') == len(PARTS) - 2
    seen = hana.get("/people/milo").text
    assert "Leeds Teaching" not in seen
    assert "knit" not in seen
    assert "Ward 4" in seen
    town.circle(town.hana, town.milo)
    assert "knit" in hana.get("/people/milo").text


@pytest.mark.parametrize("sent", [{"about": "everybody"}, {"reach": "x"}, {"photo": ""}])
def test_a_sight_that_is_none_is_refused(
    browsing: Browsing, town: Town, sent: dict[str, str]
) -> None:
    assert browsing.by(town.milo).post("/me/sights", **sent).status_code == 422


def test_mails_can_be_declined(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    assert "checked" in milo.get("/me/account").text
    assert milo.post("/me/account").location == "/me/account"
    assert "checked" not in milo.get("/me/account").text
    milo.post("/me/account", mail_notices="y")
    assert "checked" in milo.get("/me/account").text


def test_a_photo_is_drawn_anew_shown_and_removed(browsing: Browsing, town: Town) -> None:
    milo, hana = browsing.by(town.milo), browsing.by(town.hana)
    assert send_photo(milo, picture(800, comment=b"CANARY")).location == "/me/photo"
    photo = photo_of(browsing, town.milo)
    answer = hana.get(f"/photos/{photo}")
    assert answer.headers["Content-Type"] == "image/webp"
    assert b"CANARY" not in answer.data
    assert Image.open(io.BytesIO(answer.data)).size == (512, 512)
    for address in ("/people", "/people/milo"):
        assert photo in hana.get(address).text
    assert milo.post("/me/photo/remove").location == "/me/photo"
    assert hana.get(f"/photos/{photo}").status_code == 404
    assert "/photos/" not in hana.get("/people").text


def test_a_photo_is_kept_by_browsers_but_asked_for_each_time(
    browsing: Browsing, town: Town
) -> None:
    photo, hana = town.face(town.milo), browsing.by(town.hana)
    first = hana.get(f"/photos/{photo}")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert first.headers["Content-Disposition"].startswith("inline")
    known = {"If-None-Match": first.headers["ETag"]}
    assert hana.client.get(f"/photos/{photo}", headers=known).status_code == 304
    do(town.milo, profiles.choose_sights, {"photo": "nobody"}, "members")
    assert hana.client.get(f"/photos/{photo}", headers=known).status_code == 404


def test_a_photo_that_may_not_be_seen_is_as_good_as_none(browsing: Browsing, town: Town) -> None:
    photo = town.face(town.milo)
    do(town.milo, blocking.keep_apart, town.otto.id, BlockKind.BLOCK)
    otto, nobody = browsing.by(town.otto), browsing.by()
    for visitor in (otto, nobody):
        there = visitor.get(f"/photos/{photo}")
        nowhere = visitor.get("/photos/" + "a" * 16)
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert there.text.replace(photo, "a" * 16) == nowhere.text
    do(town.milo, profiles.choose_sights, {"photo": "public"}, "members")
    assert nobody.get(f"/photos/{photo}").status_code == 200
    assert otto.get(f"/photos/{photo}").status_code == 404
    for address in ("x", "..", "a" * 500, "%00", "\u202e"):
        assert nobody.get(f"/photos/{address}").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [(b"", "me.jpg", "could not be read"),
     (b"<svg onload=alert(1)>", "me.svg", "could not be read"),
     (b"<html>", "me.jpg", "could not be read"), (picture()[:100], "me.jpg", "could not be read"),
     (b"MZ", "me.exe", "could not be read"), (b"", "", "choose a file")],
)  # fmt: skip
def test_what_is_no_photo_is_refused_with_a_sentence(
    browsing: Browsing, town: Town, content: bytes, name: str, said: str
) -> None:
    answer = send_photo(browsing.by(town.milo), content, name)
    assert answer.status_code == 422
    assert said in answer.text


def test_only_where_files_are_taken_may_something_large_be_sent(
    browsing: Browsing, town: Town
) -> None:
    milo, nobody = browsing.by(town.milo), browsing.by()
    two, six = picture() + b"\0" * 2_000_000, picture() + b"\0" * 6_000_000
    assert send_photo(milo, two).status_code == 302
    answer = send_photo(milo, six)
    assert answer.status_code == 413
    assert "at most 5 MB" in answer.text
    answer = milo.post("/me", **{**PROFILE, "about": "x" * 2_000_000})
    assert answer.status_code == 413
    assert "at most 1 MB" in answer.text
    assert send_photo(nobody, two).status_code == 413, "from members only"


def test_people_are_narrowed_by_what_they_show_every_member(browsing: Browsing, town: Town) -> None:
    hana = browsing.by(town.hana)
    browsing.by(town.milo).post("/me", **PROFILE)
    assert town.otto
    for wanted in ({"site": "Ward 4"}, {"organisation": PROFILE["organisation"]}, {"stage": "ST3"},
                   {"languages": "polish"}, {"forms": "video"},
                   {"site": "Ward 4", "forms": "phone"}):  # fmt: skip
        page = hana.get("/people", **wanted).text
        assert "Milo Vega" in page, wanted
        assert "/people/otto" not in page, wanted
    for none in ({"site": "Ward"}, {"languages": "Pol"}, {"forms": "text"}, {"stage": "%"}):
        assert "Nobody shows all of this" in hana.get("/people", **none).text, none
    for nothing in ({"forms": "x"}, {"colour": "red"}, {"page": "-1"}, {"page": "x" * 50}):
        assert "/people/otto" in hana.get("/people", **nothing).text, nothing


@pytest.mark.parametrize("sight", ["circles", "nobody"])
def test_what_is_not_open_narrows_nothing_and_is_no_choice(
    browsing: Browsing, town: Town, sight: str
) -> None:
    town.circle(town.hana, town.milo)
    browsing.by(town.milo).post("/me", **PROFILE)
    parts = dict.fromkeys(("organisation", "site", "stage", "languages", "forms"), sight)
    do(town.milo, profiles.choose_sights, parts, "members")
    hana = browsing.by(town.hana)
    page = hana.get("/people?narrow=1").text
    for part in ("organisation", "site", "stage"):
        assert PROFILE[part] not in page
        assert "Milo Vega" not in hana.get("/people", **{part: PROFILE[part]}).text
    assert "Milo Vega" not in hana.get("/people", languages="English").text
    assert "Milo Vega" not in hana.get("/people", forms="video").text


def test_whom_a_block_keeps_apart_is_in_no_list_and_no_choice(
    browsing: Browsing, town: Town
) -> None:
    browsing.by(town.milo).post("/me", **PROFILE)
    hana = browsing.by(town.hana)
    assert "Ward 4" in hana.get("/people?narrow=1").text
    do(town.milo, blocking.keep_apart, town.hana.id, BlockKind.BLOCK)
    page = hana.get("/people?narrow=1").text
    assert "Milo" not in page
    assert "Ward 4" not in page
    assert "Milo" not in hana.get("/people", site="Ward 4").text
    assert "/people/hana" not in browsing.by(town.milo).get("/people").text


def test_a_name_from_right_to_left_keeps_its_order_to_itself(
    browsing: Browsing, town: Town
) -> None:
    browsing.by(town.milo).post("/me", **{**PROFILE, "name": "ميلو"})
    for address in ("/people/milo", "/people"):
        assert "<bdi>ميلو</bdi>" in browsing.by(town.hana).get(address).text
