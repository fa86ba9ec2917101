"""Which browser used the link of a session first: a signed cookie with a name of chance.

Apart from `known_browsers`: having a link is no proof of being the member, so it gives no
tries of passwords of its own.
"""

import hashlib

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from community.core.ids import new_id
from community.settings import Settings

KEPT_FOR = 90 * 24 * 3600  # seconds


def mark() -> str:
    """What is kept with the link: a hash, which gives no cookie away. Empty without a cookie."""
    name = _read()
    return hashlib.sha256(name.encode()).hexdigest() if name else ""


def mark_from_now_on() -> str:
    """The same, for a browser that gets the cookie with this answer if it has none."""
    name = _read() or new_id()
    after_this_request(lambda response: _set(response, name))
    return hashlib.sha256(name.encode()).hexdigest()


def _read() -> str:
    try:
        name: str = _signer().loads(request.cookies.get(_cookie(), ""))
    except BadSignature:
        return ""
    return name


def _set(response: Response, name: str) -> Response:
    secure = _settings().secure_cookies
    response.set_cookie(
        _cookie(),
        _signer().dumps(name),
        max_age=KEPT_FOR,
        secure=secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(_settings().signing_key(), salt="pass browser")


def _cookie() -> str:
    return "__Host-comentor-pass" if _settings().secure_cookies else "comentor-pass"


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
