"""What is posted about small groups, read from a form or from JSON into plain values."""

from collections.abc import Mapping
from typing import Any

from community.core.errors import Invalid
from community.rooms.forms import number_of, text_of
from community.rooms.groups_rules import How, as_how

PLACE = "place-"  # of a form: followed by a member's id


def split_from(given: Mapping[str, Any]) -> dict[str, Any]:
    """`groups` or `size`, `minutes`, `how`, and for `by_hand` who is to be in which group.

    A form says which of the two numbers is meant by `by`: `groups` or `size`.
    """
    by = text_of(given, "by", "")
    wanted = [by] if by in ("groups", "size") else ["groups", "size"]
    numbers = {one: number_of(given, one) for one in wanted if given.get(one) not in (None, "")}
    return {
        **numbers,
        "minutes": number_of(given, "minutes"),
        "how": as_how(text_of(given, "how", How.RANDOM)),
        "places": _places(given),
    }


def _places(given: Mapping[str, Any]) -> dict[str, int]:
    """In JSON an object of numbers by member; in a form a choice for each, empty for none."""
    places = given.get("places")
    if places is None:
        chosen = {key: given[key] for key in given if key.startswith(PLACE) and given[key]}
        return {key.removeprefix(PLACE): number_of(chosen, key) for key in chosen}
    if not isinstance(places, dict):
        raise Invalid("`places` must be an object: the number of a group for each member.")
    return {member_id: number_of(places, member_id) for member_id in places}
