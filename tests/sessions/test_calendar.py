"""What calendar programs are given: read again by a second library, which knows nothing of ours."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from community.access.actor import ANYBODY, Actor, Place
from community.access.memberships import CircleRole, Standing
from community.access.session_rules import SessionState
from community.circles.models import Circle
from community.sessions.calendar import Publisher, feed_file, session_file
from community.sessions.models import HostedSession
from community.sessions.times import raise_sequence, set_times

at = datetime.fromisoformat  # a wall: without a zone
EVENING = at("2026-11-24 20:00")
PUBLISHER = Publisher("Learning", "https://learn.example.org", "hello@example.org")
CIRCLE = Circle(id="c" * 16, name="Splinting")


def made(
    starts: datetime = EVENING,
    zone: str = "Europe/London",
    hours: float = 1,
    **other: Any,
) -> HostedSession:
    fields = {
        "id": "s" * 16,
        "title": "Splints",
        "introduction": "",
        "state": SessionState.PUBLISHED,
        "sequence": 0,
        "address": "",
        "video_link": "",
        "why_cancelled": "",
        "circle": CIRCLE,
    }
    session = HostedSession(**{**fields, **other})
    set_times(session, starts, starts + timedelta(hours=hours), zone)
    return session


def file_of(session: HostedSession, actor: Actor = ANYBODY) -> str:
    return session_file(session, actor, PUBLISHER).decode()


def read(session: HostedSession, actor: Actor = ANYBODY) -> Any:
    """The one event as the second library understands it."""
    calendar = vobject.readOne(file_of(session, actor))
    (event,) = calendar.vevent_list
    return event


NIGHTS = [
    (at("2026-07-07 20:00"), "Europe/London"),
    (at("2026-12-08 20:00"), "Europe/London"),
    (at("2026-10-24 23:30"), "Europe/London"),  # into the night of the change
    (at("2026-10-25 00:30"), "Europe/London"),
    (at("2026-10-25 01:30"), "Europe/London"),  # comes twice
    (at("2026-10-25 02:30"), "Europe/London"),
    (at("2026-03-29 00:30"), "Europe/London"),
    (at("2026-03-29 03:30"), "Europe/London"),
    (at("2026-11-01 00:30"), "America/New_York"),
    (at("2027-01-01 00:00"), "America/New_York"),
    (at("2026-10-04 01:30"), "Australia/Lord_Howe"),  # goes forward by half an hour
    (at("2026-11-24 20:00"), "Asia/Kolkata"),
    (at("2026-11-24 20:00"), "UTC"),
]


@pytest.mark.parametrize(("starts", "zone"), NIGHTS)
def test_another_library_reads_the_same_moments(starts: datetime, zone: str) -> None:
    session = made(starts, zone, hours=2)
    event = read(session)
    assert event.dtstart.value.astimezone(UTC) == session.starts_at
    assert event.dtend.value.astimezone(UTC) == session.ends_at


@pytest.mark.parametrize("name", ["STANDARD", "DAYLIGHT"])
def test_the_rules_of_the_zone_are_in_the_file(name: str) -> None:
    text = file_of(made(at("2026-07-07 20:00")))
    assert "DTSTART;TZID=Europe/London:20260707T200000" in text
    assert text.index("TZID:Europe/London") < text.index("BEGIN:VEVENT")
    assert f"BEGIN:{name}" in text


def test_what_ends_in_the_hour_that_comes_again_is_given_in_utc() -> None:
    """It has no name in the zone; programs do not agree which of the two is meant."""
    session = made(at("2026-10-25 00:30"))
    session.ends_at = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    event = read(session)
    assert event.dtend.value == session.ends_at
    assert event.dtstart.value == session.starts_at


def test_its_name_stays_and_its_sequence_rises_when_it_moves() -> None:
    session = made()
    before = read(session)
    set_times(session, at("2026-11-25 20:00"), at("2026-11-25 21:00"), "Europe/London")
    after = read(session)
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) == int(before.sequence.value) + 1
    assert after.dtstart.value != before.dtstart.value


def test_a_cancelled_one_takes_itself_out() -> None:
    session = made(why_cancelled="The host is ill.")
    session.state = SessionState.CANCELLED
    session.cancelled_at = datetime(2026, 11, 20, tzinfo=UTC)
    raise_sequence(session)
    text = file_of(session)
    assert "METHOD:CANCEL\r\n" in text
    assert "STATUS:CANCELLED\r\n" in text
    assert "The host is ill." in read(session).description.value
    assert "METHOD" not in feed_file([session], ANYBODY, PUBLISHER, "All").decode()


EVIL = [
    "Splints\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
    "Splints\nATTACH:http://example.org/evil",
    "Splints\x0b\x85\u2028ATTACH:evil",
    "Comma, semicolon; back\\slash \\n \\N and a very long line " + "ü" * 300,
]


@pytest.mark.parametrize("text", EVIL)
def test_no_words_of_a_session_become_anything_but_words(text: str) -> None:
    session = made(title=text, introduction=text, address=text, why_cancelled=text, video_link=text)
    shape = [line.partition(":")[0] for line in unfolded(file_of(session))]
    assert shape == [line.partition(":")[0] for line in unfolded(file_of(made(address="A")))]


@given(st.text(max_size=80))
def test_any_title_comes_back_as_its_words(title: str) -> None:
    event = read(made(title=f"Splints {title}"))
    assert event.summary.value.split()[0] == "Splints"
    assert not set(event.summary.value) & set("\r\n\x00\x0b\x0c\x85\u2028\u2029")


def test_the_name_of_the_community_breaks_nothing() -> None:
    publisher = Publisher('Our "dear"; school\r\nX-EVIL:1', PUBLISHER.site)
    text = session_file(made(), ANYBODY, publisher).decode()
    assert "\r\nX-EVIL" not in text
    assert vobject.readOne(text).vevent.organizer.value == PUBLISHER.site


def test_the_video_link_is_for_those_who_have_a_place() -> None:
    session = made(video_link="https://video.example.org/secret")
    page = f"https://learn.example.org/sessions/{session.id}"
    comes = Actor("m" * 16, places={session.id: Place(Standing.JOINED)})
    waits = Actor("m" * 16, places={session.id: Place(Standing.WAITING)})
    hosts = Actor("h" * 16, places={CIRCLE.id: Place(Standing.JOINED, CircleRole.HOST)})
    for who in (ANYBODY, waits):
        assert "secret" not in file_of(session, who)
        assert read(session, who).location.value == page
    for who in (comes, hosts):
        assert read(session, who).location.value == session.video_link


def test_lines_are_as_long_as_the_standard_wants() -> None:
    session = made(title="ü" * 200, introduction="word " * 300)
    lines = session_file(session, ANYBODY, PUBLISHER).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not [line for line in lines if b"\n" in line or b"\r" in line]


def test_one_file_holds_sessions_of_several_zones_and_years() -> None:
    sessions = [
        made(id="a" * 16),
        made(at("2027-07-06 20:00"), id="b" * 16),
        made(at("2026-07-07 09:00"), "America/New_York", id="d" * 16),
    ]
    calendar = vobject.readOne(feed_file(sessions, ANYBODY, PUBLISHER, "All").decode())
    assert [e.dtstart.value.astimezone(UTC) for e in calendar.vevent_list] == [
        one.starts_at for one in sessions
    ]
    assert len(calendar.vtimezone_list) == 2


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")
