"""The calendar file that goes with a letter about a session."""

from community.access.actor import Actor
from community.access.session_rules import SessionState
from community.mail import CalendarFile
from community.mail.office import NO_ADDRESS, sender
from community.sessions.calendar import Publisher, session_file
from community.sessions.models import HostedSession


def calendar_file(session: HostedSession, reader: Actor) -> CalendarFile:
    """Put in, brought up to date, or taken out again, by the state the session is in."""
    method = "CANCEL" if session.state is SessionState.CANCELLED else "PUBLISH"
    return CalendarFile(session_file(session, reader, publisher()), method)


def publisher(site: str = "") -> Publisher:
    """Who sends letters also gives out calendar files; `site` where a page knows its address."""
    by = sender()
    return Publisher(by.name, site or by.site, "" if by.address == NO_ADDRESS else by.address)
