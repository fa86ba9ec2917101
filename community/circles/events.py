"""What happens to circles and the people in them.

`cause` names one happening, so that telling somebody of it twice can be noticed.
"""

from dataclasses import dataclass, field

from community.core.ids import new_id


@dataclass(frozen=True, kw_only=True)
class CircleChanged:
    """Started, or its name, purpose or visibility changed."""

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
    """A host let the member in."""

    circle_id: str
    member_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class MemberInvited:
    """A host invites the member into the circle."""

    circle_id: str
    member_id: str
    by_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class CircleArchived:
    """The circle is over: its people can read it, and nobody else knows of it."""

    circle_id: str


@dataclass(frozen=True, kw_only=True)
class CircleReopened:
    """An archived circle goes on."""

    circle_id: str
