"""What the policy is asked about: circles, their rooms, what is said there, and people."""

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class Visibility(StrEnum):
    """How a circle meets people who are not in it."""

    OPEN = "open"  # everybody sees it and may join
    ASK = "ask"  # everybody sees it, its hosts let people in
    INVITED = "invited"  # everybody sees it, its hosts invite
    HIDDEN = "hidden"  # only its people know of it


class History(StrEnum):
    """What of a circle's room those in it may read back to."""

    EVERYTHING = "everything"
    SINCE_JOINING = "since_joining"


class Audience(StrEnum):
    """Who in a room may read an item. Its author always may, and whom a hosts' item answers."""

    EVERYONE = "everyone"
    HOSTS = "hosts"
    AUTHOR = "author"  # nobody else, until all answers to its question are revealed


class CircleLike(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def visibility(self) -> Visibility: ...
    @property
    def archived_at(self) -> datetime | None: ...
    @property
    def history(self) -> History: ...


class RoomLike(Protocol):
    @property
    def circle(self) -> CircleLike: ...
    @property
    def home_id(self) -> str: ...  # the circle or hosted session whose people are in it
    @property
    def of_session(self) -> bool: ...
    @property
    def history(self) -> History: ...
    @property
    def people(self) -> Sequence[str] | None: ...  # of a small group; None: all of the circle
    @property
    def closed(self) -> bool: ...
    @property
    def read_only(self) -> bool: ...
    @property
    def word_id(self) -> str | None: ...  # whose turn it is to speak
    @property
    def paused_until(self) -> datetime | None: ...


class ItemLike(Protocol):
    @property
    def room(self) -> RoomLike: ...
    @property
    def author_id(self) -> str | None: ...
    @property
    def to_id(self) -> str | None: ...
    @property
    def audience(self) -> Audience: ...
    @property
    def last_open(self) -> datetime: ...  # when everybody in the circle could read it last
    @property
    def for_newcomers(self) -> bool: ...  # whatever the circle's history rule


class PersonLike(Protocol):
    @property
    def id(self) -> str: ...


class ThanksLike(Protocol):
    @property
    def by_id(self) -> str: ...
    @property
    def to_id(self) -> str: ...


_OF_GUEST = re.compile(r"guest-[a-z2-7]{16}")


def is_guest_handle(handle: str) -> bool:
    """A guest has no page that their name could lead to."""
    return _OF_GUEST.fullmatch(handle) is not None


def in_archived_circle(thing: Any) -> bool:
    """Of a circle, a room, an item, or anything else."""
    room = getattr(thing, "room", thing)
    circle = getattr(room, "circle", room)
    return getattr(circle, "archived_at", None) is not None
