"""What holds at every address: methods, tokens, signing in, headers."""

from collections.abc import Iterator

import pytest
from flask import Flask

from community.access.policy import Permission
from community.core.ids import new_id
from community.core.transaction import connect
from community.web.guard import permission_of
from tests.browsing import Browsing
from tests.town import Town

VALUES = {
    "job_id": "7",
    "handle": "milo",
    "emoji": "👍",
    "filename": "nothing.css",
    "way": "teach",
    "number": "1",
    "revision": "1",
    "place": "0",
    "kind": "pdf",
    "flavour": "atom",
}
# Posted to by mail programs, which have no page of ours; opened by the token in the address.
BY_MAIL_PROGRAMS = {
    "notifications.unsubscribe",
    "notifications.unsubscribe_comments",
    "notifications.unsubscribe_insight_comments",
    "follows.unsubscribe_news",
}
SECRET_ADDRESSES = (
    *("/link/", "/sign-up/confirm/", "/unsubscribe/", "/invitation/", "/s/"),
    *("/calendar/", "/feeds/"),  # the address of a feed is its secret
)
FOR_EVERYBODY = "/insights/feed.atom"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"}


def routes(app: Flask) -> Iterator[tuple[str, str, set[str]]]:
    """Endpoint, an address of the right shape, and the methods it takes."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: VALUES.get(name, new_id()) for name in rule.arguments}
        method = next(iter((rule.methods or {"GET"}) - {"HEAD", "OPTIONS"}))
        address = adapter.build(rule.endpoint, values, method=method)
        yield rule.endpoint, address, (rule.methods or set()) - {"OPTIONS"}


def test_no_address_takes_a_method_it_does_not_have(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    token = milo.token()
    for _endpoint, address, methods in routes(browsing.app):
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - methods:
            if any(method in more for _, other, more in same(browsing.app, address)):
                continue
            answer = milo.client.open(address, method=method, headers={"X-CSRFToken": token})
            assert answer.status_code == 405, f"{method} {address}"
            assert answer.is_json == address.startswith(("/api/", "/healthz", "/readyz"))


def same(app: Flask, address: str) -> Iterator[tuple[str, str, set[str]]]:
    """Other routes under the same address."""
    adapter = app.url_map.bind("localhost")
    methods = set(adapter.allowed_methods(address))
    yield "", address, methods


def test_nothing_is_changed_without_the_token_of_a_page_of_ours(
    browsing: Browsing, town: Town
) -> None:
    milo = browsing.by(town.milo)
    foreign = browsing.by(town.hana).token()
    for endpoint, address, methods in routes(browsing.app):
        if endpoint in BY_MAIL_PROGRAMS:
            continue
        for method in methods - {"GET", "HEAD"}:
            for headers in ({}, {"X-CSRFToken": "made-up"}, {"X-CSRFToken": foreign}):
                answer = milo.client.open(address, method=method, headers=headers, json={})
                assert answer.status_code == 400, f"{method} {address} {headers}"
                assert "reload the page" in answer.text


def test_who_is_signed_out_is_sent_to_sign_in_and_back(browsing: Browsing, town: Town) -> None:
    nobody = browsing.by()
    token = nobody.token()
    for endpoint, address, methods in routes(browsing.app):
        if permission_of(browsing.app, endpoint) is Permission.ANYBODY:
            continue
        for method in methods - {"HEAD"}:
            answer = nobody.client.open(address, method=method, headers={"X-CSRFToken": token})
            if address.startswith("/api/"):
                assert answer.status_code == 401, address
                assert answer.json == {
                    "ok": False,
                    "error": "signed_out",
                    "message": "Please sign in first.",
                }
            else:
                assert answer.status_code == 302, address
                wanted = f"/sign-in?next={address}" if method == "GET" else "/sign-in"
                assert answer.location == wanted, address


def test_every_answer_carries_the_headers_that_protect_it(browsing: Browsing, town: Town) -> None:
    milo, nobody = browsing.by(town.milo), browsing.by()
    addresses = [address for _, address, methods in routes(browsing.app) if "GET" in methods]
    for visitor in (milo, nobody):
        for address in (*addresses, "/nowhere", "/api/v1/nowhere", "/rooms/x?before=abc"):
            answer = visitor.get(address)
            for name, value in HEADERS.items():
                assert answer.headers[name] == value, address
            secret = address.startswith(SECRET_ADDRESSES)
            referrer = "no-referrer" if secret else "same-origin"
            assert answer.headers["Referrer-Policy"] == referrer, address
            policy = set(answer.headers["Content-Security-Policy"].split("; "))
            assert policy >= POLICY, address
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
            if address == FOR_EVERYBODY:
                assert answer.headers["Cache-Control"] in ("public, no-cache", "private, no-cache")
            elif answer.status_code >= 400 or visitor is milo:
                assert answer.headers["Cache-Control"] == "no-store", address
            for cookie in answer.headers.getlist("Set-Cookie"):
                assert "HttpOnly" in cookie
                assert "SameSite=Lax" in cookie


def test_a_file_that_is_missing_is_not_remembered_as_missing(browsing: Browsing) -> None:
    answer = browsing.by().get("/static/dist/not-built-yet.css")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


@pytest.mark.slow
def test_ids_of_any_kind_are_answered_never_with_a_fault(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    for kind in ("circles", "rooms", "items", "people", "api/v1/items", "api/v1/rooms"):
        for value in ("0", "-1", str(2**63), "a" * 16, "%00" * 16, "%ED%A0%80", "..%2f", "%F0%9F",
                      "' OR 1=1 --", "a" * 3000, "мило", "[]", "1 "):  # fmt: skip
            for tail in ("", "/edit", "/room", "/changes", "/earlier?before=1"):
                answer = milo.get(f"/{kind}/{value}{tail}")
                tidied = answer.status_code == 308 and answer.location.startswith("http://local")
                assert tidied or answer.status_code in (404, 405), f"/{kind}/{value}{tail}"


@pytest.mark.parametrize(
    "number", ["", "abc", "-1", "0", "1.5", "9" * 5000, "٣", "1e9", "%00", "²"]
)
def test_numbers_of_any_kind_are_answered_never_with_a_fault(
    browsing: Browsing, town: Town, number: str
) -> None:
    circle = town.circle(town.milo)
    milo, room = browsing.by(town.milo), circle.room_id
    for address in (
        f"/people?page={number}",
        f"/circles?page={number}",
        f"/search?q=a&page={number}",
    ):
        assert milo.get(address).status_code == 200
    for address in (
        f"/rooms/{room}?before={number}",
        f"/api/v1/rooms/{room}/changes?after={number}",
        f"/api/v1/rooms/{room}/changes?limit={number}",
        f"/api/v1/rooms/{room}/earlier?before={number}",
    ):
        assert milo.get(address).status_code in (200, 422), address


def test_when_the_database_is_gone_a_page_still_says_so(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    connect("sqlite:////nowhere/at/all.db")
    for address in ("/", "/circles", "/people/milo"):
        answer = milo.get(address)
        assert answer.status_code == 503
        assert "nothing was changed" in answer.text
        assert "sqlite" not in answer.text
    assert milo.get("/api/v1/items/x").json["error"] == "busy"  # type: ignore[index]
    assert browsing.by().get("/healthz").status_code == 200
    assert browsing.by().get("/readyz").status_code == 503


def test_a_fault_of_ours_is_a_page_without_its_inside(browsing: Browsing, town: Town) -> None:
    from community.core.transaction import database

    milo = browsing.by(town.milo)
    with database().writer.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE circles RENAME TO circled")
    try:
        answer = milo.get("/circles")
        assert answer.status_code >= 500
        assert "circles.id" not in answer.text
        assert "Traceback" not in answer.text
    finally:
        with database().writer.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE circled RENAME TO circles")


def test_what_is_too_large_is_refused(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.milo)
    milo = browsing.by(town.milo)
    said = town.say(town.milo, circle)
    answer = milo.post(f"/items/{said.id}/edit", body="a" * 1_100_000)
    assert answer.status_code == 413
    answer = milo.send("POST", f"/api/v1/rooms/{circle.room_id}/items", {"body": "a" * 1_100_000})
    assert answer.status_code == 413
    assert answer.json["error"] == "too_large"  # type: ignore[index]
