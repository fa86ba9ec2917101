"""Decisions about accounts."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core.errors import Invalid
from community.members import rules


@pytest.mark.parametrize(
    "typed", ["", "  ", "\u200b", "\u200d", "\u3164", "\u2800", "\ufe0f", "\u0301"]
)
def test_a_name_has_something_to_see(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.tidy_name(typed)
    assert "name" in refusal.value.fields


def test_a_name_fits_the_page_and_says_how_long_it_was() -> None:
    assert rules.tidy_name("a" * 60) == "a" * 60
    with pytest.raises(Invalid, match="this one has 61"):
        rules.tidy_name("a" * 61)


@pytest.mark.parametrize(
    "typed", ["ana@example.org", " ANA@Example.org ", "a+b@x.co.uk", "ä@ö.example"]
)
def test_addresses_that_are_taken(typed: str) -> None:
    assert rules.tidy_email(typed) == typed.strip().casefold()


@pytest.mark.parametrize(
    "typed",
    ["", "ana", "ana@", "@example.org", "ana@example", "a na@example.org", "ana@exa mple.org",
     "ana@@example.org", "a@b@c.org", "ana@example.", "x" * 65 + "@example.org",
     "ana@" + "x" * 300 + ".org", "ana@example.org\nBcc: b@example.org",
     "ana@example.org,bob@example.org bob"],
)  # fmt: skip
def test_addresses_that_are_not(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.tidy_email(typed)
    assert "email" in refusal.value.fields


@given(st.text(max_size=300))
def test_an_address_always_fits_its_column(typed: str) -> None:
    with suppress(Invalid):
        assert len(rules.tidy_email(typed)) <= 254


@pytest.mark.parametrize(
    ("typed", "handle"),
    [("Milo", "milo"), (" @milo ", "milo"), ("ana-silva", "ana-silva"), ("ZOË", "zoe")],
)
def test_handles(typed: str, handle: str) -> None:
    assert rules.tidy_handle(typed) == handle


@pytest.mark.parametrize(
    "typed",
    ["", "ab", "a" * 41, "-milo", "milo-", "mi lo", "milo/hana", "Admin", "ÀDMIN",
     "\uff21\uff44\uff4d\uff49\uff4e",
     "everyone", "all", "me", "..", "mi_lo", "мило", "@@milo", "<b>"],
)  # fmt: skip
def test_handles_that_are_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.tidy_handle(typed)
    assert "handle" in refusal.value.fields


@given(st.text(max_size=80))
def test_every_name_gives_an_idea_for_a_handle(name: str) -> None:
    idea = rules.handle_from(name)
    assert idea == "member" or rules.tidy_handle(idea) == idea
    assert len(idea) <= 30


@pytest.mark.parametrize(
    "password",
    ["short", "a" * 9, "a" * 129, "aaaaaaaaaaaa", "password12", "PASSWORD123!", "comentor123",
     "1234567890", "qwertyuiop", "abababababab", "hana.kovac"],
)  # fmt: skip
def test_passwords_that_are_easy_to_guess_are_refused(password: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.check_password(password, "Hana Kovac", "hana.kovac")
    assert "password" in refusal.value.fields


@pytest.mark.parametrize(
    "password",
    ["four quiet blue herons", "  blanks at the edges  ", "ÄöÜ-ßtraße-9", "x" * 60 + "yzw"],
)
def test_a_password_is_kept_as_it_was_typed(password: str) -> None:
    assert rules.check_password(password) == password


def test_everybody_has_one_of_the_24_colours_for_good() -> None:
    tones = {rules.avatar_tone(f"member {number}") for number in range(500)}
    assert tones == set(range(24))
    assert rules.avatar_tone("abc") == rules.avatar_tone("abc")


def test_what_one_says_of_oneself_has_its_bounds() -> None:
    assert rules.tidy_about("a" * 1000) == "a" * 1000
    with pytest.raises(Invalid, match="1001"):
        rules.tidy_about("a" * 1001)
    with pytest.raises(Invalid, match="121"):
        rules.tidy_role_line("a" * 121)
