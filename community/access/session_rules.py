"""What the policy decides about hosted sessions."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from community.access.actor import Actor
from community.access.circle_rules import KNOWING, may_know_circle
from community.access.room_rules import ARCHIVED
from community.access.things import CircleLike, Visibility


class OpenTo(StrEnum):
    """Who may come to a hosted session; those its hosts invited always may."""

    PUBLIC = "public"  # everybody reads its page, members come
    MEMBERS = "members"
    CIRCLE = "circle"
    INVITED = "invited"


class Confidentiality(StrEnum):
    """Who reads what was said, afterwards; the session's page says it before anybody enters."""

    OPEN = "open"  # whoever may see the session
    CIRCLE = "circle"  # the circle, and who was there
    NO_NAMES = "no_names"  # as `OPEN`, with every name replaced


class SessionState(StrEnum):
    DRAFT = "draft"  # its hosts prepare it; nobody else knows of it
    PUBLISHED = "published"
    LIVE = "live"
    LATE = "late"  # ended; the room still takes late answers
    CLOSED = "closed"
    CANCELLED = "cancelled"


UNDER_WAY = (SessionState.LIVE, SessionState.LATE)
TO_COME = (SessionState.PUBLISHED, *UNDER_WAY)
OVER = (SessionState.LATE, SessionState.CLOSED)


class SessionLike(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def circle(self) -> CircleLike: ...
    @property
    def open_to(self) -> OpenTo: ...
    @property
    def confidentiality(self) -> Confidentiality: ...
    @property
    def state(self) -> SessionState: ...
    @property
    def starts_at(self) -> datetime: ...


class DatePollLike(Protocol):
    @property
    def session(self) -> SessionLike: ...
    @property
    def taken_at(self) -> datetime | None: ...


def hosts_session(actor: Actor, session: SessionLike) -> bool:
    """Its own hosts, and those of the circle it belongs to."""
    return actor.hosts(session.id) or actor.hosts(session.circle.id)


def may_see_session(actor: Actor, session: SessionLike) -> bool:
    """The same rule stands as a condition of a query in `community.sessions.visible`."""
    if hosts_session(actor, session):
        return True
    if session.state is SessionState.DRAFT:
        return False
    return actor.stands(session.id) in KNOWING or is_open_to(actor, session)


def is_open_to(actor: Actor, session: SessionLike) -> bool:
    """Without being invited. A hidden circle's sessions show to nobody outside it."""
    if actor.in_circle(session.circle.id):
        return session.open_to is not OpenTo.INVITED
    if session.circle.visibility is Visibility.HIDDEN or session.circle.archived_at is not None:
        return False
    if session.open_to is OpenTo.PUBLIC:
        return True
    return session.open_to is OpenTo.MEMBERS and may_know_circle(actor, session.circle)


def may_host_session(actor: Actor, session: SessionLike) -> bool:
    return session.circle.archived_at is None and hosts_session(actor, session)


def may_come(actor: Actor, session: SessionLike) -> bool:
    """Answer whether one comes, and enter; whether there is a place left is the action's matter."""
    return (
        (actor.signed_in or actor.only == session.id)
        and session.state in TO_COME
        and session.circle.archived_at is None
        and may_see_session(actor, session)
    )


def may_read_transcript(actor: Actor, session: SessionLike) -> bool:
    if not may_see_session(actor, session):
        return False
    if session.confidentiality is not Confidentiality.CIRCLE:
        return True
    return (
        hosts_session(actor, session)
        or actor.in_circle(session.circle.id)
        or actor.in_circle(session.id)
    )


def why_not_come(actor: Actor, session: SessionLike) -> str:
    if session.state is SessionState.CANCELLED:
        return "This session is cancelled."
    if session.state is SessionState.CLOSED:
        return "This session is over."
    if session.circle.archived_at is not None:
        return ARCHIVED
    return "You cannot come to this session."


def why_not_host(actor: Actor, session: SessionLike) -> str:
    return ARCHIVED if hosts_session(actor, session) else "Only a host of the session can do this."


def was_there(actor: Actor, session: SessionLike) -> bool:
    """Had a place in it: for what only its own people write afterwards."""
    return actor.in_circle(session.id)


def may_see_date_poll(actor: Actor, poll: DatePollLike) -> bool:
    """While the session is a draft, those it is for and no others: its hosts, the people of its
    circle, and who was invited by name. Afterwards whoever may see the session is led there.

    The same rule for drafts stands as a condition of a query in `community.sessions.visible`.
    """
    session = poll.session
    if session.state is not SessionState.DRAFT or hosts_session(actor, session):
        return may_see_session(actor, session)
    in_it = actor.in_circle(session.circle.id) and session.open_to is not OpenTo.INVITED
    return in_it or actor.stands(session.id) in KNOWING


def may_answer_date_poll(actor: Actor, poll: DatePollLike) -> bool:
    """Until a host chose; hosts say as well when they could."""
    return (
        actor.signed_in
        and _is_open(poll)
        and poll.session.circle.archived_at is None
        and may_see_date_poll(actor, poll)
    )


def may_take_date(actor: Actor, poll: DatePollLike) -> bool:
    return may_host_session(actor, poll.session)


def why_not_answer(actor: Actor, poll: DatePollLike) -> str:
    return ALREADY_TAKEN if not _is_open(poll) else "This circle is archived."


ALREADY_TAKEN = "The date is chosen already."


def _is_open(poll: DatePollLike) -> bool:
    return poll.taken_at is None and poll.session.state is SessionState.DRAFT
