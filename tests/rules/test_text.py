"""Words as people type them, kept and compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core.text import fold, initials, plural, slug, tidy_line, tidy_text

ANY_TEXT = st.text(max_size=200)

# What looks harmless and is not: each with what is left of it.
TRICKS = {
    "turned round": ("Han\u202ea", "Hana"),
    "left to right mark": ("\u200eHana", "Hana"),
    "zero width space": ("Ha\u200bna", "Hana"),
    "zero width non-joiner": ("Ha\u200cna", "Hana"),
    "joiner between letters": ("Ha\u200dna", "Hana"),
    "word joiner": ("Ha\u2060na", "Hana"),
    "byte order mark": ("\ufeffHana", "Hana"),
    "soft hyphen": ("Ha\u00adna", "Hana"),
    "null": ("Ha\0na", "Hana"),
    "escape": ("Ha\x1b[31mna", "Ha[31mna"),
    "bell": ("Ha\x07na", "Hana"),
    "tag characters": ("Hana\U000e0041\U000e0042", "Hana"),
    "lone surrogate": ("Ha\ud800na", "Hana"),
    "private use": ("Ha\ue000na", "Hana"),
    "isolates": ("\u2066Hana\u2069", "Hana"),
    "next line": ("Ha\x85na", "Hana"),
    "joiner at the beginning": ("\u200d\u200dHana", "Hana"),
    "braille blank": ("Ha\u2800na", "Ha na"),
    "hangul filler": ("\u3164Hana\uffa0", "Hana"),
    "line separator": ("Ha\u2028na", "Ha na"),
    "accent on nothing": ("\u0301 \u0301Hana", "Hana"),
    "composed": ("Zoe\u0301", "Zo\u00e9"),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_what_cannot_be_seen_is_not_kept(trick: str) -> None:
    typed, kept = TRICKS[trick]
    assert tidy_line(typed) == kept


@pytest.mark.parametrize("typed", ["👩‍⚕️", "❤️", "🏳️‍🌈", "नमस्ते", "Łódź", "李雷", "C#", "ST3"])
def test_words_and_signs_of_all_scripts_stay(typed: str) -> None:
    assert tidy_line(typed) == unicodedata.normalize("NFC", typed)


def test_a_heap_of_accents_is_no_taller_than_a_word_needs() -> None:
    heap = "H" + "\u0315\u031b\u0340\u0341\u0358" * 20
    assert sum(map(bool, map(unicodedata.combining, tidy_line(heap)))) <= 5


@given(ANY_TEXT)
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy_text(tidy_text(text)) == tidy_text(text)
    assert tidy_line(tidy_line(text)) == tidy_line(text)


@given(ANY_TEXT)
def test_a_tidy_line_is_one_line_without_blank_edges(text: str) -> None:
    line = tidy_line(text)
    assert line == line.strip()
    assert len(line.splitlines()) <= 1


@given(ANY_TEXT)
def test_tidy_words_can_be_stored_in_any_database(text: str) -> None:
    kept = tidy_text(text)
    assert "\0" not in kept
    assert kept.encode().decode() == kept


@given(ANY_TEXT)
def test_a_slug_can_stand_in_an_address(text: str) -> None:
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_line_ends_are_one_sign_however_they_were_typed() -> None:
    assert tidy_text("a\r\nb\rc\nd\n\n") == "a\nb\nc\nd"


def test_a_drawing_keeps_its_shape() -> None:
    assert tidy_text("\n   /\\\n  /  \\\n") == "   /\\\n  /  \\"


def test_folding_forgets_case_and_accents_and_keeps_what_tells_skills_apart() -> None:
    assert fold("  ÉVÁ ") == "eva"
    assert fold("Straße") == fold("STRASSE")
    assert fold("C#") != fold("C")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Hana Kovac", "HK"), ("Hana", "H"), ("ana maria silva", "AS"), ("!", "!"), ("", "?")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@given(ANY_TEXT)
def test_everybody_has_initials_of_one_or_two_letters(name: str) -> None:
    assert 1 <= len(initials(name)) <= 2


def test_a_number_of_things_reads_as_people_say_it() -> None:
    assert plural(1, "member") == "1 member"
    assert plural(0, "member") == "0 members"
    assert plural(2, "person", "people") == "2 people"
    assert plural(12_345, "message") == "12,345 messages"
