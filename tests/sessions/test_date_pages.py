"""The pages on which a date is looked for."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.access.session_rules import OpenTo, SessionState
from community.core import clock, relay
from community.core.transaction import reading
from community.members import profiles
from community.sessions.actions.feeds import make_feed
from community.sessions.date_models import Could
from community.sessions.feeds import path_for
from community.sessions.models import HostedSession
from tests.browsing import Browsing, Visitor
from tests.dates import in_days, looked_for, say, times_of
from tests.doing import do
from tests.town import Meeting, Town

TITLE = "Splints that children keep on"


def form(*walls: Any, **other: str) -> dict[str, str]:
    """As a browser sends it: the first of the times by its day and hours, the others whole."""
    first, *others = walls
    return {
        "title": TITLE,
        "day": str(first.date()),
        "starts": f"{first:%H:%M}",
        "ends": f"{first + timedelta(hours=1):%H:%M}",
        "time_zone": "Europe/London",
        "open_to": "circle",
        "confidentiality": "open",
        "kind": "chat",
        "do": "ask",
        **{f"times-{place}": f"{one:%Y-%m-%dT%H:%M}" for place, one in enumerate(others)},
        **other,
    }


def only() -> HostedSession | None:
    with reading() as db:
        return db.scalar(select(HostedSession))


def ask(visitor: Visitor, where: Meeting, **fields: str) -> Any:
    return visitor.post(f"/circles/{where.id}/sessions/new", **fields)


def noon(days: int) -> Any:
    return in_days(days).replace(hour=12, minute=0)


def test_from_the_form_to_going(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    assert ask(hana, where, **form(noon(3), noon(5), noon(8))).status_code == 302
    draft = only()
    assert draft is not None
    # Its one address leads whom it asks to where it is asked.
    led = milo.get(f"/sessions/{draft.id}")
    assert led.location == f"/sessions/{draft.id}/times"
    page = milo.get(led.location).text
    assert "When could you come?" in page
    assert "Take it" not in page
    first, second, _third = times_of(draft.id)
    milo.post(led.location, **{f"time-{first.id}": "no", f"time-{second.id}": "yes"})
    assert "1 yes, 0 if need be, 0 no" in milo.get(led.location).text
    assert "Yes: Milo" in hana.get(led.location).text
    taken = hana.post(f"{led.location}/take", publish=second.id)
    assert taken.location == f"/sessions/{draft.id}"
    assert milo.get(led.location).location == f"/sessions/{draft.id}"
    assert "You said you could come at this time." in milo.get(taken.location).text
    while relay.run_once():
        pass
    assert "I am going" in milo.get("/inbox").text
    milo.post(f"/sessions/{draft.id}/answer", said="going")
    assert "You are going" in milo.get(taken.location).text
    assert "I am going: " not in milo.get("/inbox").text


def test_the_draft_says_nowhere_a_date(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where)
    first = times_of(draft.id)[0]
    day, moment = f"{first.starts_wall:%d %B %Y}".lstrip("0"), f"{first.starts_at:%Y-%m-%dT%H:%M}"
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    feed = do(town.hana, make_feed, where.id)
    for visitor, address in (
        (hana, f"/sessions/{draft.id}"),
        (hana, "/sessions"),
        (hana, f"/circles/{where.id}"),
        (milo, f"/circles/{where.id}"),
        (milo, "/"),
        (hana, f"/sessions/{draft.id}/invite"),
        (hana, f"/sessions/{draft.id}/edit"),
        (hana, f"/rooms/{draft.room_id}"),
    ):
        page = visitor.get(address)
        assert page.status_code == 200, address
        assert TITLE in page.text, address
        assert day not in page.text, address
        assert moment not in page.text, address
        if "/invite" not in address and "/edit" not in address and "/rooms/" not in address:
            assert "date is being looked for" in page.text, address
    assert hana.get(f"/sessions/{draft.id}.ics").status_code == 404
    assert TITLE not in hana.get(path_for(feed)).text
    assert TITLE not in milo.get("/sessions").text
    assert TITLE not in milo.get("/search?q=splints").text


def test_somebody_else_learns_nothing_at_any_address(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where, open_to=OpenTo.PUBLIC)
    otto, nobody = browsing.by(town.otto), browsing.by()
    for address in (f"/sessions/{draft.id}", f"/sessions/{draft.id}/times"):
        assert otto.get(address).status_code == 404
        assert nobody.get(address).location.startswith("/sign-in")
    assert TITLE not in otto.get(f"/circles/{where.id}").text
    assert TITLE not in otto.get("/").text


def test_the_draft_is_changed_while_its_date_is_looked_for(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana)
    draft = looked_for(town.hana, where)
    hana = browsing.by(town.hana)
    page = hana.get(f"/sessions/{draft.id}/edit").text
    shown = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page)
    found = (re.search(r'name="(\w+)".*value="([^"]*)"', one) for one in shown)
    fields = {one[1]: one[2] for one in found if one and one[1] != "csrf_token"}
    assert fields.keys() == {"day", "starts", "ends", "time_zone"}
    sent = {**form(noon(3)), **fields, "title": "Casts"}
    assert hana.post(f"/sessions/{draft.id}/edit", **sent).status_code == 302
    session = only()
    assert session is not None
    assert (session.title, session.undated) == ("Casts", True)
    assert session.starts_at == times_of(draft.id)[0].starts_at


@pytest.mark.parametrize(
    ("walls", "more"),
    [
        ((3,), {}),
        ((-2, 3), {}),
        ((3, 5), {"times-1": "some day"}),
        ((3, 5), {"times-1": f"{in_days(6):%Y-%m-%d}"}),  # a day without its hour
        ((3, 5), {"slots": "2026-12-01T20:00:00+00:00"}),  # taken meanwhile
        ((3, 5), {"times-1": "2026-12-01T20:00+01:00"}),
        ((3,), {"slots": "2026-12-01T20:00:00+00:00"}),  # which nobody suggested
        ((3, 5), {"title": ""}),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_kept(
    browsing: Browsing, town: Town, walls: tuple[int, ...], more: dict[str, str]
) -> None:
    where = town.circle(town.hana)
    sent = {**form(*(noon(one) for one in walls)), **more}
    assert ask(browsing.by(town.hana), where, **sent).status_code == 422
    assert only() is None


@pytest.mark.parametrize("said", [{}, {"time-nothing": "yes"}, {"time-": "perhaps"}])
def test_an_answer_that_is_none_is_said_no_to(
    browsing: Browsing, town: Town, said: dict[str, str]
) -> None:
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where)
    milo, page = browsing.by(town.milo), f"/sessions/{draft.id}/times"
    assert milo.post(page, **said).location == page
    assert "Please say" in milo.get(page).text
    assert "Nobody has answered yet." in milo.get(page).text


def test_times_are_shown_by_the_clock_of_the_reader(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where, noon(30), noon(31))
    do(town.milo, profiles.change_details, profiles.Details(time_zone="Asia/Tokyo"))
    page = browsing.by(town.milo).get(f"/sessions/{draft.id}/times").text
    assert "Asia/Tokyo (UTC+9)" in page
    assert "Europe/London" in page


def test_taken_but_not_published_is_said_to_those_who_were_asked(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where)
    hana, milo = browsing.by(town.hana), browsing.by(town.milo)
    say(town.milo, draft.id, Could.YES)
    hana.post(f"/sessions/{draft.id}/times/take", keep=times_of(draft.id)[0].id)
    while relay.run_once():
        pass
    assert "It has a date." in milo.get(f"/sessions/{draft.id}/times").text
    assert "has a date:" in milo.get("/inbox").text
    assert "I am going" not in milo.get("/inbox").text
    session = only()
    assert session is not None
    assert session.state is SessionState.DRAFT


def test_stop_asking_leads_to_the_form(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    draft = looked_for(town.hana, where)
    hana = browsing.by(town.hana)
    stopped = hana.post(f"/sessions/{draft.id}/times/stop")
    assert stopped.location == f"/sessions/{draft.id}/edit"
    assert 'type="date"' in hana.get(stopped.location).text
    assert browsing.by(town.milo).get(f"/sessions/{draft.id}/times").status_code == 404
    assert hana.post(f"/sessions/{draft.id}/times/stop").location == stopped.location
    assert browsing.by(town.milo).post(f"/sessions/{draft.id}/times/stop").status_code == 404
    hana.post(f"/sessions/{draft.id}/publish")
    assert hana.post(f"/sessions/{draft.id}/times/stop").status_code == 404


def test_a_moment_in_the_past_is_over_on_its_page(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana)
    draft = looked_for(town.hana, where)
    with clock.fixed(times_of(draft.id)[1].starts_at):
        page = browsing.by(town.hana).get(f"/sessions/{draft.id}/times").text
        assert page.count("This time is over.") == 2
        assert "Send my answers" in page
        assert "All of these times are over" not in page
    with clock.fixed(times_of(draft.id)[-1].starts_at):
        page = browsing.by(town.hana).get(f"/sessions/{draft.id}/times").text
        assert "All of these times are over" in page
        assert "Send my answers" not in page


def test_while_a_date_is_looked_for_members_are_invited_and_no_guests(
    browsing: Browsing, town: Town
) -> None:
    draft = looked_for(town.hana, town.circle(town.hana))
    hana, page = browsing.by(town.hana), f"/sessions/{draft.id}/invite"
    assert "A guest" not in hana.get(page).text
    hana.post(page, make="member", handle=f"@{town.milo.handle}")
    shown = hana.get(page).text
    assert "They are asked when they could come." in shown
    assert "on its way" not in shown
    hana.post(f"/sessions/{draft.id}/times/stop")
    hana.post(f"/sessions/{draft.id}/publish")
    assert "A guest" in hana.get(page).text
