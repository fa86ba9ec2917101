# ruff: noqa: E501 - what browsers say of themselves is long
"""Where one is signed in, and signing out there."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from community.core import clock, events
from community.core.transaction import reading
from community.members.browsers import browser_name
from community.members.events import SignInsEnded
from community.members.models import Member, SignIn
from tests.browsing import Browsing, Visitor
from tests.invited import entered, hidden_evening, member_link
from tests.town import PASSWORD, Person, Town

AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0": "Firefox on Windows",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15": "Safari on Mac",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1": "Safari on iPhone",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/127.0.0.0 Mobile Safari/537.36": "Chrome on Android",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/127.0.0.0 Safari/537.36 Edg/127.0.0.0": "Edge on Windows",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/127.0.0.0 Safari/537.36": "Chrome on ChromeOS",
    "Mozilla/5.0 (Linux; Android 13; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36": "Samsung Internet on Android",
    "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 CriOS/127.0 Mobile/15E148 Safari/604.1": "Chrome on iPad",
    "curl/8.5.0": "Another browser",
    "": "Another browser",
    "<script>alert(1)</script>": "Another browser",
}  # fmt: skip


@pytest.mark.parametrize("sent", AGENTS)
def test_a_browser_has_a_name_one_knows(sent: str) -> None:
    assert browser_name(sent) == AGENTS[sent]


def ids(person: Person) -> list[str]:
    with reading() as db:
        mine = select(SignIn.id).where(SignIn.member_id == person.id)
        return list(db.scalars(mine.order_by(SignIn.created_at)))


def signed_in(visitor: Visitor) -> bool:
    return visitor.get("/me").status_code == 200


def test_one_sees_ones_own_browsers_and_which_is_this_one(browsing: Browsing, town: Town) -> None:
    town.milo.sign_in("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0")
    town.hana.sign_in("Mozilla/5.0 (iPhone) Version/17.5 Safari/604.1")
    page = browsing.by(town.milo).get("/me/devices").text
    assert "Firefox on Linux" in page
    assert "iPhone" not in page
    assert page.count("This browser") == 1
    assert page.count('class="setting"') == 2


def test_one_signs_a_browser_out_and_its_rooms_close(browsing: Browsing, town: Town) -> None:
    here, there = browsing.by(town.milo), browsing.by(town.milo)
    town.hana.sign_in()
    (hanas,) = ids(town.hana)
    ended: list[SignInsEnded] = []
    events.after(SignInsEnded, ended.append)
    for other in (hanas, "0" * 64, "x"):
        assert here.post(f"/me/devices/{other}/sign-out").status_code == 302
    assert ended == []
    target = [one for one in ids(town.milo) if f"{one}/sign-out" in here.get("/me/devices").text]
    assert here.post(f"/me/devices/{target[0]}/sign-out").location == "/me/devices"
    assert [event.sign_in_ids for event in ended] == [(target[0],)]
    assert (signed_in(here), signed_in(there)) == (True, False)
    assert ids(town.hana) == [hanas]


def test_one_signs_out_everywhere_else(browsing: Browsing, town: Town) -> None:
    visitors = [browsing.by(town.milo) for _ in range(3)]
    hana = browsing.by(town.hana)
    answer = visitors[0].post("/me/devices/sign-out-elsewhere")
    assert answer.location == "/me/devices"
    assert "2 other browsers signed out" in visitors[0].get("/me/devices").text
    assert [signed_in(one) for one in visitors] == [True, False, False]
    assert signed_in(hana)
    assert "everywhere else" not in visitors[0].get("/me/devices").text


def test_signing_this_one_out_is_signing_out(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    (mine,) = ids(town.milo)
    assert milo.post(f"/me/devices/{mine}/sign-out").location == "/"
    assert not signed_in(milo)


def test_the_day_of_the_last_visit_is_kept_and_no_more(browsing: Browsing, town: Town) -> None:
    def active() -> object:
        with reading() as db:
            return db.get_one(Member, town.milo.id).active_on

    start = datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert town.milo.handle == "milo"
    with clock.fixed(start) as set_clock:
        visitor = browsing.by()
        assert visitor.post("/sign-in", name="milo", password=PASSWORD).status_code == 302
        assert active() == start.date()
        set_clock(start + timedelta(days=3))
        assert signed_in(visitor)
        assert active() == start.date() + timedelta(days=3)


def test_one_that_came_in_by_a_link_is_told_apart(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    assert "one session only" not in milo.get("/me/devices").text
    entered(browsing, member_link(hidden_evening(town), town.milo))
    assert milo.get("/me/devices").text.count("for one session only") == 1
