"""Links that are mailed to members: to sign in, to set a password, to change the address."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from community.core import clock
from community.core.transaction import reading, transaction
from community.members import links
from community.members.models import LinkPurpose, Member, OneTimeLink
from tests.architecture.walk import contents
from tests.browsing import Browsing
from tests.doing import at_once, refusals
from tests.mail.asking import ask, latest, signed_in, who
from tests.mail.conftest import deliver
from tests.outside.post_office import PostOffice
from tests.town import PASSWORD, Person, Town

WAYS = {"/sign-in/link": "Sign in", "/forgotten": "Set a new password"}
NEW = "five quiet blue herons"


@pytest.mark.parametrize("way", WAYS)
def test_a_known_and_an_unknown_address_get_the_same_answer(
    browsing: Browsing, town: Town, post_office: PostOffice, way: str
) -> None:
    assert town.milo.handle == "milo"
    known = ask(browsing.by(), way, "milo@example.org")
    unknown = ask(browsing.by(), way, "nobody@example.org")
    assert known == unknown
    deliver()
    assert len(post_office.letters("milo@example.org")) == 1
    assert post_office.letters("nobody@example.org") == []


@pytest.mark.parametrize("way", WAYS)
def test_looking_at_a_link_changes_nothing_and_names_nobody(
    browsing: Browsing, town: Town, post_office: PostOffice, way: str
) -> None:
    visitor = browsing.by()
    ask(visitor, way, town.milo.handle + "@example.org")
    path, before = latest(post_office), contents()
    for _ in range(2):
        page = visitor.get(path)
        assert (page.status_code, WAYS[way] in page.text) == (200, True)
        assert "milo" not in page.text.lower()
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert visitor.client.head(path).status_code == 200
    assert contents() == before
    assert not signed_in(visitor)


def test_a_link_signs_in_once(browsing: Browsing, town: Town, post_office: PostOffice) -> None:
    visitor, other = browsing.by(), browsing.by()
    ask(visitor, "/sign-in/link", town.milo.handle + "@example.org")
    path = latest(post_office)
    assert other.post(path).status_code == 302
    assert signed_in(other)
    for again in (visitor, other):
        assert again.get(path).status_code == 404
        assert "used already" in again.post(path).text
    assert not signed_in(visitor)


def test_over_https_a_page_that_sends_no_referrer_is_answered_all_the_same(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    ask(browsing.by(), "/sign-in/link", town.milo.handle + "@example.org")
    path, client = latest(post_office), browsing.app.test_client()
    page = client.get(path, base_url="https://localhost").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    without = client.post(path, base_url="https://localhost")
    answer = client.post(path, data={"csrf_token": token}, base_url="https://localhost")
    assert (without.status_code, answer.status_code) == (400, 302)


def test_used_by_several_at_once_it_signs_one_in(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    ask(browsing.by(), "/sign-in/link", town.milo.handle + "@example.org")
    token = latest(post_office).rsplit("/", 1)[1]

    def use() -> str:
        with transaction() as db:
            return links.sign_in(db, token).handle

    assert refusals(at_once(*[use] * 4)) == ["NotFound"] * 3


def test_half_an_hour_later_or_after_a_newer_one_a_link_is_over(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    visitor, start = browsing.by(), datetime.now(UTC)
    with clock.fixed(start) as set_clock:
        ask(visitor, "/sign-in/link", town.milo.handle + "@example.org")
        first = latest(post_office)
        ask(visitor, "/sign-in/link", "Milo@Example.org")
        second = latest(post_office)
        assert visitor.post(first).status_code == 404
        set_clock(start + timedelta(minutes=31))
        assert visitor.post(second).status_code == 404
        assert visitor.get(second).status_code == 404
    assert not signed_in(visitor)


@pytest.mark.parametrize("way", WAYS)
def test_no_more_than_two_letters_an_hour_and_the_last_link_goes_on_to_work(
    browsing: Browsing, town: Town, post_office: PostOffice, way: str
) -> None:
    for _ in range(5):
        ask(browsing.by(), way, town.milo.handle + "@example.org")
    path = latest(post_office)
    assert len(post_office.letters("milo@example.org")) <= 2
    assert browsing.by().get(path).status_code == 200


def test_a_link_of_one_kind_is_no_link_of_another(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    ask(browsing.by(), "/sign-in/link", town.milo.handle + "@example.org")
    token = latest(post_office).rsplit("/", 1)[1]
    for use in (
        lambda db: links.reset_password(db, token, "a hash"),
        lambda db: links.change_email(db, town.milo.actor, token),
    ):
        with pytest.raises(Exception, match="used already"), transaction() as db:
            use(db)
    assert browsing.by().post(f"/sign-up/confirm/{token}").status_code == 404
    assert browsing.by().post(f"/link/{token}").status_code == 302


def test_a_new_password_ends_other_sign_ins_and_all_links(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    elsewhere, visitor = browsing.by(town.milo), browsing.by()
    ask(visitor, "/sign-in/link", "milo@example.org")
    to_sign_in = latest(post_office)
    ask(visitor, "/forgotten", "milo@example.org")
    to_reset = latest(post_office)
    assert visitor.post(to_reset, password="short").status_code == 422
    assert visitor.post(to_reset, password="milo milo 1").status_code in (302, 422)
    if not signed_in(visitor):
        assert visitor.post(to_reset, password=NEW).status_code == 302
    assert signed_in(visitor)
    assert not signed_in(elsewhere)
    assert visitor.get(to_sign_in).status_code == 404
    deliver()
    assert "was changed" in post_office.letters("milo@example.org")[-1]["Subject"]


def test_the_new_password_is_the_one_that_works(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    ask(browsing.by(), "/forgotten", town.milo.handle + "@example.org")
    assert browsing.by().post(latest(post_office), password=NEW).status_code == 302
    assert browsing.by().post("/sign-in", name="milo", password=PASSWORD).status_code == 422
    assert browsing.by().post("/sign-in", name="milo", password=NEW).status_code == 302


def test_a_link_followed_as_somebody_else_leaves_nobody_signed_in_behind(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    visitor = browsing.by(town.hana)
    ask(visitor, "/sign-in/link", town.milo.handle + "@example.org")
    assert visitor.post(latest(post_office)).status_code == 302
    assert who(visitor) == "milo"
    with reading() as db:
        from community.members.models import SignIn

        assert set(db.scalars(select(SignIn.member_id))) == {town.milo.id}


# A member without a password


def without_password(person: Person) -> None:
    with transaction() as db:
        db.get_one(Member, person.id).password_hash = None


def test_who_has_no_password_sets_one_while_the_sign_in_is_fresh(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    without_password(town.milo)
    start = datetime.now(UTC)
    with clock.fixed(start) as set_clock:
        stale, visitor = browsing.by(town.milo), browsing.by()
        set_clock(start + timedelta(minutes=11))
        assert "fresh sign-in" in stale.get("/me/password").text
        assert "fresh sign-in" in stale.post("/me/password", password=NEW).text
        ask(visitor, "/sign-in/link", "milo@example.org")
        visitor.post(latest(post_office))
        assert visitor.post("/me/password", password=NEW).status_code == 302
    assert browsing.by().post("/sign-in", name="milo", password=NEW).status_code == 302


# What is written down


def test_neither_log_nor_database_holds_a_token_or_an_address_in_the_log(
    browsing: Browsing, town: Town, post_office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    visitor = browsing.by()
    ask(visitor, "/sign-in/link", town.milo.handle + "@example.org")
    path = latest(post_office)
    token = path.rsplit("/", 1)[1]
    ours = [r for r in caplog.records if not r.name.startswith(("mail.", "asyncio"))]
    assert token not in str(contents())
    visitor.post(path)
    visitor.get(path)
    said = "\n".join(f"{record.name} {record.getMessage()}" for record in ours)
    assert token not in said
    assert "milo@example.org" not in said
    with reading() as db:
        assert db.scalars(select(OneTimeLink)).all() == []


def test_a_link_asked_for_before_the_address_changed_goes_nowhere(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    ask(browsing.by(), "/forgotten", town.milo.handle + "@example.org")
    with transaction() as db:
        db.get_one(Member, town.milo.id).email = "milo@new.example"
    deliver()
    assert post_office.letters("milo@example.org") == []


def test_the_pages_say_so_where_no_mail_is_sent(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    from community.mail import office
    from community.settings import Settings

    office.open_office(Settings(development=False))
    milo = browsing.by(town.milo)
    for way in (*WAYS, "/me/email"):
        page = milo.get(way)
        assert (page.status_code, "sends no mail" in page.text) == (200, True)
        assert "sends no mail" in milo.post(way, email="milo@example.org", password=PASSWORD).text
    assert "/forgotten" not in browsing.by().get("/sign-in").text


def test_many_who_ask_at_once_are_counted_one_by_one(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    email = town.milo.handle + "@example.org"

    def ask_once() -> None:
        with transaction() as db:
            links.ask(db, LinkPurpose.SIGN_IN, email, "192.0.2.1")

    assert refusals(at_once(*[ask_once] * 8)) == []
    deliver()
    assert len(post_office.letters(email)) == 2
