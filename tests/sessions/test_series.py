"""Sessions that repeat: at the same hour by the clock, and changed one by one or from one on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.access.session_rules import OpenTo, SessionState
from community.core import clock, relay
from community.core.errors import Forbidden, Invalid, NotFound, Refused
from community.core.outbox import Job
from community.core.transaction import reading
from community.notifications import queries
from community.rooms.plan import planned_in
from community.sessions.actions.changing import change_session
from community.sessions.actions.series import cancel_from_here, change_from_here, repeat
from community.sessions.models import HostedSession
from community.sessions.plans import Plan
from community.sessions.queries import plan_of
from community.sessions.recurrence import Every, Repeat
from tests.browsing import Browsing
from tests.doing import do
from tests.town import Evening, Town

BEFORE = datetime(2026, 10, 1, 12, tzinfo=UTC)  # the clocks go back on the 25th
FIRST = datetime.fromisoformat("2026-10-13 20:00")
WEEKLY = Repeat(Every.WEEK, date(2026, 11, 3))


@pytest.fixture(autouse=True)
def _in_october() -> Any:
    with clock.fixed(BEFORE):
        yield


def first(town: Town, **plan: Any) -> Evening:
    where = town.circle(town.hana, town.milo)
    return town.session(where, starts=FIRST, ends=FIRST + timedelta(hours=1), **plan)


def all_of(evening: Evening) -> Sequence[HostedSession]:
    with reading() as db:
        found = select(HostedSession).where(HostedSession.circle_id == evening.circle_id)
        return db.scalars(found.order_by(HostedSession.starts_at)).all()


def plan(session_id: str) -> Plan:
    with reading() as db:
        return plan_of(db, db.get_one(HostedSession, session_id))


def test_each_week_it_is_at_eight_also_when_the_clocks_change(town: Town) -> None:
    evening = first(town)
    do(town.hana, repeat, evening.id, WEEKLY)
    found = all_of(evening)
    assert [one.starts_at.strftime("%d %H") for one in found] == [
        "13 19",
        "20 19",
        "27 20",
        "03 20",
    ]
    assert {one.starts_wall.hour for one in found} == {20}
    assert len({one.room_id for one in found}) == 4
    assert {one.state for one in found} == {SessionState.PUBLISHED}
    for one in found:
        with reading() as db:
            assert [q.body for q in planned_in(db, one.room_id)] == [
                "What works?",
                "What does not?",
            ]


def test_nobody_is_told_of_each(town: Town) -> None:
    evening = first(town)
    do(town.hana, repeat, evening.id, WEEKLY)
    with reading() as db:
        told = db.scalars(select(Job).where(Job.payload.contains("cause"))).all()
    others = {one.id for one in all_of(evening)} - {evening.id}
    assert not [job.name for job in told if any(one in job.payload for one in others)]


def test_one_is_changed_by_itself(town: Town) -> None:
    evening = first(town)
    do(town.hana, repeat, evening.id, WEEKLY)
    _first, second, *_rest = all_of(evening)
    do(town.hana, change_session, second.id, replace(plan(second.id), title="A guest"))
    assert [one.title for one in all_of(evening)].count("A guest") == 1


def test_from_one_on_what_is_changed_in_it_changes_in_all_after(town: Town) -> None:
    evening = first(town)
    do(town.hana, repeat, evening.id, WEEKLY)
    _first, second, third, fourth = all_of(evening)
    do(town.hana, change_session, fourth.id, replace(plan(fourth.id), title="The last"))
    was = plan(second.id)
    later = replace(
        was,
        starts=was.starts + timedelta(days=1, hours=-1),
        ends=was.ends + timedelta(days=1),
        address="Room 4",
    )
    do(town.hana, change_from_here, second.id, later)
    found = all_of(evening)
    assert [f"{one.starts_wall:%d %H}-{one.ends_wall:%H}" for one in found] == [
        "13 20-21",
        "21 19-21",
        "28 19-21",
        "04 19-21",
    ]
    assert [one.starts_at.hour for one in found] == [19, 18, 19, 19]
    assert [one.address for one in found] == ["", "Room 4", "Room 4", "Room 4"]
    assert found[3].title == "The last"  # which the change was not about
    assert found[0].sequence == 0
    assert found[2].sequence > third.sequence


def test_from_one_on_they_can_be_called_off(town: Town) -> None:
    evening = first(town)
    do(town.hana, repeat, evening.id, WEEKLY)
    _first, second, *_rest = all_of(evening)
    assert do(town.hana, cancel_from_here, second.id, "Summer") == 3
    assert [one.state.value for one in all_of(evening)] == ["published", *["cancelled"] * 3]


def test_of_the_later_ones_only_who_comes_to_them_hears(town: Town) -> None:
    """The circle hears of the first; a notice for each of a year would be fifty."""
    evening = first(town)
    do(town.hana, repeat, evening.id, WEEKLY)
    _first, second, third, _fourth = all_of(evening)
    town.come(town.milo, Evening(third.id, third.room_id, evening.circle_id, town.hana))
    relay.run_once()
    was = plan(second.id)
    do(town.hana, change_from_here, second.id, replace(was, address="Room 4"))
    do(town.hana, cancel_from_here, second.id)
    while relay.run_once():
        pass
    with reading() as db:
        notices = queries.inbox(db, town.milo.actor)
    told = [one for one in notices if one.kind.value != "session_published"]
    assert {one.session_id for one in told} == {second.id, third.id}


def test_drafts_of_a_series_are_thrown_away(town: Town) -> None:
    evening = first(town, published=False)
    do(town.hana, repeat, evening.id, WEEKLY)
    assert {one.state for one in all_of(evening)} == {SessionState.DRAFT}
    do(town.hana, cancel_from_here, all_of(evening)[2].id)
    assert len(all_of(evening)) == 2


def test_a_series_goes_on_after_its_last(town: Town) -> None:
    evening = first(town)
    do(town.hana, repeat, evening.id, WEEKLY)
    with pytest.raises(Refused):
        do(town.hana, repeat, evening.id, WEEKLY)
    assert len(all_of(evening)) == 4
    last = all_of(evening)[-1]
    do(town.hana, repeat, last.id, Repeat(Every.TWO_WEEKS, date(2026, 12, 1)))
    found = all_of(evening)
    assert [f"{one.starts_wall:%d.%m}" for one in found[4:]] == ["17.11", "01.12"]
    assert len({one.series_id for one in found}) == 1


def test_only_hosts_of_the_circle_repeat(town: Town) -> None:
    evening = first(town)
    with pytest.raises(Forbidden):
        do(town.milo, repeat, evening.id, WEEKLY)
    with pytest.raises(NotFound):
        do(town.otto, cancel_from_here, evening.id)
    assert len(all_of(evening)) == 1


def test_what_is_over_or_too_much_is_not_repeated(town: Town) -> None:
    evening = first(town)
    with pytest.raises(Invalid):
        do(town.hana, repeat, evening.id, Repeat(Every.WEEK, date(2030, 1, 1)))
    do(town.hana, cancel_from_here, evening.id)
    with pytest.raises(Refused):
        do(town.hana, repeat, evening.id, WEEKLY)
    assert len(all_of(evening)) == 1


def test_on_its_page_one_looks_at_the_days_first(browsing: Browsing, town: Town) -> None:
    evening = first(town)
    hana, path = browsing.by(town.hana), f"/sessions/{evening.id}/repeat"
    assert "Every second Tuesday of a month" in hana.get(path).text
    seen = hana.post(path, every="week", until="2026-11-03", do="look").text
    assert "Tuesday 27 October 2026, 20:00–21:00" in seen
    assert len(all_of(evening)) == 1
    hana.post(path, every="week", until="2026-11-03", do="make")
    assert len(all_of(evening)) == 4
    assert hana.post(path, every="week", until="tomorrow").status_code == 422
    assert hana.post(path, every="year", until="2026-11-03").status_code == 422
    hana.post(f"/sessions/{all_of(evening)[1].id}/cancel-rest", why="Ill")
    assert [one.state.value for one in all_of(evening)].count("cancelled") == 3


def test_on_the_page_of_one_a_change_holds_for_it_or_for_all_after(
    browsing: Browsing, town: Town
) -> None:
    evening = first(town)
    hana = browsing.by(town.hana)
    assert "This session repeats" not in hana.get(f"/sessions/{evening.id}/edit").text
    do(town.hana, repeat, evening.id, WEEKLY)
    _first, second, third, _fourth = all_of(evening)
    assert "This one and the 2 ones after it" in hana.get(f"/sessions/{second.id}/edit").text
    for reach, titles in (("one", ["A", "Z", "A", "A"]), ("rest", ["A", "Z", "Y", "Y"])):
        one = {"one": second, "rest": third}[reach]
        fields = {"title": "Z" if reach == "one" else "Y", "day": f"{one.starts_wall:%Y-%m-%d}"}
        fields |= {"starts": "20:00", "ends": "21:00", "time_zone": "Europe/London"}
        fields |= {"questions": "What works?\nWhat does not?", "reach": reach, "open_to": "circle"}
        fields |= {"confidentiality": "open", "kind": "chat", "late_hours": "24"}
        answer = hana.post(f"/sessions/{one.id}/edit", **fields)
        assert answer.status_code == 302
        found = [one.title[0] for one in all_of(evening)]
        assert found == [letter.replace("A", "S") for letter in titles]


def typed(session: HostedSession, **other: str) -> dict[str, str]:
    """What the form to change it sends."""
    fields = {"title": session.title, "day": f"{session.starts_wall:%Y-%m-%d}", "starts": "20:00"}
    fields |= {"ends": "21:00", "time_zone": "Europe/London", "open_to": session.open_to.value}
    fields |= {"questions": "What works?\nWhat does not?", "late_hours": "24", "kind": "chat"}
    return {**fields, "confidentiality": "open", "reach": "rest", **other}


def test_what_stays_as_it_was_here_stays_in_each_later_one_as_it_is_there(
    browsing: Browsing, town: Town
) -> None:
    """Whatever order hosts are named in, and however a browser ends its lines."""
    evening = first(town, hosts=(town.milo.id,), introduction="Once.\n\nTwice.")
    do(town.hana, repeat, evening.id, WEEKLY)
    _first, second, third, _fourth = all_of(evening)
    own = replace(plan(third.id), hosts=(town.milo.id,), introduction="Its own.")
    do(town.hana, change_session, third.id, own)
    words = {"introduction": "Once.\r\n\r\nTwice.", "hosts": f"@{town.hana.handle}"}
    sent = typed(second, title="Casts", **words)
    assert browsing.by(town.milo).post(f"/sessions/{second.id}/edit", **sent).status_code == 302
    after = plan(third.id)
    assert (after.title, after.introduction) == ("Casts", "Its own.")
    assert after.hosts == (town.milo.id,)


def test_who_hosts_one_learns_nothing_of_later_ones_they_do_not_host(
    browsing: Browsing, town: Town
) -> None:
    evening = first(town, hosts=(town.milo.id,))
    do(town.hana, repeat, evening.id, WEEKLY)
    _first, second, third, _fourth = all_of(evening)
    hidden = replace(
        plan(third.id), title="A surprise", hosts=(town.hana.id,), open_to=OpenTo.INVITED
    )
    do(town.hana, change_session, third.id, hidden)
    milo, hana = browsing.by(town.milo), browsing.by(town.hana)
    assert "A surprise" in hana.get(f"/sessions/{second.id}/repeat").text
    assert "A surprise" not in milo.get(f"/sessions/{second.id}/repeat").text
    assert "the 1 one after it" in milo.get(f"/sessions/{second.id}/edit").text
    sent = typed(second, title="Casts", hosts=f"@{town.hana.handle}")
    assert milo.post(f"/sessions/{second.id}/edit", **sent).status_code == 302
    assert [one.title[0] for one in all_of(evening)] == ["S", "C", "A", "C"]
