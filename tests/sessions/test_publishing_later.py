"""A draft is published by itself at its moment, if it is ready; and its hosts hear either way."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.access.comings import Coming
from community.access.session_rules import OpenTo, SessionState
from community.core import clock
from community.core.errors import Invalid, Refused
from community.core.transaction import reading, transaction
from community.sessions.actions import changing, schedule
from community.sessions.actions.publishing import publish_later
from community.sessions.actions.series import change_from_here, repeat
from community.sessions.drafts_by_clock import look_at_drafts
from community.sessions.models import HostedSession
from community.sessions.queries import plan_of
from community.sessions.recurrence import Every, Repeat
from community.sessions.times import publish_at, set_times
from tests.browsing import Browsing
from tests.dates import looked_for
from tests.doing import at_once, do
from tests.evenings import session_of
from tests.sessions.test_scheduling import told as told_now
from tests.sessions.test_session_pages import TYPED, new, only_session
from tests.town import Evening, Meeting, Person, Town

WEEK, DAY = timedelta(days=7), timedelta(days=1)
at = datetime.fromisoformat


def draft(town: Town, where: Meeting | None = None, days: float = 20, **plan: Any) -> Evening:
    """It is published by itself one week before it begins."""
    where = where or town.circle(town.hana, town.milo)
    evening = town.session(where, starts_in=days * 24, published=False, **plan)
    do(town.hana, publish_later, evening.id, session_of(evening).starts_wall - WEEK)
    return evening


def told(who: Person) -> list[str]:
    """Also what is told days from now."""
    with clock.fixed(clock.now() + 5 * WEEK):
        return told_now(who)


def looked(moment: datetime) -> int:
    with clock.fixed(moment):
        return look_at_drafts()


def moment_of(evening: Evening) -> datetime:
    moment = session_of(evening).publish_at
    assert moment is not None
    return moment


def state(evening: Evening) -> SessionState:
    return session_of(evening).state


def test_it_is_published_at_its_moment_once_and_everybody_hears_in_their_words(town: Town) -> None:
    evening = draft(town)
    moment = moment_of(evening)
    looked(moment - DAY)
    assert looked(moment - timedelta(seconds=1)) == 0
    assert (state(evening), told(town.hana)) == (SessionState.DRAFT, [])
    with clock.fixed(moment):
        assert sorted(map(str, at_once(*[look_at_drafts] * 3))) == ["0", "0", "1"]
    found = session_of(evening)
    assert (found.state, found.published_at, found.publish_at) == (
        SessionState.PUBLISHED, moment, None,
    )  # fmt: skip
    assert told(town.hana) == ["published_itself"]
    assert told(town.milo) == ["session_published"]
    assert told(town.otto) == []


def test_hosts_hear_a_day_before_what_is_missing_and_it_stays_a_draft(town: Town) -> None:
    evening = draft(town, questions=())
    moment = moment_of(evening)
    assert looked(moment - DAY - timedelta(minutes=1)) == 0
    assert (looked(moment - DAY), looked(moment - DAY)) == (1, 0)
    assert told(town.hana) == ["session_unready"]
    assert (looked(moment), looked(moment + DAY)) == (1, 0)
    assert (state(evening), session_of(evening).publish_at) == (SessionState.DRAFT, None)
    assert told(town.hana) == ["session_unready"] * 2
    assert told(town.milo) == []


def test_a_draft_is_not_moved_so_far_that_it_would_be_published_at_once(town: Town) -> None:
    """Neither it alone, nor with all after it."""
    evening = draft(town)
    do(town.hana, repeat, evening.id, Repeat(Every.WEEK, (clock.now() + 5 * WEEK).date()))
    with reading() as db:
        plan = plan_of(db, db.get_one(HostedSession, evening.id))

    def moved(back: timedelta) -> Any:
        return replace(plan, starts=plan.starts - back, ends=plan.ends - back)

    for change in (changing.change_session, change_from_here):
        before = session_of(evening)
        with pytest.raises(Invalid, match="published at once"):
            do(town.hana, change, evening.id, moved(2 * WEEK))
        after = session_of(evening)
        assert (after.starts_at, after.publish_at) == (before.starts_at, before.publish_at)
        do(town.hana, change, evening.id, moved(WEEK))  # its moment is to come still
        assert moment_of(evening) > clock.now()
        do(town.hana, change, evening.id, plan)
    assert look_at_drafts() <= 1
    assert state(evening) is SessionState.DRAFT


def test_what_is_mended_in_time_is_published(town: Town) -> None:
    evening = draft(town, questions=())
    moment = moment_of(evening)
    looked(moment - DAY)
    with reading() as db:
        plan = plan_of(db, db.get_one(HostedSession, evening.id))
    do(town.hana, changing.change_session, evening.id, replace(plan, introduction="Come."))
    assert looked(moment) == 1
    assert state(evening) is SessionState.PUBLISHED


def test_a_draft_without_a_host_is_brought_to_those_of_its_circle(town: Town) -> None:
    circle = town.circle(town.hana)
    evening = draft(town, circle)
    with transaction() as db:
        for one in db.scalars(select(Coming).where(Coming.session_id == evening.id)).all():
            db.delete(one)
    assert looked(moment_of(evening)) == 1
    assert (state(evening), told(town.hana)) == (SessionState.DRAFT, ["session_unready"])


def test_the_moment_moves_with_the_draft_by_the_clock_on_the_wall() -> None:
    made = HostedSession(sequence=0)
    set_times(made, at("2026-10-20 20:00"), at("2026-10-20 21:00"), "Europe/London")
    publish_at(made, at("2026-10-13 20:00"))
    set_times(made, at("2026-11-03 19:30"), at("2026-11-03 21:00"), "Europe/London")
    assert made.publish_wall == at("2026-10-27 19:30")
    assert made.publish_at == at("2026-10-27 19:30+00:00")  # the clocks went back meanwhile
    set_times(made, at("2026-11-03 19:30"), at("2026-11-03 21:00"), "America/New_York")
    assert (made.publish_wall, made.publish_at) == (
        at("2026-10-27 19:30"), at("2026-10-27 23:30+00:00"),
    )  # fmt: skip


def test_the_drafts_of_a_series_are_each_published_as_long_before(town: Town) -> None:
    evening = draft(town)
    until = (session_of(evening).starts_wall + 2 * WEEK).date()
    for one in do(town.hana, repeat, evening.id, Repeat(Every.WEEK, until)):
        assert one.publish_wall == one.starts_wall - WEEK
        assert one.state is SessionState.DRAFT


@pytest.mark.parametrize("before", [timedelta(days=21), timedelta(), -DAY])
def test_a_moment_that_has_passed_or_is_after_the_start_is_refused(
    town: Town, before: timedelta
) -> None:
    evening = draft(town)
    wall = session_of(evening).starts_wall
    with pytest.raises(Invalid):
        do(town.hana, publish_later, evening.id, wall - before)
    assert session_of(evening).publish_wall == wall - WEEK
    do(town.hana, publish_later, evening.id, None)
    assert looked(session_of(evening).starts_at) == 0


def test_what_a_host_publishes_is_not_published_again(town: Town) -> None:
    evening = draft(town)
    moment = moment_of(evening)
    do(town.hana, schedule.publish, evening.id)
    assert looked(moment) == 0
    assert told(town.hana) == []
    with pytest.raises(Refused):
        do(town.hana, publish_later, evening.id, session_of(evening).starts_wall - DAY)


def test_in_an_archived_circle_it_waits(town: Town) -> None:
    circle = town.circle(town.hana)
    evening = draft(town, circle)
    moment = moment_of(evening)
    town.archive(circle)
    assert looked(moment) == 0
    town.reopen(circle)
    assert looked(moment) == 1


def test_planning_it_one_says_when_it_is_published_and_its_page_says_it_again(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, town.milo)
    hana = browsing.by(town.hana)
    page = hana.post(new(circle), **TYPED, questions="What works?", do="later", publish="week")
    assert page.location == f"/sessions/{only_session().id}"
    shown = hana.get(page.location).text
    assert "Friday 27 November 2150, 19:00, Europe/London (UTC)" in shown
    assert browsing.by(town.milo).get(page.location).status_code == 404
    chosen = {"publish": "at", "publish_day": "2150-11-01", "publish_time": "08:30"}
    hana.post(f"{page.location}/publish-later", **chosen)
    assert "Sunday 1 November 2150, 08:30" in hana.get(page.location).text
    form = hana.get(f"{page.location}/publish-later").text
    assert 'value="2150-11-01"' in form
    hana.post(f"{page.location}/publish-later", publish="host")
    assert only_session().publish_at is None
    assert "published by itself on" not in hana.get(page.location).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"publish": "at", "publish_day": "2000-01-01"}, "This time has passed"),
        ({"publish": "at", "publish_day": "2151-01-01"}, "It begins before that"),
        ({"publish": "at", "publish_day": "soon"}, "write the day as"),
        ({"publish": "at", "publish_time": "noon", "publish_day": "2150-11-01"}, "as 19:30"),
        ({"publish": "never"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_made(
    browsing: Browsing, town: Town, typed: dict[str, str], said: str
) -> None:
    hana = browsing.by(town.hana)
    circle = town.circle(town.hana)
    answer = hana.post(new(circle), **TYPED, do="later", **typed)
    assert (answer.status_code, said in answer.text) == (422, True)
    with reading() as db:
        assert db.scalars(select(HostedSession)).all() == []
    evening = draft(town, circle)
    answer = hana.post(f"/sessions/{evening.id}/publish-later", **typed)
    assert (answer.status_code, said in answer.text) == (422, True)


def test_its_page_says_what_is_missing_and_that_it_was_not_published(
    browsing: Browsing, town: Town
) -> None:
    evening = draft(town, questions=())
    hana = browsing.by(town.hana)
    page = f"/sessions/{evening.id}"
    assert "Before that, please:" in hana.get(page).text
    looked(moment_of(evening))
    told(town.hana)
    assert "It was not published by itself" in hana.get(page).text
    assert "was not published by itself" in hana.get("/inbox").text


def test_hosts_find_words_for_elsewhere_in_plain_text(browsing: Browsing, town: Town) -> None:
    introduction = "We *warm* it <b>slowly</b>. Then more."
    circle = town.circle(town.hana, town.milo)
    evening = town.session(circle, introduction=introduction, title="Splints & <casts>")
    words = browsing.by(town.hana).get(f"/sessions/{evening.id}/promotion.txt")
    assert words.content_type.startswith("text/plain")
    title, when, sentence, address = words.text.split("\n")
    assert (title, "Europe/London (UTC" in when) == ("Splints & <casts>", True)
    assert sentence == "We warm it <b>slowly</b>."
    assert address.endswith(f"/sessions/{evening.id}")
    assert sentence.replace("<", "&lt;").replace(">", "&gt;") in (
        browsing.by(town.hana).get(f"/sessions/{evening.id}").text
    )
    assert "Tell people elsewhere" not in browsing.by(town.milo).get(f"/sessions/{evening.id}").text
    asked = town.session(circle, open_to=OpenTo.INVITED)
    assert "Tell people elsewhere" not in browsing.by(town.hana).get(f"/sessions/{asked.id}").text
    for untold in (asked.id, looked_for(town.hana, circle).id):
        answer = browsing.by(town.hana).get(f"/sessions/{untold}/promotion.txt")
        assert answer.status_code == 404
