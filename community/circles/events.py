"""What happens to circles and the people in them.

`cause` names one happening, so that telling somebody of it twice can be noticed.
"""

from dataclasses import dataclass, field
from datetime import date

from community.core.ids import new_id


@dataclass(frozen=True, kw_only=True)
class CircleChanged:
    """Started, or anything that it says of itself changed, or it was archived or reopened."""

    circle_id: str


@dataclass(frozen=True, kw_only=True)
class HistoryChanged:
    """What newcomers may read back to in its rooms is another than before."""

    circle_id: str


@dataclass(frozen=True, kw_only=True)
class CircleStarted:
    """A new circle: it needs a room."""

    circle_id: str


@dataclass(frozen=True, kw_only=True)
class CircleJoined:
    """A member came in, by themselves, by invitation or let in by a host."""

    circle_id: str
    member_id: str


@dataclass(frozen=True, kw_only=True)
class PlaceChanged:
    """A member became host, or is one no longer."""

    circle_id: str
    member_id: str


@dataclass(frozen=True, kw_only=True)
class CircleLeft:
    """A member is no longer in the circle, by their own or a host's decision."""

    circle_id: str
    member_id: str


@dataclass(frozen=True, kw_only=True)
class JoinAsked:
    """A member asks to come in; the hosts should hear of it."""

    circle_id: str
    member_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class JoinAccepted:
    """A host said yes to the member. `waits`: the circle is full, so they stand in line."""

    circle_id: str
    member_id: str
    waits: bool = False
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class MemberInvited:
    """A host invites the member into the circle."""

    circle_id: str
    member_id: str
    by_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class WaitingBegan:
    """The member would be in, but the circle is full, so they stand in its line."""

    circle_id: str
    member_id: str


@dataclass(frozen=True, kw_only=True)
class MovedUp:
    """A place got free, and the member, who was first in line, has it."""

    circle_id: str
    member_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class HostMade:
    """A host made the member a host as well, or handed the circle over to them."""

    circle_id: str
    member_id: str
    by_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class TermEnding:
    """The circle will be archived after `ends_on`, unless its hosts extend it."""

    circle_id: str
    ends_on: date
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class CircleArchived:
    """From now on the circle is read-only, for its people; `by_id` is None when its term ended."""

    circle_id: str
    by_id: str | None = None
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class CircleReopened:
    """An archived circle goes on."""

    circle_id: str
