"""Built files and pages, as browsers fetch them."""

import gzip

from community.web.assets import asset
from tests.browsing import Browsing


def _address(browsing: Browsing) -> str:
    with browsing.app.test_request_context():
        return asset("app.css")


def test_a_browser_that_takes_it_so_gets_the_packed_file(browsing: Browsing) -> None:
    client, address = browsing.by().client, _address(browsing)
    with (
        client.get(address, headers={"Accept-Encoding": "gzip"}) as packed,
        client.get(address, headers={"Accept-Encoding": "identity"}) as plain,
    ):
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.content_type == plain.content_type
        assert gzip.decompress(packed.data) == plain.data


def test_a_built_file_may_be_kept_for_ever(browsing: Browsing) -> None:
    with browsing.by().client.get(_address(browsing)) as answer:
        assert "immutable" in answer.headers["Cache-Control"]


def test_nothing_outside_the_static_folder_is_given_out(browsing: Browsing) -> None:
    for wrong in ("/static/..%2f..%2fsettings.py", "/static/../settings.py", "/static/nothing"):
        assert browsing.by().client.get(wrong).status_code == 404


def test_a_page_is_packed_too_and_its_length_says_nothing_exact(browsing: Browsing) -> None:
    client = browsing.by().client
    answers = [client.get("/sign-up", headers={"Accept-Encoding": "gzip"}) for _ in range(20)]
    pages = {gzip.decompress(answer.data)[:15] for answer in answers}
    assert pages == {b"<!doctype html>"}
    assert len({len(answer.data) for answer in answers}) > 5
