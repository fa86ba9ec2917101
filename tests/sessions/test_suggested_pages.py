"""Pages on which a time suggests itself, and on which one says when one usually has time."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from community.core import clock
from community.core.transaction import reading
from community.sessions.free_models import FreeTimes
from community.sessions.models import HostedSession
from tests.browsing import Browsing
from tests.town import Town


def test_a_suggested_time_fills_the_form_and_keeps_what_was_typed(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana)
    town.session(where, starts_in=-7 * 24 + 2)
    hana, page = browsing.by(town.hana), f"/circles/{where.id}/sessions/new"
    offered = hana.get(page).text
    # Enter in any of the boxes presses the first button of the form: that one keeps nothing.
    form_there = offered[offered.index('class="form form--wide"') :]
    first = re.search(r"<button[^>]*>", form_there)
    assert first is not None
    assert 'name="do" value="look"' in first[0]
    assert "The usual time of this circle; nothing else is planned that day." in offered
    at = re.findall(r'name="at"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="at"', offered)[1]
    key = "".join(at)
    shown = hana.post(page, title="Casts", at=key)
    assert shown.status_code == 200
    assert 'value="Casts"' in shown.text
    assert re.search(rf'name="day"[^>]*value="{key[:10]}"', shown.text)
    with reading() as db:
        assert db.scalar(select(func.count()).select_from(HostedSession)) == 1  # as before


def test_one_says_when_one_usually_has_time(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    sent = {"free": ["1-2", "3-0"], "time_zone": "europe/london"}
    assert milo.post("/me/times", **sent).status_code == 302
    page = milo.get("/me/times").text
    assert len(re.findall(r'name="free" value="[^"]+" checked', page)) == 2
    with reading() as db:
        assert db.get_one(FreeTimes, town.milo.id).time_zone == "Europe/London"
    for wrong in ({"free": "9-9"}, {"time_zone": "Mars/Base"}):
        assert milo.post("/me/times", **{**sent, **wrong}).status_code == 422
    again = milo.post("/me/times", free=["0-1", "2-2", "6-0"], time_zone="Mars/<Base").text
    assert re.findall(r'name="free" value="([^"]+)" checked', again) == ["0-1", "2-2", "6-0"]
    assert 'value="Mars/&lt;Base"' in again
    milo.post("/me/times", time_zone="Europe/London")
    with reading() as db:
        assert db.get(FreeTimes, town.milo.id) is None


@pytest.mark.parametrize(("hours", "days"), [(1, 0), (24, 1), (49, 2)])
def test_a_suggested_time_says_on_which_day_it_ends(
    browsing: Browsing, town: Town, hours: int, days: int
) -> None:
    with clock.fixed(datetime(2026, 11, 3, 12, tzinfo=UTC)):  # a Tuesday
        where, begun = town.circle(town.hana), datetime.fromisoformat("2026-10-29 20:00")
        town.session(where, starts=begun, ends=begun + timedelta(hours=hours))
        key = "2026-11-12T20:00:00+00:00"
        sent = {"title": "Casts", "ends_day": "2026-01-01", "at": key}
        shown = browsing.by(town.hana).post(f"/circles/{where.id}/sessions/new", **sent).text
    assert 'value="2026-11-12"' in shown
    field = re.search(r'<input[^>]*name="ends_day"[^>]*>', shown)
    assert field is not None
    assert f'value="2026-11-{12 + days}"' in field[0] if days else "2026-" not in field[0]
