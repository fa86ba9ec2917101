"""Joining with a look into one's mail: nobody learns who is a member, and only the owner of
an address becomes one."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from community.choices.models import Choice
from community.core import clock
from community.core.transaction import reading, transaction
from community.members import sign_ups
from community.members.models import Member, SignUp
from tests.architecture.walk import contents, masked
from tests.browsing import Browsing, Visitor
from tests.doing import at_once, do, refusals
from tests.mail.conftest import SITE, deliver
from tests.outside.post_office import PostOffice, link, plain
from tests.town import Town

NORA = {"name": "Nora Lind", "email": "nora@example.org", "password": "four blue owls tonight"}


def sign_up(visitor: Visitor, **other: str) -> None:
    answer = visitor.post("/sign-up", **{**NORA, **other})
    assert (answer.status_code, answer.location) == (302, "/look-into-your-mail"), answer.text


def mailed(post_office: PostOffice, to: str = "nora@example.org") -> str:
    """The path of the link in the latest letter."""
    deliver()
    address = link(post_office.letters(to)[-1])
    assert address.startswith(SITE)
    return address.removeprefix(SITE)


def handles() -> list[str]:
    with reading() as db:
        return sorted(db.scalars(select(Member.handle)))


def choose(key: str, value: str) -> None:
    with transaction() as db:
        db.add(Choice(key=key, value=value))


def test_one_is_a_member_only_after_confirming(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    visitor = browsing.by()
    sign_up(visitor, next="/circles")
    assert "Nora" not in visitor.get("/look-into-your-mail").text
    assert handles() == []
    path = mailed(post_office)
    page = visitor.get(path)
    assert "Yes, this is my address" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert handles() == []
    answer = visitor.post(path)
    assert (answer.status_code, answer.location) == (302, "/circles")
    assert handles() == ["nora-lind"]
    assert visitor.get("/me").status_code == 200
    with reading() as db:
        assert db.scalars(select(SignUp)).all() == []


def test_a_known_and_an_unknown_address_get_the_same_answer(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    assert town.milo.handle == "milo"
    answers = []
    for email in ("milo@example.org", "nobody@example.org"):
        visitor = browsing.by()
        first = visitor.post("/sign-up", **{**NORA, "email": email})
        answers.append((masked(first), first.location, masked(visitor.get(first.location))))
    assert answers[0] == answers[1]
    deliver()
    known, unknown = (
        plain(post_office.letters(f"{who}@example.org")[0]) for who in ("milo", "nobody")
    )
    assert "account already" in post_office.letters("milo@example.org")[0]["Subject"]
    assert "/sign-in" in known
    assert "/sign-up/confirm/" in unknown
    for letter in (known, unknown):
        assert "Nora" not in letter, "what a stranger typed is not mailed to anybody"
    assert handles() == ["milo"]


def test_looking_at_a_link_changes_nothing(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    visitor = browsing.by()
    sign_up(visitor)
    path = mailed(post_office)
    visitors = (visitor, browsing.by(), browsing.by(town.otto))
    before = contents()
    for who in visitors:
        assert who.get(path).status_code == 200
        assert who.client.head(path).status_code == 200
        assert contents() == before


def test_elsewhere_the_link_takes_the_password_that_was_chosen(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    """Somebody prepared an account with my address; opening the letter must not make it mine."""
    sign_up(browsing.by(), password="the guesser chose this")
    path = mailed(post_office)
    mine = browsing.by()
    assert 'name="password"' in mine.get(path).text
    for wrong in ("", "four blue owls tonight"):
        assert mine.post(path, password=wrong).status_code == 422
    assert handles() == []
    assert mine.post(path, password="the guesser chose this").status_code == 302
    assert handles() == ["nora-lind"]


def test_a_link_works_once_for_a_day_and_the_newest_counts(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    visitor = browsing.by()
    with clock.fixed(datetime.now(UTC)) as set_clock:
        sign_up(visitor)
        first = mailed(post_office)
        sign_up(visitor, name="Nora L")
        second = mailed(post_office)
        assert visitor.get(first).status_code == 404
        assert visitor.post(first).status_code == 404
        set_clock(datetime.now(UTC) + timedelta(hours=24, minutes=1))
        assert visitor.get(second).status_code == 404
        sign_up(visitor)
        third = mailed(post_office)
        assert visitor.post(third).status_code == 302
        for over in (first, second, third, "/sign-up/confirm/made-up"):
            assert visitor.get(over).status_code == 404
            assert "used already" in visitor.post(over).text
    assert handles() == ["nora-lind"]


def test_the_link_used_by_several_at_once_makes_one_member(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    sign_up(browsing.by())
    token = mailed(post_office).rsplit("/", 1)[1]

    def confirm() -> str | None:
        with transaction() as db:
            member = sign_ups.confirm(db, token).member
            return member.handle if member else None

    answers = at_once(*[confirm] * 4)
    assert refusals(answers) == ["NotFound"] * 3
    assert handles() == ["nora-lind"]


def test_letters_lead_to_the_configured_address_whatever_the_request_says(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    visitor = browsing.by()
    visitor.client.environ_base["HTTP_X_FORWARDED_HOST"] = "evil.example"
    form = {**NORA, "csrf_token": visitor.token()}
    answer = visitor.client.post("/sign-up", data=form, base_url="http://localhost")
    assert answer.status_code == 302
    evil = browsing.by()
    page = evil.client.get("/sign-up", base_url="http://evil.example").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    form = {**NORA, "email": "n2@example.org", "csrf_token": token}
    assert (
        evil.client.post("/sign-up", data=form, base_url="http://evil.example").status_code == 302
    )
    deliver()
    for to in ("nora@example.org", "n2@example.org"):
        (letter,) = post_office.letters(to)
        assert b"evil" not in letter.as_bytes()
        assert link(letter).startswith(f"{SITE}/sign-up/confirm/")


def test_no_more_than_two_letters_an_hour_and_five_a_day(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    assert town.milo.handle == "milo"
    start = datetime.now(UTC)
    with clock.fixed(start) as set_clock:
        for hours in range(6):
            set_clock(start + timedelta(hours=hours, minutes=hours))
            for email in ("nora@example.org", "milo@example.org"):
                for _ in range(3):
                    sign_up(browsing.by(), email=email)
                    deliver()
    for email in ("nora@example.org", "milo@example.org"):
        assert len(post_office.letters(email)) == 5


def test_who_needs_approval_waits_and_is_told(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    choose("sign_up", "approval")
    visitor = browsing.by()
    assert "A word to those" in visitor.get("/sign-up").text
    sign_up(visitor, message="I work nights, too.")
    answer = visitor.post(mailed(post_office))
    assert (answer.status_code, answer.location) == (302, "/sign-up/waiting")
    assert "on the list" in visitor.get(answer.location).text
    assert handles() == []
    (waits,) = do(town.ada, sign_ups.waiting)
    assert (waits.name, waits.message) == ("Nora Lind", "I work nights, too.")
    do(town.ada, sign_ups.let_in, waits.id)
    assert handles() == ["ada", "nora-lind"]
    deliver()
    assert "member now" in post_office.letters("nora@example.org")[-1]["Subject"]
    visitor = browsing.by()
    form = {"name": "nora@example.org", "password": NORA["password"]}
    assert visitor.post("/sign-in", **form).status_code == 302


@pytest.mark.parametrize("who", ["milo", "hana"])
def test_who_may_not_admit_sees_nobody_who_waits(town: Town, who: str) -> None:
    person = town.person(who.title())
    for action in (sign_ups.waiting, lambda db, actor: sign_ups.let_in(db, actor, "x")):
        (answer,) = at_once(lambda action=action: do(person, action))  # type: ignore[misc]
        assert type(answer).__name__ == "NotFound"


def test_who_is_turned_away_leaves_nothing(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    choose("sign_up", "approval")
    visitor = browsing.by()
    sign_up(visitor)
    visitor.post(mailed(post_office))
    (waits,) = do(town.ada, sign_ups.waiting)
    do(town.ada, sign_ups.turn_away, waits.id)
    assert do(town.ada, sign_ups.waiting) == []
    assert "nora@example.org" not in str(contents())


def test_by_invitation_only_there_is_no_form(browsing: Browsing, town: Town) -> None:
    choose("sign_up", "invitation")
    visitor = browsing.by()
    page = visitor.get("/sign-up")
    assert "by invitation" in page.text
    assert 'name="password"' not in page.text
    assert visitor.post("/sign-up", **NORA).status_code == 422
    with reading() as db:
        assert db.scalars(select(SignUp)).all() == []


def test_who_admits_hears_that_somebody_waits(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    assert (town.ada.handle, town.milo.handle) == ("ada", "milo")
    choose("sign_up", "approval")
    for number in range(4):
        visitor, email = browsing.by(), f"n{number}@example.org"
        sign_up(visitor, email=email)
        visitor.post(mailed(post_office, email))
    deliver()
    letters = post_office.letters("ada@example.org")
    assert len(letters) == 2, "not one for everybody who waits"
    assert link(letters[0]) == f"{SITE}/administration/waiting"
    assert "Nora" not in plain(letters[0])
    assert browsing.by(town.ada).get("/administration/waiting").status_code == 200
    assert post_office.letters("milo@example.org") == []
