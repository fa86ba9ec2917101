"""Where a quote stands in an insight's text: in a paragraph of its own that says `{quote 3}`."""

import re

PLACE = re.compile(r"^[ ]{0,3}\{quote ([1-9][0-9]{0,3})\}[ \t]*$", re.MULTILINE)


def numbers_in(body: str) -> list[int]:
    return [int(found[1]) for found in PLACE.finditer(body)]


def without_places(body: str) -> str:
    """For what shows no quotes: lists, the search index, links to it."""
    return PLACE.sub("", body)


def without_place(body: str, number: int) -> str:
    return PLACE.sub(lambda found: "" if int(found[1]) == number else found[0], body)


def with_places(body: str, numbers: list[int]) -> str:
    """With the quotes of these numbers at its end, those that stand nowhere yet."""
    there = set(numbers_in(body))
    new = [f"{{quote {number}}}" for number in numbers if number not in there]
    return "\n\n".join([*filter(None, [body.rstrip()]), *new])
