"""Decisions about what members say of themselves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core import clock
from community.core.errors import Invalid
from community.core.text import tidy_line
from community.members import profile_rules as rules
from community.members.showing import last_active

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("English, Polish", "English, Polish"), ("english,English ,ENGLISH", "ENGLISH"),
     ("Čeština; Deutsch\nfrançais", "Čeština, Deutsch, français"), ("", ""), (" , ,", ""),
     ("日本語", "日本語"), ("English,\u202eP\u200bolish", "English, Polish")],
)  # fmt: skip
def test_languages_stand_once_each_with_commas_between(typed: str, kept: str) -> None:
    assert rules.tidy_languages(typed) == kept


@pytest.mark.parametrize("typed", ["English and some Polish and more", ",".join("abcdefghi")])
def test_languages_that_are_a_sentence_or_too_many_are_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.tidy_languages(typed)
    assert "languages" in refusal.value.fields


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Europe/London", "Europe/London"), ("europe / london", "Europe/London"),
     ("London", "Europe/London"), ("new york", "America/New_York"), ("utc", "UTC"), ("", ""),
     (" ", "")],
)  # fmt: skip
def test_a_place_is_known_by_its_city_too(typed: str, kept: str) -> None:
    assert rules.tidy_time_zone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["Atlantis", "../etc/passwd", "Europe/", "GMT+25", "Europe/London\0x", "x" * 500, "/"]
)
def test_a_place_that_is_nowhere_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.tidy_time_zone(typed)
    assert "time_zone" in refusal.value.fields


def test_the_time_there_follows_the_place() -> None:
    with clock.fixed(NOON):
        assert rules.clock_there("Asia/Tokyo") == "21:00"
        assert rules.clock_there("") == ""
        assert rules.clock_there("Atlantis") == "", "kept long ago, unknown by now"


@pytest.mark.parametrize(
    ("typed", "address", "label"),
    [("https://example.org/a?b=c#d", "https://example.org/a?b=c#d", "example.org"),
     ("example.org", "https://example.org", "example.org"),
     ("http://example.org:8080/", "http://example.org:8080/", "example.org"),
     ("https://müller.example", "https://müller.example", "müller.example")],
)  # fmt: skip
def test_a_link_leads_to_a_page(typed: str, address: str, label: str) -> None:
    (link,) = rules.tidy_links([("", typed)])
    assert (link.address, link.label) == (address, label)


@pytest.mark.parametrize(
    "typed",
    ["javascript:alert(1)", "JaVaScRiPt://example.org/%0aalert(1)", "data:text/html,x", "ftp://a.b",
     "https://", "https://localhost", "https://user:word@example.org", "https://example.org@evil.org",
     "mailto:ana@example.org", "ana@example.org", "//example.org", "https://exa mple.org",
     'https://example.org/"><script>', "https://example.org\\@evil.org", "https://[::1",
     "vbscript:x", "https://" + "a" * 300 + ".org", "file:///etc/passwd", "https://.org", "\0"],
)  # fmt: skip
def test_what_is_no_page_is_refused(typed: str) -> None:
    if tidy_line(typed) == "":
        assert rules.tidy_links([("", typed)]) == []
        return
    with pytest.raises(Invalid) as refusal:
        rules.tidy_links([("Mine", typed)])
    assert "links" in refusal.value.fields


def test_at_most_five_links_and_an_empty_address_is_none() -> None:
    some = [("", f"https://example.org/{n}") for n in range(6)]
    assert len(rules.tidy_links([*some[:5], ("Label", " ")])) == 5
    with pytest.raises(Invalid, match="At most 5"):
        rules.tidy_links(some)
    with pytest.raises(Invalid, match="40"):
        rules.tidy_links([("x" * 41, "https://example.org")])


@given(st.text(max_size=60))
def test_no_text_becomes_an_address_that_runs_something(typed: str) -> None:
    try:
        links = rules.tidy_links([("", typed)])
    except Invalid:
        return
    assert all(link.address.startswith(("https://", "http://")) for link in links)
    assert all(link.host for link in links)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", None), ("2026-11-21", date(2026, 11, 21)), (" 2026-12-24 ", date(2026, 12, 24)),
     ("2027-11-22", date(2027, 11, 22))],
)  # fmt: skip
def test_a_day_to_be_back_is_today_or_within_a_year(typed: str, kept: date | None) -> None:
    with clock.fixed(NOON):
        assert rules.tidy_away(typed) == kept


@pytest.mark.parametrize(
    "typed", ["yesterday", "2026-11-20", "2027-11-23", "2026-02-30", "24.12.2026", "9" * 30, "0"]
)
def test_another_day_is_refused_with_a_reason(typed: str) -> None:
    with clock.fixed(NOON), pytest.raises(Invalid) as refusal:
        rules.tidy_away(typed)
    assert "away_until" in refusal.value.fields


@pytest.mark.parametrize("given_forms", [["fax"], ["face", "x"], [""]])
def test_ways_of_meeting_are_those_of_the_list(given_forms: list[str]) -> None:
    with pytest.raises(Invalid):
        rules.tidy_forms(given_forms)
    assert rules.tidy_forms(["text", "face", "face"]) == ["face", "text"]


@pytest.mark.parametrize(("days", "said"), [(0, "this week"), (6, "this week"), (7, "this month"),
                                            (30, "this month"), (31, "longer ago"),
                                            (4000, "longer ago")])  # fmt: skip
def test_when_somebody_was_here_is_told_in_three_words_only(days: int, said: str) -> None:
    assert last_active(NOON.date() - timedelta(days=days), NOON.date()) == said


def test_somebody_who_never_was_here_is_not_spoken_of() -> None:
    assert last_active(None, NOON.date()) == ""
