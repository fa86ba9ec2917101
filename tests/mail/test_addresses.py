"""Changing one's address: it confirms itself, and nobody else can."""

import pytest

from community.core.transaction import reading, transaction
from community.members import links
from community.members.models import Member
from tests.architecture.walk import contents, masked
from tests.browsing import Browsing, Visitor
from tests.mail.asking import ask, latest
from tests.mail.conftest import deliver
from tests.outside.post_office import PostOffice, plain
from tests.town import PASSWORD, Person, Town


def change_address(visitor: Visitor, email: str, password: str = PASSWORD) -> int:
    return visitor.post("/me/email", email=email, password=password).status_code


def email_of(person: Person) -> str | None:
    with reading() as db:
        return db.get_one(Member, person.id).email


def test_a_new_address_confirms_itself_and_the_old_one_is_told(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    milo = browsing.by(town.milo)
    ask(browsing.by(), "/sign-in/link", "milo@example.org")
    old_link = latest(post_office)
    assert change_address(milo, "milo@new.example") == 302
    path, before = latest(post_office, "milo@new.example"), contents()
    assert milo.get(path).status_code == 200
    assert contents() == before
    assert email_of(town.milo) == "milo@example.org"
    assert milo.post(path).status_code == 302
    assert email_of(town.milo) == "milo@new.example"
    assert milo.get(path).status_code == 404
    assert milo.get(old_link).status_code == 404
    deliver()
    told = post_office.letters("milo@example.org")[-1]
    assert "address was changed" in told["Subject"]
    assert "milo@new.example" not in plain(told)


def test_an_address_is_changed_only_by_its_member_and_with_the_password(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    milo = browsing.by(town.milo)
    assert change_address(milo, "typo@new.example", password="wrong wrong wrong") == 422
    assert change_address(milo, "milo@example.org") == 422
    assert change_address(milo, "typo@new.example") == 302
    path = latest(post_office, "typo@new.example")
    for stranger in (browsing.by(), browsing.by(town.otto)):
        assert "Only the member" in stranger.get(path).text
        assert stranger.post(path).status_code == 200
    with pytest.raises(Exception, match="used already"), transaction() as db:
        links.change_email(db, town.otto.actor, path.rsplit("/", 1)[1])
    assert (email_of(town.milo), email_of(town.otto)) == ("milo@example.org", "otto@example.org")
    assert milo.post(path).status_code == 302


def test_somebody_elses_address_is_not_given_away(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    assert town.otto.handle == "otto"
    milo = browsing.by(town.milo)
    answers = [
        masked(milo.post("/me/email", email=email, password=PASSWORD))
        for email in ("otto@example.org", "nobody@example.org")
    ]
    assert answers[0] == answers[1]
    deliver()
    assert "account already" in post_office.letters("otto@example.org")[0]["Subject"]
    assert "confirm" in post_office.letters("nobody@example.org")[0]["Subject"]


def test_two_who_want_one_address_are_told_so_late(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    paths = {}
    for person in (town.milo, town.otto):
        assert change_address(browsing.by(person), "one@new.example") == 302
        paths[person] = latest(post_office, "one@new.example")
    assert browsing.by(town.milo).post(paths[town.milo]).status_code == 302
    late = browsing.by(town.otto).post(paths[town.otto])
    assert (late.status_code, "another account" in late.text) == (422, True)


def test_who_has_no_password_is_led_to_set_one(
    browsing: Browsing, town: Town, post_office: PostOffice
) -> None:
    milo = browsing.by(town.milo)
    with transaction() as db:
        db.get_one(Member, town.milo.id).password_hash = None
    assert "Set a password" in milo.get("/me/email").text
    milo.post("/me/email", email="milo@new.example", password="")
    deliver()
    assert post_office.letters("milo@new.example") == []
