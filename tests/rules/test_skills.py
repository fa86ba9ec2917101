"""Names of skills: what is the same, what is not, and what is kept of them."""

import itertools
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from community.core.errors import Invalid
from community.skills.models import Level
from community.skills.rules import (
    KEY_MOST,
    NAME_MOST,
    as_level,
    higher,
    joined,
    skill_key,
    split_names,
    tidy_said,
    tidy_skill,
)

ANY_TEXT = st.text(max_size=80)
APART = [
    "C#", "C++", "C", ".NET", "NET", "F#", "R", "R&D", "RD", "ST3", "ST", "ARCP", "A/B testing",
    "AB testing", "3D printing", "D printing", "Node.js", "time-management", "management",
]  # fmt: skip
WIDE = "".join(chr(ord(sign) + 0xFEE0) for sign in "C#")
SAME = [
    ("C#", "c♯", " C# ", WIDE),
    ("time-management", "Time  Management", "time_management", "TIME–MANAGEMENT"),
    ("time management", "Time management.", "time management …", "time\u00a0management"),
    ("Séance", "seance", "SÉANCE", "se\u0301ance"),
    ("ARCP", "arcp", "ARCP!", "ar\u200bcp"),
    ("R&D", "r&d", "R&D."),
    ("Straße", "STRASSE"),
    ("Ἀθῆναι", "αθηναι"),
]  # fmt: skip


def test_signs_keep_skills_apart() -> None:
    keys = [skill_key(name) for name in APART]
    assert len(set(keys)) == len(APART)


@pytest.mark.parametrize("names", SAME, ids=lambda names: names[0])
def test_spellings_of_one_skill_are_one(names: tuple[str, ...]) -> None:
    assert len({skill_key(name) for name in names}) == 1


def test_marks_that_make_another_letter_stay() -> None:
    assert skill_key("かき") != skill_key("かぎ")
    assert skill_key("한국어") == skill_key(unicodedata.normalize("NFD", "한국어"))


@given(ANY_TEXT)
@example("ͅ")
@example("ﬃ … -_ .")
@example("İ")
def test_a_key_is_its_own_key_and_has_no_loose_ends(text: str) -> None:
    key = skill_key(text)
    assert skill_key(key) == key
    assert key == " ".join(key.split())
    assert not key.endswith((".", ",", "!", "?", ":", ";"))


@given(ANY_TEXT)
def test_case_and_joining_never_matter(text: str) -> None:
    for other in (text.replace(" ", "-"), text.replace(" ", "_"), f"  {text} "):
        assert skill_key(other) == skill_key(text)
    ascii_only = text.encode("ascii", "ignore").decode()
    assert skill_key(ascii_only.upper()) == skill_key(ascii_only.lower())


@given(ANY_TEXT)
def test_a_name_that_is_taken_can_be_kept_and_found_again(text: str) -> None:
    try:
        name = tidy_skill(text)
    except Invalid:
        return
    assert 0 < len(name) <= NAME_MOST
    assert 0 < len(skill_key(name)) <= KEY_MOST
    assert tidy_skill(name) == name
    assert skill_key(name) == skill_key(text)
    assert split_names(name) == [name]


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "needs a name"), ("\u200b", "needs a name"), ("...", "needs a name"),
     ("splints, casts", "comma"), ("x" * 61, "at most 60"), ("ﷺ" * 10, "too long")],
)  # fmt: skip
def test_a_name_that_cannot_be_kept_says_why(typed: str, said: str) -> None:
    with pytest.raises(Invalid) as problem:
        tidy_skill(typed)
    assert said in problem.value.message
    assert said in problem.value.fields["skills"]


def test_a_field_names_several_skills_each_once_as_first_written() -> None:
    assert split_names(" C#, ARCP,,c♯ ,\n R&D, A/B testing, arcp") == [
        "C#", "ARCP", "R&D", "A/B testing",
    ]  # fmt: skip
    assert split_names(" , ,") == []


@given(st.lists(ANY_TEXT, max_size=6))
def test_no_words_are_lost_or_doubled_when_they_are_joined(texts: list[str]) -> None:
    whole = joined(texts)
    assert all(text in whole for text in texts)
    assert whole.count("\n") < max(1, "\n".join(texts).count("\n") + 1)
    assert joined([*texts, *texts]) == whole


@pytest.mark.parametrize(
    ("one", "other"), list(itertools.product([None, *Level], repeat=2)), ids=str
)
def test_of_two_levels_the_higher_one_stays(one: Level | None, other: Level | None) -> None:
    order = [None, Level.BEGINNING, Level.PRACTISING, Level.SEASONED]
    assert order.index(higher(one, other)) == max(order.index(one), order.index(other))


def test_own_words_and_levels_that_cannot_be_kept_say_why() -> None:
    assert tidy_said("  twelve years\nof hand clinics ", "words") == "twelve years\nof hand clinics"
    with pytest.raises(Invalid, match="At most 500"):
        tidy_said("x" * 501, "words")
    assert (as_level(""), as_level("seasoned")) == (None, Level.SEASONED)
    with pytest.raises(Invalid, match="one of the levels"):
        as_level("wizard")
