"""Signing up, in and out."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from community.core import clock
from community.core.transaction import reading
from community.members.models import Member, SignIn, SignInTries
from community.members.rules import JOINED_FROM_ONE_PLACE, TRIES_PER_ADDRESS, TRIES_PER_NAME
from community.web.forms import safe_return
from tests.browsing import Browsing, Visitor
from tests.doing import at_once, refusals
from tests.town import PASSWORD, Town

NEW = {"name": "Nora Lind", "email": "nora@example.org", "password": "four blue owls tonight"}
ELSEWHERE = [
    "//e.example", "///e.example", "/\\e.example", "\\\\e.example", "https://e.example",
    "https:e.example", "http:/e.example", "javascript:alert(1)", "/\te.example", "\t//e.example",
    " //e.example", "/\n/e.example", "e.example", "//e.example/%2f..", "/\\/e.example",
    "//localhost@e.example", "////e.example", "/\x00/e.example", "data:text/html,x", "",
]  # fmt: skip


def sign_in(visitor: Visitor, name: str, password: str = PASSWORD, next: str = "") -> int:
    return visitor.post("/sign-in", name=name, password=password, next=next).status_code


def count(table: type) -> int:
    with reading() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def test_signing_up_signs_in_and_leads_to_the_first_step(browsing: Browsing, town: Town) -> None:
    visitor = browsing.by()
    answer = visitor.post("/sign-up", **NEW)
    assert (answer.status_code, answer.location) == (302, "/welcome/skills")
    assert "Nora Lind" in visitor.get("/people/nora-lind").text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [("name", " ", "name"), ("name", "a" * 61, "at most 60"), ("email", "nora", "e-mail address"),
     ("password", "short", "10 to 128"), ("password", "password123", "easy to guess"),
     ("password", "Nora Lind1", "easy to guess"),
     ("email", "milo@example.org", "account already")],
)  # fmt: skip
def test_what_cannot_be_used_is_said_and_the_rest_is_still_there(
    browsing: Browsing, town: Town, field: str, typed: str, said: str
) -> None:
    assert town.milo.handle == "milo"
    answer = browsing.by().post("/sign-up", **{**NEW, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    kept = {name: value for name, value in NEW.items() if name not in (field, "password")}
    for value in kept.values():
        assert value in answer.text
    assert NEW["password"] not in answer.text
    assert count(Member) == 1


def test_two_people_who_want_one_address_at_the_same_moment(browsing: Browsing, town: Town) -> None:
    visitors = [browsing.by() for _ in range(4)]
    tokens = [visitor.token() for visitor in visitors]
    answers = at_once(
        *[
            lambda v=v, t=t: v.client.post("/sign-up", data={**NEW, "csrf_token": t}).status_code  # type: ignore[misc]
            for v, t in zip(visitors, tokens, strict=True)
        ]
    )
    assert refusals(answers) == []
    assert sorted(answers) == [302, 422, 422, 422]  # type: ignore[type-var]
    assert count(Member) == 1


def test_without_mail_one_place_does_not_make_accounts_without_end(
    browsing: Browsing, town: Town
) -> None:
    from community.core.transaction import transaction
    from community.members import tries

    visitor = browsing.by()
    visitor.client.environ_base["REMOTE_ADDR"] = "192.0.2.1"
    with transaction() as db:
        for _ in range(JOINED_FROM_ONE_PLACE):
            tries.begin_joining(db, "192.0.2.1")
    answer = visitor.post("/sign-up", **NEW)
    assert (answer.status_code, "in an hour" in answer.text) == (422, True)
    assert browsing.by().post("/sign-up", **NEW).status_code == 302


@pytest.mark.parametrize(
    "name", ["milo", "@Milo", " MILO ", "milo@example.org", "Milo@Example.org"]
)
def test_one_signs_in_by_handle_or_address(browsing: Browsing, town: Town, name: str) -> None:
    assert town.milo.handle == "milo"
    visitor = browsing.by()
    assert sign_in(visitor, name) == 302
    assert visitor.get("/me").status_code == 200


@pytest.mark.parametrize("name", ["milo", "nobody", "x@y.example", "mi\0lo", "'--", "a" * 5000])
def test_a_wrong_password_and_a_wrong_name_read_the_same(
    browsing: Browsing, town: Town, name: str
) -> None:
    assert town.milo.handle == "milo"
    answer = browsing.by().post("/sign-in", name=name, password="wrong wrong wrong")
    assert answer.status_code == 422
    assert "do not fit together" in answer.text


def test_who_was_imported_has_no_password_and_no_way_in(browsing: Browsing, town: Town) -> None:
    from community.core.transaction import transaction
    from community.members.actions import add_imported

    with transaction() as db:
        add_imported(db, name="Imke", source_key="chats:imke")
    for password in ("nobody has this password", "", PASSWORD):
        assert sign_in(browsing.by(), "imke", password) == 422


def test_a_new_session_begins_with_signing_in(browsing: Browsing, town: Town) -> None:
    assert town.milo.handle == "milo"
    visitor = browsing.by()
    before = visitor.token()
    with visitor.client.session_transaction() as session:
        session["planted"] = "by somebody else"
    visitor.client.post(
        "/sign-in", data={"name": "milo", "password": PASSWORD, "csrf_token": before}
    )
    with visitor.client.session_transaction() as session:
        assert "planted" not in session
    assert visitor.client.post("/sign-out", data={"csrf_token": before}).status_code == 400


def test_after_signing_out_the_cookie_is_worth_nothing(browsing: Browsing, town: Town) -> None:
    visitor, thief = browsing.by(town.milo), browsing.by()
    stolen = visitor.client.get_cookie("comentor")
    assert stolen is not None
    answer = visitor.post("/sign-out")
    assert (answer.status_code, answer.location) == (302, "/")
    thief.client.set_cookie("comentor", stolen.value)
    for address in ("/me", "/circles", "/inbox", "/people"):
        assert thief.get(address).status_code == 302
    assert count(SignIn) == 0


def test_no_spelling_of_another_place_is_taken_for_one_of_ours() -> None:
    assert {address: safe_return(address) for address in ELSEWHERE} == dict.fromkeys(ELSEWHERE)
    assert safe_return(None) is None


def test_signing_in_leads_nowhere_else(browsing: Browsing, town: Town) -> None:
    assert town.milo.handle == "milo"
    for address in ELSEWHERE[:4]:
        answer = browsing.by().post("/sign-in", name="milo", password=PASSWORD, next=address)
        assert (answer.status_code, answer.location) == (302, "/")


@pytest.mark.parametrize(
    "address", ["/circles", "/rooms/abc?before=5", "/search?q=a%2F%2Fb", "/#x"]
)
def test_signing_in_leads_back_to_where_one_was(
    browsing: Browsing, town: Town, address: str
) -> None:
    assert town.milo.handle == "milo"
    visitor = browsing.by()
    assert address.partition("?")[0] in visitor.get("/sign-in", next=address).text
    answer = visitor.post("/sign-in", name="milo", password=PASSWORD, next=address)
    assert answer.location == address


@pytest.mark.slow
def test_too_many_guesses_have_to_wait_whoever_the_name_belongs_to(
    browsing: Browsing, town: Town
) -> None:
    assert town.milo.handle == "milo"
    visitor = browsing.by()
    with clock.fixed(datetime.now(UTC)) as set_clock:
        for name in ("milo", "nobody-at-all"):
            for _ in range(TRIES_PER_NAME):
                assert sign_in(visitor, name, "wrong wrong wrong") == 422
            # Spelt in other ways it is the same name.
            for spelt in (name, f"@{name}", f" {name.upper()} ", f"{name[0]}\u200b{name[1:]}"):
                answer = visitor.post("/sign-in", name=spelt, password=PASSWORD)
                assert answer.status_code == 422
                assert "15 minutes" in answer.text
        set_clock(datetime.now(UTC) + timedelta(minutes=16))
        assert sign_in(visitor, "milo") == 302


@pytest.mark.slow
def test_a_hundred_guesses_at_once_are_a_hundred_tries(browsing: Browsing, town: Town) -> None:
    assert town.milo.handle == "milo"
    visitors = [browsing.by() for _ in range(TRIES_PER_NAME + 6)]
    tokens = [visitor.token() for visitor in visitors]
    form = {"name": "milo", "password": "wrong wrong wrong"}
    answers = at_once(
        *[
            lambda v=v, t=t: v.client.post("/sign-in", data={**form, "csrf_token": t}).text  # type: ignore[misc]
            for v, t in zip(visitors, tokens, strict=True)
        ]
    )
    assert refusals(answers) == []
    looked_at = sum("do not fit together" in str(answer) for answer in answers)
    assert looked_at == TRIES_PER_NAME


@pytest.mark.slow
def test_the_right_password_forgives_earlier_slips(browsing: Browsing, town: Town) -> None:
    assert town.milo.handle == "milo"
    visitor = browsing.by()
    for _ in range(3):
        for _ in range(TRIES_PER_NAME - 1):
            assert sign_in(visitor, "milo", "wrong wrong wrong") == 422
        assert sign_in(visitor, "milo") == 302


def test_one_address_has_its_bound_and_others_do_not_suffer(browsing: Browsing, town: Town) -> None:
    from community.core.transaction import transaction
    from community.members import tries

    with transaction() as db:
        for _ in range(TRIES_PER_ADDRESS):
            tries.note_failure(db, "192.0.2.1")
    assert town.milo.handle == "milo"
    guesser, other = browsing.by(), browsing.by()
    guesser.client.environ_base["REMOTE_ADDR"] = "192.0.2.1"
    assert sign_in(guesser, "milo") == 422
    assert sign_in(other, "milo") == 302


def test_the_tries_hold_no_name_and_no_address(browsing: Browsing, town: Town) -> None:
    sign_in(browsing.by(), "a-secret-password-typed-as-name", "wrong wrong wrong")
    with reading() as db:
        kept = repr([row.key for row in db.scalars(select(SignInTries))])
    assert "secret" not in kept
    assert "127.0.0.1" not in kept


def test_a_sign_in_ends_after_a_month_and_after_two_idle_weeks(
    browsing: Browsing, town: Town
) -> None:
    start = datetime.now(UTC)
    with clock.fixed(start) as set_clock:
        visitor = browsing.by(town.milo)
        for days in (10, 20, 29):
            set_clock(start + timedelta(days=days))
            assert visitor.get("/me").status_code == 200, f"after {days} days"
        set_clock(start + timedelta(days=31))
        assert visitor.get("/me").status_code == 302
        set_clock(start)
        idle = browsing.by(town.milo)
        set_clock(start + timedelta(days=15))
        assert idle.get("/me").status_code == 302


def test_the_cookie_goes_over_https_only_where_the_site_does() -> None:
    from community.settings import Settings
    from community.web.identity import cookie_name

    assert cookie_name(Settings(base_url="https://learn.example.org")) == "__Host-comentor"
    assert cookie_name(Settings(base_url="")) == "comentor"


def test_the_password_of_a_cookie_is_not_kept(browsing: Browsing, town: Town) -> None:
    token = town.milo.sign_in()
    with reading() as db:
        assert token not in repr([row.id for row in db.scalars(select(SignIn))])
