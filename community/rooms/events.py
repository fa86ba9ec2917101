"""What happens in rooms, as live delivery needs it: with the items as they are now."""

from dataclasses import dataclass
from typing import Any, NamedTuple


class Told(NamedTuple):
    """An item in the wire shape, with what decides who is told of it.

    `own`: ids of those who may read it whatever its audience: who wrote it, and whom it answers.
    `said`: when, in seconds of the epoch (or when it was last open to everybody); `for_newcomers`:
    also for those who came later than that, where a circle keeps its past from them.
    """

    own: tuple[str, ...]
    said: float
    for_newcomers: bool
    shown: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class RoomChanged:
    """The room went from version `since` to `version`.

    `home_id`: the circle or hosted session whose people are in it. `desk`: what its hosts have
    set, if that changed. `people`: who is in, of a small group. `past_kept`: whether the circle
    keeps what was said from those who come later. `over`: its time has ended, so that what it
    leaves behind may have to be made anew; not told of what is only new.
    """

    room_id: str
    home_id: str
    since: int
    version: int
    last_position: int
    items: tuple[Told, ...] = ()
    desk: dict[str, Any] | None = None
    people: tuple[str, ...] | None = None
    past_kept: bool = False
    over: bool = False


@dataclass(frozen=True, kw_only=True)
class ComingChanged:
    """A member may come into a hosted session's room otherwise than before, or not any more."""

    session_id: str
    member_id: str


@dataclass(frozen=True, kw_only=True)
class MessageHidden:
    """A host hid what the member wrote. `cause`: the act in the hosts' log."""

    circle_id: str
    member_id: str
    cause: str


@dataclass(frozen=True, kw_only=True)
class CoHostNamed:
    """In a hosted session's room a host makes somebody a host as well: their place becomes it."""

    session_id: str
    member_id: str


@dataclass(frozen=True, kw_only=True)
class SessionToHold:
    """Somebody's place in a hosted session is about to change: it is held before its room is."""

    session_id: str


@dataclass(frozen=True, kw_only=True)
class PutOut:
    """A host asked the member to leave the rooms of the circle. `cause`: the act in their log."""

    circle_id: str
    member_id: str
    cause: str


@dataclass(frozen=True, kw_only=True)
class Mentioned:
    """Somebody called people by name; of new words, those whom the old did not call."""

    item_id: str
    people: tuple[str, ...]
