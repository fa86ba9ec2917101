"""Lists of sessions: all there are, those of a circle, and what is next for me."""

from datetime import timedelta

from community.access.session_rules import SessionState
from community.core import clock
from community.core.transaction import transaction
from community.sessions.models import HostedSession
from tests.browsing import Browsing
from tests.town import Evening, Town


def set_state(evening: Evening, state: SessionState) -> None:
    with transaction() as db:
        db.get_one(HostedSession, evening.id).state = state


def test_the_list_keeps_live_to_come_and_past_apart(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    names = {
        "live": "Is on",
        "next": "Comes",
        "over": "Was",
        "gone": "Is off",
        "missed": "Nobody came",
    }
    made = {
        key: town.session(circle, title=name, starts_in=-5 if key in ("over", "missed") else 2)
        for key, name in names.items()
    }
    set_state(made["live"], SessionState.LIVE)
    set_state(made["over"], SessionState.CLOSED)
    set_state(made["gone"], SessionState.CANCELLED)
    milo = browsing.by(town.milo)
    now, past = milo.get("/sessions").text, milo.get("/sessions?when=past").text
    assert {name for name in names.values() if name in now} == {"Is on", "Comes"}
    assert {name for name in names.values() if name in past} == {"Was", "Nobody came"}


def test_today_says_what_is_live_and_what_is_next_for_me(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    coming = town.session(circle, title="For Milo")
    town.session(circle, title="For others")
    live = town.session(circle, title="On the air")
    town.come(town.milo, coming)
    set_state(live, SessionState.LIVE)
    page = browsing.by(town.milo).get("/").text
    assert page.index("On the air") < page.index("For Milo")
    assert "For others" not in page
    otto = browsing.by(town.otto).get("/").text
    assert not [name for name in ("On the air", "For Milo") if name in otto]


def test_many_that_are_live_hide_neither_mine_nor_what_is_next(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, town.milo)
    coming = town.session(circle, title="For Milo", starts_in=3)
    mine = town.session(circle, title="With Milo", starts_in=2)
    for evening in (coming, mine):
        town.come(town.milo, evening)
    others = [town.session(circle, title=f"Elsewhere {number}") for number in range(6)]
    for evening in (mine, *others):
        set_state(evening, SessionState.LIVE)
    page = browsing.by(town.milo).get("/").text
    assert page.index("With Milo") < page.index("Elsewhere") < page.index("For Milo")


def test_the_circle_s_page_names_the_next_session_and_those_held(
    browsing: Browsing, town: Town
) -> None:
    circle = town.circle(town.hana, town.milo)
    town.session(circle, title="The next one")
    town.session(circle, title="The one after", starts_in=30)
    set_state(town.session(circle, title="The one before", starts_in=-30), SessionState.CLOSED)
    page = browsing.by(town.milo).get(f"/circles/{circle.id}").text
    places = [page.index(name) for name in ("The next one", "The one after", "The one before")]
    assert places == sorted(places)
    assert "The next one" not in browsing.by(town.otto).get(f"/circles/{circle.id}").text


def test_the_list_has_pages(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    for number in range(26):
        town.session(circle, title=f"Evening {number:02d}", starts_in=number + 1)
    hana = browsing.by(town.hana)
    first, second = hana.get("/sessions").text, hana.get("/sessions?page=2").text
    assert [n for n in (23, 24) if f"Evening {n}" in first] == [23]
    assert [n for n in (23, 24) if f"Evening {n}" in second] == [24]
    assert "No sessions on this page" in hana.get("/sessions?page=9").text


def test_the_moment_in_the_list_is_the_reader_s(browsing: Browsing, town: Town) -> None:
    town.session(town.circle(town.hana), starts_in=1)
    page = browsing.by(town.hana).get("/sessions").text
    assert f"{clock.now() + timedelta(hours=1):%Y-%m-%dT%H}" in page
