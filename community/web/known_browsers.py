"""Which members signed in on this browser before: a signed cookie that outlives signing out.

Tries to sign in from such a browser are counted apart, so that somebody who guesses a
member's password elsewhere cannot make the member wait.
"""

from typing import Any

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from community.core.ids import new_id
from community.settings import Settings

MEMBERS_MOST = 5
KEPT_FOR = 365 * 24 * 3600  # seconds


def key_for(member_id: str | None) -> str:
    """What to count this browser's tries as this member by; empty if it is not known."""
    cookie = _read()
    return f"{cookie['browser']}:{member_id}" if member_id in cookie["members"] else ""


def remember(member_id: str) -> None:
    """With the answer to this request."""
    cookie = _read()
    others = [one for one in cookie["members"] if one != member_id]
    members = [member_id, *others][:MEMBERS_MOST]
    value = _signer().dumps({"browser": cookie["browser"], "members": members})
    after_this_request(lambda response: _set(response, value))


def _set(response: Response, value: str) -> Response:
    secure = _settings().secure_cookies
    response.set_cookie(
        _name(), value, max_age=KEPT_FOR, secure=secure, httponly=True, samesite="Lax"
    )
    return response


def _read() -> dict[str, Any]:
    try:
        cookie: dict[str, Any] = _signer().loads(request.cookies.get(_name(), ""))
    except BadSignature:
        return {"browser": new_id(), "members": []}
    return cookie


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(_settings().signing_key(), salt="known browser")


def _name() -> str:
    return "__Host-comentor-known" if _settings().secure_cookies else "comentor-known"


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
