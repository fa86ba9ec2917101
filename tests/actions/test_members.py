"""Accounts: made, signed in and out, changed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from community.access.actor import ANYBODY, CommunityRole
from community.access.policy import Permission
from community.core import clock, events
from community.core.errors import Forbidden, Invalid, NotFound, SignedOut
from community.core.transaction import reading, transaction
from community.members import actions, queries
from community.members.events import SignInsEnded
from community.members.models import Member, SignIn
from community.members.passwords import hash_password, password_fits
from tests.doing import at_once, do, refusals
from tests.town import PASSWORD, Person, Town, hashed_password

PROFILE = {"name": "Milo Vega", "handle": "milo", "role_line": "Nurse", "about": "I knit."}


def new(name: str, email: str = "", handle: str = "") -> actions.NewMember:
    email = email or f"{name.split()[0].lower()}@example.org"
    return actions.NewMember(name, email, hashed_password(), handle)


def sign_up(who: actions.NewMember) -> Member:
    with transaction() as db:
        return actions.sign_up(db, who)


def sign_ins() -> int:
    with reading() as db:
        return db.scalar(select(func.count()).select_from(SignIn)) or 0


def test_a_handle_is_made_of_the_name_and_of_a_second_one_like_it(town: Town) -> None:
    first, second = sign_up(new("Ána Silva")), sign_up(new("Ana Silva", "a2@example.org"))
    assert first.handle == "ana-silva"
    assert second.handle.startswith("ana-silva-")


@pytest.mark.parametrize("name", ["Help", "李雷", "🦉🦉", "me", "--", "x"])
def test_a_name_that_gives_no_handle_gets_one_all_the_same(town: Town, name: str) -> None:
    member = sign_up(new(name, "a@example.org"))
    assert member.handle.startswith("member-")
    assert member.name == name


def test_an_address_has_one_account_however_it_is_spelt(town: Town) -> None:
    sign_up(new("Ana", "ana@example.org"))
    for spelt in ("ANA@example.org", " ana@Example.ORG ", "ana@example.org\u200b"):
        with pytest.raises(Invalid) as refusal:
            sign_up(new("Ana", spelt))
        assert "email" in refusal.value.fields


def test_one_handle_at_the_same_moment_is_given_once(town: Town) -> None:
    wishes = [new("Ana", f"a{number}@example.org", "ana") for number in range(5)]
    answers = at_once(*[lambda wish=wish: sign_up(wish) for wish in wishes])  # type: ignore[misc]
    assert refusals(answers) == ["Invalid"] * 4


def test_a_member_changes_what_they_say_of_themselves_and_only_of_themselves(town: Town) -> None:
    do(town.milo, actions.change_profile, **PROFILE)
    do(town.milo, actions.change_profile, **PROFILE)
    hana, actor = town.hana, town.milo.actor
    with reading() as db:
        assert db.get_one(Member, town.milo.id).role_line == "Nurse"
        with pytest.raises(Forbidden):
            queries.access_person(db, actor, hana.id, Permission.PERSON_EDIT)
    with pytest.raises(SignedOut), transaction() as db:
        actions.change_profile(db, ANYBODY, **PROFILE)


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", " "), ("handle", "hana"), ("handle", "x"), ("about", "x" * 1001),
     ("role_line", "x" * 121)],
)  # fmt: skip
def test_a_refused_profile_changes_nothing(town: Town, field: str, typed: str) -> None:
    assert town.hana.handle == "hana"
    with pytest.raises(Invalid) as refusal:
        do(town.milo, actions.change_profile, **{**PROFILE, field: typed})
    assert field in refusal.value.fields
    with reading() as db:
        assert db.get_one(Member, town.milo.id).name == "Milo"


@pytest.mark.parametrize("member_id", ["", "a" * 16, "\0" * 16, "x"])
def test_who_is_not_there_is_not_found(town: Town, member_id: str) -> None:
    with reading() as db, pytest.raises(NotFound):
        queries.access_person(db, town.milo.actor, member_id, Permission.PERSON_SEE)


def test_signing_out_ends_one_browser_and_nobody_elses(town: Town) -> None:
    ended: list[SignInsEnded] = []
    events.after(SignInsEnded, ended.append)
    here, there = town.milo.sign_in("here"), town.milo.sign_in("there")
    hanas = town.hana.sign_in()
    do(town.milo, actions.sign_out, queries.token_hash(hanas))
    do(town.milo, actions.sign_out, queries.token_hash(here))
    do(town.milo, actions.sign_out, queries.token_hash(here))
    events._after[SignInsEnded].remove(ended.append)
    with reading() as db:
        assert queries.signed_in_with(db, here) is None
        assert queries.signed_in_with(db, there) is not None
        assert queries.signed_in_with(db, hanas) is not None
    assert [event.sign_in_ids for event in ended] == [(queries.token_hash(here),)]


def test_a_new_password_ends_every_other_sign_in(town: Town) -> None:
    keep, other, hanas = town.milo.sign_in(), town.milo.sign_in(), town.hana.sign_in()
    do(town.milo, actions.change_password, "new hash", keep=queries.token_hash(keep))
    with reading() as db:
        alive = [queries.signed_in_with(db, token) is not None for token in (keep, other, hanas)]
    assert alive == [True, False, True]


def test_a_made_up_token_signs_nobody_in(town: Town) -> None:
    token = town.milo.sign_in()
    for made_up in ("", "x", token[:-1], token + "x", queries.token_hash(token), "\0"):
        with reading() as db:
            assert queries.signed_in_with(db, made_up) is None


def test_what_signed_in_long_ago_is_not_kept(town: Town) -> None:
    start = datetime.now(UTC)
    with clock.fixed(start) as set_clock:
        town.milo.sign_in()
        town.hana.sign_in()
        set_clock(start + timedelta(days=31))
        town.milo.sign_in()
    assert sign_ins() == 2, "Milo's old one is gone; Hana has not been here since"


def test_a_community_keeps_an_administrator(town: Town) -> None:
    def give(person: Person, role: CommunityRole) -> None:
        with transaction() as db:
            actions.give_role(db, db.get_one(Member, person.id), role)

    with pytest.raises(Invalid, match="at least one"):
        give(town.ada, CommunityRole.MEMBER)
    give(town.milo, CommunityRole.ADMINISTRATOR)
    answers = at_once(
        lambda: give(town.ada, CommunityRole.MEMBER),
        lambda: give(town.milo, CommunityRole.MEMBER),
    )
    assert refusals(answers) == ["Invalid"]


def test_a_password_fits_only_as_it_was_typed() -> None:
    kept = hash_password(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert password_fits(PASSWORD, kept)
    for other in (PASSWORD.upper(), PASSWORD + " ", PASSWORD[:-1], "", "x" * 100_000, "\0"):
        assert not password_fits(other, kept)
    assert not password_fits(PASSWORD, None)
    assert not password_fits(PASSWORD, "no hash at all")
    assert not password_fits("nobody has this password", None)
