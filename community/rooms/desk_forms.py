"""What is sent to a desk, read from a form or from JSON into plain values."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from community.rooms.actions import Wishes
from community.rooms.forms import flag_of, number_of, text_of


def wishes_from(given: Mapping[str, Any]) -> Wishes:
    """Only what is in `given`; raises `Invalid` by the name of what is of the wrong kind."""
    return Wishes(
        slow=number_of(given, "slow") if "slow" in given else None,
        read_only=_flag(given, "read_only"),
        nameless=_flag(given, "nameless"),
        band=text_of(given, "band") if "band" in given else None,
    )


def _flag(given: Mapping[str, Any], name: str) -> bool | None:
    """In a form `1` or `0`, the last one if a field comes twice; in JSON true or false."""
    if name not in given:
        return None
    if isinstance(given, MultiDict):
        return str(given.getlist(name)[-1]) == "1"
    return flag_of(given, name)


def member_of(given: Mapping[str, Any]) -> str | None:
    return text_of(given, "member") if given.get("member") else None


def seconds_of(given: Mapping[str, Any]) -> int:
    """In a form the whole minutes count as well."""
    minutes = number_of(given, "minutes", 0) if given.get("minutes") else 0
    seconds = number_of(given, "seconds", 0) if given.get("seconds") else 0
    return minutes * 60 + seconds
