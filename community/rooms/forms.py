"""What is posted to a room, read from a form or from JSON into plain values."""

import secrets
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from community.access.actor import Actor
from community.core.errors import Invalid
from community.rooms.actions import Saying
from community.rooms.rules import as_audience
from community.rooms.spans import TODAY, Span

POSITION_MOST = 2**31 - 1
DIGITS_MOST = 20  # Python refuses to read a number of thousands of digits


def fresh_client_key() -> str:
    """For the hidden field of a form, so that pressing twice says it once."""
    return secrets.token_urlsafe(16)


def text_of(given: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = given.get(name, default)
    if not isinstance(value, str):
        raise Invalid(f"`{name}` must be a text.")
    return value


def number_of(given: Mapping[str, Any], name: str, default: int | None = None) -> int:
    """A whole number from 0; forms and addresses give it as digits."""
    value = given.get(name, default)
    if isinstance(value, str) and value.isdecimal() and len(value) < DIGITS_MOST:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= POSITION_MOST:
        raise Invalid(f"`{name}` must be a whole number from 0.")
    return value


def texts_of(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Several texts: a list in JSON, a field given several times in a form; or none."""
    several = given.getlist(name) if isinstance(given, MultiDict) else given.get(name, [])
    if not isinstance(several, list) or not all(isinstance(one, str) for one in several):
        raise Invalid(f"`{name}` must be a list of texts.")
    return tuple(several)


def flag_of(given: Mapping[str, Any], name: str) -> bool:
    value = given.get(name)
    if not isinstance(value, bool):
        raise Invalid(f"`{name}` must be true or false.")
    return value


def saying_from(actor: Actor, room_id: str, given: Mapping[str, Any]) -> Saying:
    """Raises `Invalid` by the name of what is missing or of the wrong kind."""
    reply_to = given.get("reply_to") or None
    nameless = given.get("nameless") in (True, "1")
    audience = "hosts" if nameless else text_of(given, "audience", "everyone")
    return Saying(
        actor=actor,
        room_id=room_id,
        client_key=text_of(given, "client_key"),
        body=text_of(given, "body"),
        reply_to=text_of(given, "reply_to") if reply_to else None,
        audience=as_audience(audience),
        question=text_of(given, "question") if given.get("question") is not None else None,
        nameless=nameless,
        files=texts_of(given, "files"),
    )


def on_of(given: Mapping[str, Any], name: str = "on") -> bool:
    """Yes or no; forms say it as `1` or `0`."""
    if given.get(name) in ("1", "0"):
        return bool(given[name] == "1")
    return flag_of(given, name)


def span_of(given: Mapping[str, Any]) -> Span:
    """`minutes`: a number of them, `today`, or nothing: until a host lifts it."""
    value = given.get("minutes")
    if value in (None, ""):
        return None
    return TODAY if value == TODAY else number_of(given, "minutes")
