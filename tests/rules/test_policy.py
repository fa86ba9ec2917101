"""The policy as one table: who may do what with a circle, its room and what is said there."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from community.access.actor import ANYBODY, Actor, CommunityRole, Place
from community.access.ask_rules import AskState, AskTo
from community.access.insight_rules import InsightState, Sight
from community.access.memberships import CircleRole, Standing
from community.access.policy import POLICY, Audience, Permission, Visibility, can, require
from community.access.session_rules import Confidentiality, OpenTo, SessionState
from community.access.things import History
from community.core.errors import Forbidden, NotFound, SignedOut


@dataclass(frozen=True)
class Circle:
    visibility: Visibility
    id: str = "circle"
    archived_at: datetime | None = None
    history: History = History.EVERYTHING


@dataclass(frozen=True)
class Room:
    circle: Circle
    people: tuple[str, ...] | None = None
    closed: bool = False
    read_only: bool = False
    paused_until: datetime | None = None
    word_id: str | None = None
    of_session: bool = False

    @property
    def home_id(self) -> str:
        return "session" if self.of_session else self.circle.id

    @property
    def history(self) -> History:
        return self.circle.history


@dataclass(frozen=True)
class Item:
    room: Room
    author_id: str | None = "host"
    audience: Audience = Audience.EVERYONE
    to_id: str | None = None
    last_open: datetime = datetime(2026, 3, 2, tzinfo=UTC)
    for_newcomers: bool = False


@dataclass(frozen=True)
class Member:
    id: str


@dataclass(frozen=True)
class HostedSession:
    """Of the circle, published, for all members."""

    circle: Circle
    id: str = "session"
    open_to: OpenTo = OpenTo.MEMBERS
    confidentiality: Confidentiality = Confidentiality.CIRCLE
    state: SessionState = SessionState.PUBLISHED
    starts_at: datetime = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass(frozen=True)
class DatePoll:
    """The date of the session, a draft, is looked for."""

    session: HostedSession
    taken_at: datetime | None = None


@dataclass(frozen=True)
class Insight:
    """Of the circle, published by a member of it, for all members."""

    circle: Circle | None
    author_id: str | None = "member"
    sight: Sight = Sight.MEMBERS
    state: InsightState = InsightState.PUBLISHED


@dataclass(frozen=True)
class Ask:
    """Of a member, to everybody; nobody was asked by name."""

    asker_id: str | None = "member"
    put_to: AskTo = AskTo.EVERYBODY
    state: AskState = AskState.OPEN
    asked: tuple[str, ...] = ()
    taught: bool = False


@dataclass(frozen=True)
class Thanks:
    by_id: str
    to_id: str


def stands(name: str, standing: Standing, role: CircleRole = CircleRole.MEMBER) -> Actor:
    return Actor(name, places={"circle": Place(standing, role), "other": JOINED})


def came(actor: Actor) -> Actor:
    """To the hosted session as well."""
    return replace(actor, places={**actor.places, "session": Place(Standing.JOINED)})


JOINED = Place(Standing.JOINED, CircleRole.HOST)
ROLES = {
    "signed out": ANYBODY,
    "outsider": Actor("outsider", places={"other": JOINED}),
    "asked": stands("asked", Standing.ASKED),
    "invited": stands("invited", Standing.INVITED),
    "waiting": stands("waiting", Standing.WAITING),
    "member": came(stands("member", Standing.JOINED)),
    "host": stands("host", Standing.JOINED, CircleRole.HOST),
    "coordinator": Actor("coordinator", CommunityRole.COORDINATOR, None, {"other": JOINED}),
    "moderator": Actor("moderator", CommunityRole.MODERATOR, None, {"other": JOINED}),
    "administrator": Actor("administrator", CommunityRole.ADMINISTRATOR, None, {"other": JOINED}),
}
# What is asked of some thing, by the beginning of its name; the rest is asked of nothing.
ABOUT_A_THING = (
    *("person_", "thanks_", "circle_", "room_", "item_", "session_", "insight_", "date_", "ask_"),
)
OPEN, ASK, INVITED, HIDDEN = Visibility
YES, DENY, HIDE, SIGN_IN = "may", "403", "404", "sign in"

# Permission and visibility: signed out, outsider, asked, invited, waiting, member, host,
# coordinator, moderator, administrator. Whatever somebody is in the community, they are an
# outsider to every circle that they have not come into.
TABLE = """
circle_see    open    | sign in | may | may | may | may | may | may | may | may | may
circle_see    ask     | sign in | may | may | may | may | may | may | may | may | may
circle_see    invited | sign in | may | may | may | may | may | may | may | may | may
circle_see    hidden  | sign in | 404 | 404 | may | may | may | may | 404 | 404 | 404
circle_join   open    | sign in | may | 403 | may | 403 | 403 | 403 | may | may | may
circle_join   ask     | sign in | 403 | 403 | may | 403 | 403 | 403 | 403 | 403 | 403
circle_join   invited | sign in | 403 | 403 | may | 403 | 403 | 403 | 403 | 403 | 403
circle_join   hidden  | sign in | 404 | 404 | may | 403 | 403 | 403 | 404 | 404 | 404
circle_ask    open    | sign in | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403
circle_ask    ask     | sign in | may | 403 | 403 | 403 | 403 | 403 | may | may | may
circle_ask    invited | sign in | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403
circle_ask    hidden  | sign in | 404 | 404 | 403 | 403 | 403 | 403 | 404 | 404 | 404
circle_leave  open    | sign in | 403 | may | may | may | may | may | 403 | 403 | 403
circle_leave  ask     | sign in | 403 | may | may | may | may | may | 403 | 403 | 403
circle_leave  invited | sign in | 403 | may | may | may | may | may | 403 | 403 | 403
circle_leave  hidden  | sign in | 404 | may | may | may | may | may | 404 | 404 | 404
circle_people open    | sign in | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
circle_people ask     | sign in | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
circle_people invited | sign in | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
circle_people hidden  | sign in | 404 | 404 | 403 | 403 | 403 | may | 404 | 404 | 404
circle_edit   open    | sign in | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
circle_edit   ask     | sign in | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
circle_edit   invited | sign in | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
circle_edit   hidden  | sign in | 404 | 404 | 403 | 403 | 403 | may | 404 | 404 | 404
circle_reopen open    | sign in | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403
circle_reopen ask     | sign in | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403
circle_reopen invited | sign in | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403 | 403
circle_reopen hidden  | sign in | 404 | 404 | 403 | 403 | 403 | 403 | 404 | 404 | 404
circle_read   open    | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
circle_read   ask     | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
circle_read   invited | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
circle_read   hidden  | sign in | 404 | 404 | 403 | 403 | may | may | 404 | 404 | 404
circle_add    open    | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
circle_add    ask     | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
circle_add    invited | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
circle_add    hidden  | sign in | 404 | 404 | 403 | 403 | may | may | 404 | 404 | 404
room_read     open    | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
room_read     ask     | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
room_read     invited | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
room_read     hidden  | sign in | 404 | 404 | 403 | 403 | may | may | 404 | 404 | 404
room_say      open    | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
room_say      ask     | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
room_say      invited | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
room_say      hidden  | sign in | 404 | 404 | 403 | 403 | may | may | 404 | 404 | 404
item_read     open    | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
item_read     ask     | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
item_read     invited | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
item_read     hidden  | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
item_react    open    | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
item_react    ask     | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
item_react    invited | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
item_react    hidden  | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
item_edit     open    | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_edit     ask     | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_edit     invited | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_edit     hidden  | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_withdraw open    | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_withdraw ask     | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_withdraw invited | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_withdraw hidden  | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_own      open    | sign in | 404 | 404 | 404 | 404 | 404 | may | 404 | 404 | 404
item_own      ask     | sign in | 404 | 404 | 404 | 404 | 404 | may | 404 | 404 | 404
item_own      invited | sign in | 404 | 404 | 404 | 404 | 404 | may | 404 | 404 | 404
item_own      hidden  | sign in | 404 | 404 | 404 | 404 | 404 | may | 404 | 404 | 404
item_own_change open    | sign in | 404 | 404 | 404 | 404 | 404 | may | 404 | 404 | 404
item_own_change ask     | sign in | 404 | 404 | 404 | 404 | 404 | may | 404 | 404 | 404
item_own_change invited | sign in | 404 | 404 | 404 | 404 | 404 | may | 404 | 404 | 404
item_own_change hidden  | sign in | 404 | 404 | 404 | 404 | 404 | may | 404 | 404 | 404
room_take_part open | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
room_take_part ask | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
room_take_part invited | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
room_take_part hidden | sign in | 404 | 404 | 403 | 403 | may | may | 404 | 404 | 404
room_host open | sign in | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
room_host ask | sign in | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
room_host invited | sign in | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
room_host hidden | sign in | 404 | 404 | 403 | 403 | 403 | may | 404 | 404 | 404
item_vote open | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
item_vote ask | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
item_vote invited | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
item_vote hidden | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
item_move open | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_move ask | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_move invited | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_move hidden | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_host open | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_close open | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_host ask | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_close ask | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_host invited | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_close invited | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_host hidden | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_close hidden | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
session_see open | sign in | may | may | may | may | may | may | may | may | may
session_see ask | sign in | may | may | may | may | may | may | may | may | may
session_see invited | sign in | may | may | may | may | may | may | may | may | may
session_see hidden | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
session_come open | sign in | may | may | may | may | may | may | may | may | may
session_come ask | sign in | may | may | may | may | may | may | may | may | may
session_come invited | sign in | may | may | may | may | may | may | may | may | may
session_come hidden | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
session_host open | sign in | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
session_host ask | sign in | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
session_host invited | sign in | 403 | 403 | 403 | 403 | 403 | may | 403 | 403 | 403
session_host hidden | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
session_read open | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
session_read ask | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
session_read invited | sign in | 403 | 403 | 403 | 403 | may | may | 403 | 403 | 403
session_read hidden | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
session_recall open | sign in | 403 | 403 | 403 | 403 | may | 403 | 403 | 403 | 403
session_recall ask | sign in | 403 | 403 | 403 | 403 | may | 403 | 403 | 403 | 403
session_recall invited | sign in | 403 | 403 | 403 | 403 | may | 403 | 403 | 403 | 403
session_recall hidden | sign in | 404 | 404 | 404 | 404 | may | 403 | 404 | 404 | 404
date_see open | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
date_answer open | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
date_take open | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
date_see ask | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
date_answer ask | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
date_take ask | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
date_see invited | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
date_answer invited | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
date_take invited | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
date_see hidden | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
date_answer hidden | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
date_take hidden | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
insight_read open | sign in | may | may | may | may | may | may | may | may | may
insight_keep open | sign in | may | may | may | may | may | may | may | may | may
insight_write open | sign in | 403 | 403 | 403 | 403 | may | 403 | 403 | 403 | 403
insight_check open | sign in | 403 | 403 | 403 | 403 | 403 | 403 | 403 | may | may
insight_answer open | sign in | may | may | may | may | may | may | may | may | may
insight_read ask | sign in | may | may | may | may | may | may | may | may | may
insight_keep ask | sign in | may | may | may | may | may | may | may | may | may
insight_write ask | sign in | 403 | 403 | 403 | 403 | may | 403 | 403 | 403 | 403
insight_check ask | sign in | 403 | 403 | 403 | 403 | 403 | 403 | 403 | may | may
insight_answer ask | sign in | may | may | may | may | may | may | may | may | may
insight_read invited | sign in | may | may | may | may | may | may | may | may | may
insight_keep invited | sign in | may | may | may | may | may | may | may | may | may
insight_write invited | sign in | 403 | 403 | 403 | 403 | may | 403 | 403 | 403 | 403
insight_check invited | sign in | 403 | 403 | 403 | 403 | 403 | 403 | 403 | may | may
insight_answer invited | sign in | may | may | may | may | may | may | may | may | may
insight_read hidden | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
insight_keep hidden | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
insight_write hidden | sign in | 404 | 404 | 404 | 404 | may | 403 | 404 | 404 | 404
insight_check hidden | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
insight_answer hidden | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
""".strip().splitlines()
# A circle that is archived is one of its own people's only, however open it was.
ARCHIVED = """
circle_see    | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
circle_join   | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
circle_ask    | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
circle_leave  | sign in | 404 | may | may | may | may | may | 404 | 404 | 404
circle_people | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
circle_edit   | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
circle_reopen | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
circle_read   | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
circle_add    | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
room_read     | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
room_say      | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
item_read     | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
item_edit     | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
item_withdraw | sign in | 404 | 404 | 404 | 404 | 403 | may | 404 | 404 | 404
item_own      | sign in | 404 | 404 | 404 | 404 | 404 | may | 404 | 404 | 404
item_own_change | sign in | 404 | 404 | 404 | 404 | 404 | 403 | 404 | 404 | 404
item_react    | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
room_take_part | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
room_host | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
item_vote | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
item_move | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
item_host | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
item_close | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
session_see | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
session_come | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
session_host | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
session_read | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
session_recall | sign in | 404 | 404 | 404 | 404 | may | 403 | 404 | 404 | 404
date_see | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
date_answer | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
date_take | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
insight_read | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
insight_keep | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
insight_write | sign in | 404 | 404 | 404 | 404 | may | 403 | 404 | 404 | 404
insight_check | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
insight_answer | sign in | 404 | 404 | 404 | 404 | 403 | 403 | 404 | 404 | 404
""".strip().splitlines()
EVERYWHERE = """
anybody          | may | may | may | may | may | may | may | may | may | may
signed_in        | sign in | may | may | may | may | may | may | may | may | may
circle_start     | sign in | may | may | may | may | may | may | may | may | may
person_see       | sign in | may | may | may | may | may | may | may | may | may
person_edit      | sign in | 403 | 403 | 403 | 403 | may | 403 | 403 | 403 | 403
person_block     | sign in | may | may | may | may | 403 | may | may | may | may
person_thank     | sign in | may | may | may | may | 403 | may | may | may | may
thanks_show      | sign in | 404 | 404 | 404 | 404 | may | 403 | 404 | 404 | 404
ask_read         | sign in | may | may | may | may | may | may | may | may | may
ask_answer       | sign in | may | may | may | may | 403 | may | may | may | may
ask_keep         | sign in | 403 | 403 | 403 | 403 | may | 403 | 403 | 403 | 403
thanks_remove    | sign in | 404 | 404 | 404 | 404 | may | may | 404 | 404 | 404
skill_curate     | sign in | 403 | 403 | 403 | 403 | 403 | 403 | 403 | may | may
community_admit  | sign in | 404 | 404 | 404 | 404 | 404 | 404 | may | 404 | may
community_export | sign in | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | may
administer       | sign in | 404 | 404 | 404 | 404 | 404 | 404 | 404 | 404 | may
""".strip().splitlines()


def thing_for(
    permission: Permission, visibility: Visibility, archived_at: datetime | None = None
) -> object:
    circle = Circle(visibility, archived_at=archived_at)
    kind = permission.value.split("_")[0]
    return {
        "circle": circle,
        "room": Room(circle),
        "item": Item(Room(circle)),
        "session": HostedSession(circle),
        "insight": Insight(circle),
        "date": DatePoll(HostedSession(circle, state=SessionState.DRAFT)),
        "person": Member("member"),
        "ask": Ask(),
        "thanks": Thanks(by_id="host", to_id="member"),
    }.get(kind)


def answer(actor: Actor, permission: Permission, thing: object) -> str:
    try:
        require(actor, permission, thing)
    except NotFound:
        return HIDE
    except Forbidden:
        return DENY
    except SignedOut:
        return SIGN_IN
    return YES


def cells(line: str) -> tuple[list[str], dict[str, str]]:
    head, *wanted = (cell.strip() for cell in line.split("|"))
    return head.split(), dict(zip(ROLES, wanted, strict=True))


@pytest.mark.parametrize("line", [*TABLE, *EVERYWHERE], ids=lambda line: line.split("|")[0])
def test_the_policy_says_what_the_table_says(line: str) -> None:
    head, wanted = cells(line)
    permission = Permission(head[0])
    thing = thing_for(permission, Visibility(head[1] if len(head) > 1 else "open"))
    assert {role: answer(actor, permission, thing) for role, actor in ROLES.items()} == wanted
    for actor in ROLES.values():
        assert can(actor, permission, thing) == (answer(actor, permission, thing) == YES)


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("line", ARCHIVED, ids=lambda line: line.split("|")[0].strip())
def test_an_archived_circle_is_there_for_its_people_to_read(
    line: str, visibility: Visibility
) -> None:
    head, wanted = cells(line)
    permission = Permission(head[0])
    thing = thing_for(permission, visibility, archived_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert {role: answer(actor, permission, thing) for role, actor in ROLES.items()} == wanted


def test_the_table_speaks_of_every_permission_and_every_visibility() -> None:
    told = [tuple(cells(line)[0]) for line in [*TABLE, *EVERYWHERE]]
    assert len(told) == len(set(told))
    assert {head[0] for head in told} == {permission.value for permission in POLICY}
    depends = {head[0] for head in told if len(head) == 2}
    for permission in depends:
        assert {head[1] for head in told if head[0] == permission} == set(Visibility)
    assert {cells(line)[0][0] for line in ARCHIVED} == depends


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize(
    ("role", "author", "reads"),
    [("host", "member", YES), ("member", "member", YES), ("member", "host", HIDE),
     ("outsider", "outsider", HIDE), ("asked", "asked", HIDE), ("administrator", "host", HIDE),
     ("member", None, HIDE), ("signed out", None, SIGN_IN)],
)  # fmt: skip
def test_what_is_for_hosts_is_read_by_hosts_and_its_writer(
    visibility: Visibility, role: str, author: str | None, reads: str
) -> None:
    item = Item(Room(Circle(visibility)), author, Audience.HOSTS)
    assert answer(ROLES[role], Permission.ITEM_READ, item) == reads


def test_nobody_wrote_what_a_gone_member_wrote() -> None:
    item = Item(Room(Circle(OPEN)), author_id=None)
    assert not any(can(actor, Permission.ITEM_EDIT, item) for actor in ROLES.values())


def test_one_can_host_only_where_one_has_come_in() -> None:
    waiting = stands("waiting", Standing.INVITED, CircleRole.HOST)
    assert not can(waiting, Permission.CIRCLE_PEOPLE, Circle(OPEN))


@pytest.mark.parametrize("role", CommunityRole)
def test_whom_a_block_stands_between_are_not_there_for_one_another(role: CommunityRole) -> None:
    hana, milo = Actor("hana", role, apart=frozenset({"milo"})), Member("milo")
    for permission in (Permission.PERSON_SEE, Permission.PERSON_EDIT):
        assert answer(hana, permission, milo) == HIDE
        assert answer(hana, permission, Member("otto")) != HIDE
    # Whoever blocked can always take it back.
    assert answer(hana, Permission.PERSON_BLOCK, milo) == YES


def test_a_block_changes_nothing_between_two_people_of_one_circle() -> None:
    """Nobody can be read unseen in a room: what is said there is for all who are in it."""
    milo = replace(ROLES["member"], apart=frozenset({"host"}))
    for permission in (Permission.ROOM_READ, Permission.ROOM_SAY, Permission.ITEM_READ):
        assert can(milo, permission, thing_for(permission, OPEN))


@pytest.mark.parametrize("role", CommunityRole)
def test_a_link_into_one_session_carries_nothing_that_is_for_the_whole_community(
    role: CommunityRole,
) -> None:
    passing = Actor("ada", role, "session", {"session": Place(Standing.JOINED)})
    for_all = [one for one in Permission if one is not Permission.ANYBODY]
    of_nothing = [one for one in for_all if not one.value.startswith(ABOUT_A_THING)]
    assert [one for one in of_nothing if can(passing, one)] == []
    assert not can(passing, Permission.CIRCLE_START)
    assert Permission.ADMINISTER in of_nothing


@pytest.mark.parametrize(
    ("role", "answered"),
    [("member", DENY), ("host", YES), ("outsider", HIDE), ("administrator", HIDE),
     ("signed out", SIGN_IN)],
)  # fmt: skip
def test_what_waits_and_stays_in_its_circle_is_checked_by_hosts_of_that(
    role: str, answered: str
) -> None:
    waits = Insight(Circle(OPEN), sight=Sight.CIRCLE, state=InsightState.WAITING)
    assert answer(ROLES[role], Permission.INSIGHT_CHECK, waits) == answered


@pytest.mark.parametrize("circle", [None, Circle(OPEN)], ids=["in no circle", "in an open one"])
def test_what_waits_and_goes_far_is_checked_by_whoever_keeps_the_peace(
    circle: Circle | None,
) -> None:
    waits = Insight(circle, state=InsightState.WAITING)
    checking = [
        role for role, actor in ROLES.items() if can(actor, Permission.INSIGHT_CHECK, waits)
    ]
    assert checking == ["moderator", "administrator"]


def test_an_insight_for_hosts_is_read_by_hosts_and_its_author() -> None:
    insight = Insight(Circle(OPEN), sight=Sight.HOSTS)
    reading = [
        role for role, actor in ROLES.items() if can(actor, Permission.INSIGHT_READ, insight)
    ]
    assert reading == ["member", "host"]


def test_nobody_finds_an_insight_of_somebody_a_block_stands_between_but_in_a_shared_circle() -> (
    None
):
    apart = frozenset({"member"})
    insight = Insight(Circle(OPEN), sight=Sight.PUBLIC)
    assert can(ANYBODY, Permission.INSIGHT_READ, insight)
    assert not can(replace(ROLES["outsider"], apart=apart), Permission.INSIGHT_READ, insight)
    assert can(replace(ROLES["host"], apart=apart), Permission.INSIGHT_READ, insight)
