"""Guessing a password: slowed down for everybody, never for the member's own browser, and told."""

from datetime import UTC, datetime, timedelta

import pytest

from community.core import clock
from community.core.transaction import reading
from community.members import tries
from community.members.models import SignInTries
from community.members.rules import TRIES_PER_NAME
from community.web import known_browsers
from tests.browsing import Browsing, Visitor
from tests.mail.conftest import deliver
from tests.outside.post_office import PostOffice
from tests.town import PASSWORD, Town

WRONG = "wrong wrong wrong"


def sign_in(visitor: Visitor, name: str, password: str = PASSWORD) -> int:
    return visitor.post("/sign-in", name=name, password=password).status_code


def guess(visitor: Visitor, name: str, times: int = TRIES_PER_NAME + 2) -> None:
    for _ in range(times):
        assert sign_in(visitor, name, WRONG) == 422


@pytest.mark.slow
def test_a_guesser_cannot_make_the_member_wait(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    assert town.milo.handle == "milo"
    own, guesser, new = browsing.by(), browsing.by(), browsing.by()
    assert sign_in(own, "milo") == 302
    own.post("/sign-out")
    guess(guesser, "milo")
    assert sign_in(new, "milo") == 422, "another browser waits"
    assert sign_in(own, "milo") == 302, "the one that was signed in before does not"
    assert sign_in(own, "milo@example.org") == 302


@pytest.mark.slow
def test_a_known_browser_has_its_own_bound(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    assert (town.milo.handle, town.hana.handle) == ("milo", "hana")
    own = browsing.by()
    assert sign_in(own, "milo") == 302
    guess(own, "milo", TRIES_PER_NAME)
    assert "15 minutes" in own.post("/sign-in", name="milo", password=PASSWORD).text
    assert sign_in(browsing.by(), "milo") == 302, "what went on there is no matter elsewhere"
    guess(browsing.by(), "hana")
    assert sign_in(own, "hana") == 422, "it is known for Milo, not for Hana"


def test_no_cookie_but_ours_makes_a_browser_known(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    visitor = browsing.by()
    assert sign_in(visitor, town.milo.handle) == 302
    cookie = visitor.client.get_cookie("comentor-known")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.max_age == known_browsers.KEPT_FOR
    unsigned, cut = cookie.value.split(".")[0], cookie.value[:-5] + cookie.value[-4:]
    for value in ("", "made-up", cut, "e30.x", unsigned):
        with browsing.app.test_request_context(headers={"Cookie": f"comentor-known={value}"}):
            assert known_browsers.key_for(town.milo.id) == ""
    header = {"Cookie": f"comentor-known={cookie.value}"}
    with browsing.app.test_request_context(headers=header):
        assert known_browsers.key_for(town.milo.id) != ""
        assert known_browsers.key_for(town.hana.id) == ""
        assert known_browsers.key_for(None) == ""


@pytest.mark.slow
def test_the_member_is_told_of_guesses_once_in_a_while(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    assert town.milo.handle == "milo"
    visitor, start = browsing.by(), datetime.now(UTC)
    with clock.fixed(start) as set_clock:
        guess(visitor, "milo", 4)
        deliver()
        assert post_office.letters("milo@example.org") == []
        guess(visitor, "milo", 3)
        guess(visitor, "nobody-at-all", 7)
        deliver()
        (letter,) = post_office.letters("milo@example.org")
        assert "tried to sign in" in letter["Subject"]
        for hours in (1, 2, 3, 4, 5, 6):
            set_clock(start + timedelta(hours=hours))
            guess(visitor, "milo", 6)
            deliver()
    assert len(post_office.letters("milo@example.org")) == 5, "and not for ever"


@pytest.mark.slow
def test_an_unknown_name_is_answered_as_a_known_one(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    from tests.architecture.walk import masked

    assert town.milo.handle == "milo"
    visitor = browsing.by()
    for _ in range(TRIES_PER_NAME + 2):
        answers = [
            masked(visitor.post("/sign-in", name=name, password=WRONG)) for name in ("milo", "nilo")
        ]
        assert answers[0][0] == answers[1][0]
        assert answers[0][1].replace("milo", "nilo") == answers[1][1]


@pytest.mark.slow
def test_of_a_thousand_guesses_from_fifty_places_few_are_looked_at_and_the_member_comes_in(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    milo, own, stranger = town.milo, browsing.by(), browsing.by()
    assert sign_in(own, "milo") == 302
    own.post("/sign-out")
    token, names = stranger.token(), ("milo", "MILO", "milo@example.org", " @milo ")
    for number in range(1_000):
        stranger.client.post(
            "/sign-in",
            data={"name": names[number % 4], "password": WRONG, "csrf_token": token},
            environ_base={"REMOTE_ADDR": f"203.0.113.{number % 50}"},
        )
    with reading() as db:
        row = db.get(SignInTries, tries._key("account", milo.id))
    assert row is not None
    assert row.failures == 2 * TRIES_PER_NAME  # by handle and by address
    assert sign_in(own, "milo") == 302


@pytest.mark.slow
def test_tries_do_not_tell_whose_an_address_is(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    assert town.milo.handle == "milo"
    stranger = browsing.by()
    guess(stranger, "milo")
    pages = [
        stranger.post("/sign-in", name=name, password=WRONG).text
        for name in ("milo@example.org", "nobody@example.org")
    ]
    assert all("do not fit together" in page for page in pages)
