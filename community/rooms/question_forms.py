"""What is posted about questions, read from a form or from JSON."""

from collections.abc import Mapping
from typing import Any, TypedDict

from community.core.errors import Invalid
from community.rooms.forms import text_of


class Ways(TypedDict):
    """How a question is asked."""

    unseen: bool
    closing: bool


def ticked(given: Mapping[str, Any], name: str) -> bool:
    """A box of a form, or true or false in JSON; nothing is false."""
    value = given.get(name, False)
    if value not in (True, False, "1", "0", ""):
        raise Invalid(f"`{name}` must be true or false.")
    return value in (True, "1")


def asked_from(given: Mapping[str, Any]) -> tuple[str, str]:
    """The client key and the words."""
    return text_of(given, "client_key"), text_of(given, "body")


def ways_from(given: Mapping[str, Any]) -> Ways:
    return {"unseen": ticked(given, "unseen"), "closing": ticked(given, "closing")}


def question_of(given: Mapping[str, Any]) -> str | None:
    """The id of what a message shall answer; nothing, or an empty text, for no question."""
    value = given.get("question")
    return text_of(given, "question") if value else None
