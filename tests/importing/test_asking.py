"""Which lines of a past chat put its prepared questions."""

import json
from collections import Counter
from pathlib import Path

import pytest

from community.importing.asking import openings, voice_of
from tests.importing.marks import MARKS

GIVEN = Path(__file__).parents[3] / "shared" / "data" / "hosted-chats.jsonl"

SPLINT = "Which material would you choose for a resting splint, and why?"
NIGHT = "How long should a splint be worn at night?"
BURNS = "What changes after a burn of the palm?"
Lines = list[tuple[str, str]]


def test_a_question_as_it_was_prepared_is_found_whoever_says_something_like_it() -> None:
    lines = [
        ("Hana", "Welcome all"),
        ("Hana", SPLINT),
        ("Milo", "Which material would you choose for a resting splint?"),
        ("Hana", f"Next question: {NIGHT}"),
    ]
    assert openings([SPLINT, NIGHT], "Hana", lines) == {0: 1, 1: 3}


def test_a_question_in_two_lines_begins_with_the_first() -> None:
    lines = [
        ("Hana", "Now tell us, which material would you choose"),
        ("Milo", "hm"),
        ("Hana", "for a resting splint, and why?"),
    ]
    assert openings([SPLINT], "Hana", lines) == {0: 0}


def test_one_put_freely_is_found_only_between_its_neighbours() -> None:
    free = "So what would you change after such a burn?"
    before: Lines = [("Hana", SPLINT), ("Milo", "Leather"), ("Hana", free)]
    assert openings([SPLINT, BURNS], "Hana", before) == {0: 0, 1: 2}
    wrong: Lines = [("Hana", free), ("Hana", SPLINT)]
    assert openings([SPLINT, BURNS], "Hana", wrong) == {0: 1}


def test_a_host_who_writes_under_another_name_or_comes_back_under_a_third() -> None:
    lines = [("owl", SPLINT), ("otter", "Cork"), ("owl_", NIGHT), ("@owl77", BURNS)]
    assert openings([SPLINT, NIGHT, BURNS], "Hana", lines) == {0: 0, 1: 2, 2: 3}


@pytest.mark.parametrize(
    ("questions", "lines"),
    [
        ([], [("Hana", SPLINT)]),
        ([SPLINT], []),
        ([SPLINT], [("Hana", "Good evening"), ("Milo", "Hello"), ("Hana", "")]),
        (["???"], [("Hana", "!")]),
    ],
)
def test_what_nobody_put_is_not_found(questions: list[str], lines: Lines) -> None:
    assert openings(questions, "Hana", lines) == {}


def test_each_question_once_and_each_line_one() -> None:
    lines = [("Hana", SPLINT), ("Hana", SPLINT), ("Hana", SPLINT)]
    assert openings([SPLINT, SPLINT], "Hana", lines) in ({0: 0, 1: 1}, {0: 1, 1: 0})


@pytest.mark.parametrize(
    ("name", "voice"),
    [("@Hana", "hana"), (" hana_", "hana"), ("hana7", "hana"), ("7", "7"), ("__", "__")],
)
def test_one_voice_under_the_names_a_broken_line_gives_it(name: str, voice: str) -> None:
    assert voice_of(name) == voice


@pytest.mark.skipif(not GIVEN.exists(), reason="The collection of hosted chats is not here.")
def test_it_does_well_on_the_chats_marked_by_hand() -> None:
    found = Counter[str]()
    with GIVEN.open(encoding="utf-8") as lines:
        for chat in map(json.loads, lines):
            if chat["id"] in MARKS:
                found += compared(chat["questions"], chat["host"], chat["messages"], chat["id"])
    precision = found["right"] / (found["right"] + found["wrong"])
    recall = found["right"] / (found["right"] + found["missed"])
    print(f"\n{dict(found)}: precision {precision:.2f}, recall {recall:.2f}")
    assert sum(found.values()) > len(MARKS)
    assert precision >= 0.85
    assert recall >= 0.85


def compared(questions: list[str], host: str, messages: list[list[str]], key: str) -> Counter[str]:
    """A question at a wrong place is wrong, and missed as well."""
    put = openings(questions, host, [(name, text) for _, name, text in messages])
    kinds: Counter[str] = Counter()
    for number, marked in enumerate(MARKS[key]):
        place = put.get(number)
        right = place is not None and place + 1 in marked
        kinds["right"] += right
        kinds["wrong"] += place is not None and not right
        kinds["missed"] += bool(marked) and not right
    return kinds
