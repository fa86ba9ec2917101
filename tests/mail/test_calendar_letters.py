"""Page, letter and calendar say the same time, in the reader's zone, also on the night the clocks
are changed; and letters bring calendars up to date."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import vobject

from community.core import clock
from community.core.transaction import reading, transaction
from community.members.models import Profile
from community.sessions.actions import inviting
from community.sessions.actions.changing import cancel, change_session
from community.sessions.models import HostedSession
from community.sessions.queries import plan_of
from tests.browsing import Browsing
from tests.doing import do
from tests.mail.conftest import SITE, deliver
from tests.outside.post_office import PostOffice, plain
from tests.town import Evening, Person, Town

NIGHTS = [
    # agreed in London, the moments, and what a reader in New York is told
    ("2026-03-29 00:30", "2026-03-29 00:30", 1, "Saturday 28 March 2026, 20:30–21:30"),
    ("2026-10-25 00:30", "2026-10-24 23:30", 3, "Saturday 24 October 2026, 19:30–22:30"),
    ("2026-07-07 20:00", "2026-07-07 19:00", 2, "Tuesday 7 July 2026, 15:00–17:00"),
]


def calendar_of(letter: EmailMessage) -> tuple[str, Any]:
    """The method that the letter and the file agree on, and the event."""
    (file,) = letter.iter_attachments()
    assert file.get_content_type() == "text/calendar"
    calendar = vobject.readOne(file.get_content())
    assert file.get_param("method") == calendar.method.value
    return calendar.method.value, calendar.vevent


def lives_in(who: Person, zone: str) -> None:
    with transaction() as db:
        profile = db.get(Profile, who.id)
        if profile is None:
            db.add(Profile(member_id=who.id, time_zone=zone))
        else:
            profile.time_zone = zone


def invited(town: Town, starts: str, hours: float = 2) -> Evening:
    where = town.circle(town.hana, town.milo)
    begins = datetime.fromisoformat(starts)
    evening = town.session(where, starts=begins, ends=begins + timedelta(hours=hours))
    do(town.hana, inviting.invite_member, evening.id, town.milo.handle)
    deliver()
    return evening


def letters(post_office: PostOffice) -> list[EmailMessage]:
    deliver()
    return post_office.letters("milo@example.org")


@pytest.mark.parametrize(("agreed", "begins", "hours", "there"), NIGHTS)
def test_page_letter_and_calendar_say_the_same(
    browsing: Browsing,
    town: Town,
    post_office: PostOffice,
    agreed: str,
    begins: str,
    hours: int,
    there: str,
) -> None:
    with clock.fixed(datetime(2026, 1, 1, tzinfo=UTC)):
        lives_in(town.milo, "America/New_York")
        evening = invited(town, agreed)
        (letter,) = letters(post_office)
        page = browsing.by(town.milo).get(f"/sessions/{evening.id}").text
        file = browsing.by(town.milo).get(f"/sessions/{evening.id}.ics").text
    for text in (plain(letter), page):
        assert there in " ".join(text.split())
        assert "America/New York" in text
    at = datetime.fromisoformat(begins).replace(tzinfo=UTC)
    for event in (calendar_of(letter)[1], vobject.readOne(file).vevent):
        assert event.dtstart.value.astimezone(UTC) == at
        assert event.dtend.value.astimezone(UTC) == at + timedelta(hours=hours)


def test_who_comes_gets_each_change_for_their_calendar(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    with clock.fixed(datetime(2026, 7, 1, tzinfo=UTC)):
        evening = invited(town, "2026-07-07 20:00", 1)
        with reading() as db:
            plan = plan_of(db, db.get_one(HostedSession, evening.id))
        later = timedelta(days=1)
        moved = replace(plan, starts=plan.starts + later, ends=plan.ends + later)
        do(town.hana, change_session, evening.id, moved)
        letters(post_office)
        do(town.hana, cancel, evening.id, "Ill")
        read = [calendar_of(letter) for letter in letters(post_office)]
    assert [method for method, _event in read] == ["PUBLISH", "PUBLISH", "CANCEL"]
    events = [event for _method, event in read]
    assert len({event.uid.value for event in events}) == 1
    numbers = [int(event.sequence.value) for event in events]
    assert numbers == sorted(set(numbers))
    assert [event.dtstart.value.day for event in events] == [7, 8, 8]
    assert events[2].status.value == "CANCELLED"
    assert {event.url.value for event in events} == {f"{SITE}/sessions/{evening.id}"}
    assert {event.organizer.value for event in events} == {"mailto:hello@example.org"}


def test_a_title_adds_nothing_to_a_letter(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    with clock.fixed(datetime(2026, 7, 1, tzinfo=UTC)):
        where = town.circle(town.hana, town.milo)
        begins = datetime.fromisoformat("2026-07-07 20:00")
        title = "Casts\r\nBcc: evil@example.org\r\nBEGIN:VALARM"
        evening = town.session(where, title=title, starts=begins, ends=begins + timedelta(hours=1))
        do(town.hana, inviting.invite_member, evening.id, town.milo.handle)
        (letter,) = letters(post_office)
    assert letter["Bcc"] is None
    _method, event = calendar_of(letter)
    assert event.summary.value == "Casts Bcc: evil@example.org BEGIN:VALARM"
    assert not list(event.components())
