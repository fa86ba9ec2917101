"""What the policy is asked about: circles, their rooms, what is said there, and people."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class Visibility(StrEnum):
    """How a circle meets people who are not in it."""

    OPEN = "open"  # everybody sees it and may join
    ASK = "ask"  # everybody sees it, its hosts let people in
    INVITED = "invited"  # everybody sees it, its hosts invite
    HIDDEN = "hidden"  # only its people know of it


class Audience(StrEnum):
    """Who in a room may read an item."""

    EVERYONE = "everyone"
    HOSTS = "hosts"


class CircleLike(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def visibility(self) -> Visibility: ...
    @property
    def archived_at(self) -> datetime | None: ...


class RoomLike(Protocol):
    @property
    def circle(self) -> CircleLike: ...


class ItemLike(Protocol):
    @property
    def room(self) -> RoomLike: ...
    @property
    def author_id(self) -> str | None: ...
    @property
    def audience(self) -> Audience: ...


class PersonLike(Protocol):
    @property
    def id(self) -> str: ...


class ThanksLike(Protocol):
    @property
    def by_id(self) -> str: ...
    @property
    def to_id(self) -> str: ...


def in_archived_circle(thing: Any) -> bool:
    """Of a circle, a room, an item, or anything else."""
    room = getattr(thing, "room", thing)
    circle = getattr(room, "circle", room)
    return getattr(circle, "archived_at", None) is not None
