"""How a file is given back: never run, never under a name that says more than it is."""

from datetime import UTC, datetime

import pytest
from flask import Flask, Response
from werkzeug.http import parse_options_header

from community.files.models import File
from community.files.names import tidy_file_name
from community.web import headers as web_headers
from community.web.uploads import serve


@pytest.fixture(scope="module")
def app() -> Flask:
    """No more of the application than what puts headers on every answer."""
    app = Flask("files")
    web_headers.install(app)
    return app


def given_back(app: Flask, name: str, media_type: str, *, inline: bool = False) -> Response:
    file = File(
        id="a" * 16, name=tidy_file_name(name), media_type=media_type, size=3,
        created_at=datetime.now(UTC),
    )  # fmt: skip
    with app.test_request_context("/"):
        return app.process_response(serve(file, b"abc", inline=inline))


@pytest.mark.parametrize(
    "media_type",
    ["text/html", "image/svg+xml", "text/plain", "application/pdf", "text/javascript",
     "application/xhtml+xml", "text/xml", "image/png", "application/octet-stream"],
)  # fmt: skip
@pytest.mark.parametrize("inline", [False, True])
def test_nothing_but_our_own_pictures_is_shown_where_it_stands(
    app: Flask, media_type: str, inline: bool
) -> None:
    headers = given_back(app, "a.bin", media_type, inline=inline).headers
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["ETag"] == f'"{"a" * 16}"'


def test_our_own_picture_is(app: Flask) -> None:
    headers = given_back(app, "a.webp", "image/webp", inline=True).headers
    assert headers["Content-Disposition"].startswith("inline")
    assert headers["Content-Type"] == "image/webp"


@pytest.mark.parametrize(
    "name",
    ["a.pdf", 'a"b.pdf', "a\r\nX-Evil: 1.pdf", "../../a.pdf", "Größe.pdf", "名前.pdf", "😀.pdf",
     "\u202efdp.a.pdf", "a;filename=evil.exe.pdf", "x" * 400 + ".pdf", "%0d%0aSet-Cookie:a=b.pdf",
     "a\\b.pdf", "\0.pdf", "'.pdf", "UTF-8''evil.pdf"],
)  # fmt: skip
def test_its_name_comes_through_as_it_is_kept_and_brings_no_header(app: Flask, name: str) -> None:
    response = given_back(app, name, "application/pdf")
    assert "X-Evil" not in response.headers
    assert "Set-Cookie" not in response.headers
    line = response.headers["Content-Disposition"]
    assert not {"\r", "\n", "\0"} & set(line)
    disposition, options = parse_options_header(line)
    assert (disposition, options["filename"]) == ("attachment", tidy_file_name(name))
