"""Decisions about circles, and about what is said in their rooms."""

import pytest

from community.access.policy import Audience, Visibility
from community.circles import rules as circles
from community.core.errors import Invalid, Refused
from community.rooms import rules as rooms

BLANK = ["", " ", "\n\n", "\t", "\u200b", "\u200d", "\u3164", "\u2800", "\ufeff"]


@pytest.mark.parametrize("typed", BLANK)
def test_a_circle_has_a_name_and_a_purpose_to_read(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        circles.tidy_name(typed)
    assert "name" in refusal.value.fields
    with pytest.raises(Invalid) as refusal:
        circles.tidy_purpose(typed)
    assert "purpose" in refusal.value.fields


def test_names_and_purposes_have_their_bounds() -> None:
    assert circles.tidy_name(" Hand   splints ") == "Hand splints"
    assert circles.tidy_name("a" * 80)
    assert circles.tidy_purpose("a" * 1500)
    with pytest.raises(Invalid, match="this one has 81"):
        circles.tidy_name("a" * 81)
    with pytest.raises(Invalid, match="this has 1501"):
        circles.tidy_purpose("a" * 1501)


def test_a_way_in_is_one_of_four() -> None:
    assert {circles.as_visibility(v.value) for v in Visibility} == set(Visibility)
    for typed in ("", "OPEN", "secret", "open "):
        with pytest.raises(Invalid):
            circles.as_visibility(typed)


@pytest.mark.parametrize(
    ("hosts", "is_host", "others", "stays"),
    [(1, True, 3, True), (1, True, 0, False), (2, True, 3, False), (1, False, 3, False)],
)
def test_only_the_last_host_of_others_has_to_stay(
    hosts: int, is_host: bool, others: int, stays: bool
) -> None:
    if stays:
        with pytest.raises(Refused, match="only host"):
            circles.keep_a_host(hosts, leaving_is_host=is_host, others=others)
    else:
        circles.keep_a_host(hosts, leaving_is_host=is_host, others=others)


@pytest.mark.parametrize("typed", BLANK)
def test_a_message_has_something_to_read(typed: str) -> None:
    with pytest.raises(Invalid, match="write something"):
        rooms.tidy_body(typed)


def test_a_message_has_at_most_4000_characters_after_tidying() -> None:
    assert rooms.tidy_body("a" * 4000 + "\u200b\n \n") == "a" * 4000
    with pytest.raises(Invalid, match="this one has 4,001"):
        rooms.tidy_body("a" * 4001)


@pytest.mark.parametrize("key", ["a" * 8, "A-z_0-9_", "x" * 64])
def test_client_keys(key: str) -> None:
    assert rooms.check_client_key(key) == key


@pytest.mark.parametrize(
    "key", ["", "a" * 7, "a" * 65, "with space", "ключключ", "a" * 8 + "\n", "a/b/c/d/e"]
)
def test_client_keys_that_are_refused(key: str) -> None:
    with pytest.raises(Invalid):
        rooms.check_client_key(key)


def test_one_reacts_with_a_sign_of_our_list() -> None:
    assert all(rooms.check_emoji(sign) == sign for sign in rooms.EMOJI)
    for other in ("", "🏴‍☠️", "👍👍", "❤", "like"):
        with pytest.raises(Invalid):
            rooms.check_emoji(other)


def test_a_reply_is_read_by_no_more_people_than_what_it_replies_to() -> None:
    hosts, everyone = Audience.HOSTS, Audience.EVERYONE
    assert rooms.narrower(hosts, everyone) is rooms.narrower(everyone, hosts) is hosts
    assert rooms.narrower(everyone, everyone) is everyone


@pytest.mark.parametrize(("asked", "given"), [(None, 50), (0, 1), (-5, 1), (7, 7), (10_000, 200)])
def test_a_page_has_1_to_200_items(asked: int | None, given: int) -> None:
    assert rooms.page_size(asked) == given
