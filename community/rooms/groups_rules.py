"""Decisions about small groups that need no database: who goes where, how long, what is kept."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from community.core.errors import Invalid, Refused
from community.core.text import plural, tidy_text

GROUPS_LEAST, GROUPS_MOST = 2, 20
SIZE_LEAST, SIZE_MOST = 2, 50
MINUTES_MOST = 180
BRINGS_BACK_MOST = 1_000
HERE = timedelta(seconds=90)  # who was seen so lately is here now
SOON = timedelta(minutes=1)  # before the end each group is told
LAST_LINES = 2  # what a group brings back that wrote nothing


class How(StrEnum):
    RANDOM = "random"
    BY_HAND = "by_hand"


def as_how(text: str) -> How:
    try:
        return How(text)
    except ValueError as error:
        raise Invalid("People are placed `random` or `by_hand`.") from error


def check_minutes(minutes: int) -> timedelta:
    if not 1 <= minutes <= MINUTES_MOST:
        sentence = f"Groups last from 1 to {MINUTES_MOST} minutes."
        raise Invalid(sentence, minutes=sentence)
    return timedelta(minutes=minutes)


def how_many_groups(people: int, *, groups: int | None, size: int | None) -> int:
    """As many as were asked for, or as are needed for groups of about that size."""
    if (groups is None) == (size is None):
        raise Invalid("Please say how many groups, or how many people in each.")
    if size is not None:
        if not SIZE_LEAST <= size <= SIZE_MOST:
            sentence = f"A group has from {SIZE_LEAST} to {SIZE_MOST} people."
            raise Invalid(sentence, size=sentence)
        groups = min(-(-people // size), GROUPS_MOST)
    if groups is None or not GROUPS_LEAST <= groups <= GROUPS_MOST:
        sentence = f"A room is split into {GROUPS_LEAST} to {GROUPS_MOST} groups."
        if size is not None:
            sentence = f"That makes {plural(groups or 0, 'group')} of the people who are here."
        raise Invalid(sentence, groups=sentence)
    if groups > people:
        here = plural(people, "person is", "people are")
        raise Refused(f"{here} here besides hosts: too few for {groups} groups.")
    return groups


def deal(
    people: Sequence[str], count: int, places: Mapping[str, int] | None = None
) -> list[list[str]]:
    """Each of `people` in exactly one of `count` groups, at random but for those with a place.

    The others go where the fewest are, so that sizes differ by one at most unless a host's own
    choice makes them.
    """
    chosen = places or {}
    groups: list[list[str]] = [[] for _ in range(count)]
    for member_id in people:
        if member_id in chosen:
            groups[chosen[member_id]].append(member_id)
    rest = [member_id for member_id in people if member_id not in chosen]
    secrets.SystemRandom().shuffle(rest)
    for member_id in rest:
        groups[smallest(groups)].append(member_id)
    return groups


def smallest(groups: Sequence[Sequence[str]]) -> int:
    """Which of the groups has the fewest people: the first of those."""
    return min(range(len(groups)), key=lambda place: len(groups[place]))


def tidy_brings_back(text: str) -> str:
    body = tidy_text(text)
    if len(body) > BRINGS_BACK_MOST:
        sentence = (
            f"What you bring back has at most {BRINGS_BACK_MOST:,} characters; "
            f"this has {len(body):,}."
        )
        raise Invalid(sentence, body=sentence)
    return body


def listed(names: Sequence[str]) -> str:
    """`Ana`, `Ana and Ben`, `Ana, Ben and Cyn`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
