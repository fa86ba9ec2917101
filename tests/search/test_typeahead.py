"""Names while one types them."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import slips, typeahead
from search.slips import one_slip
from search.typeahead import Typeahead, folded

ROWS = [
    ("hana", ("Hana Müller",), 0),
    ("milo", ("Milo Brown",), 0),
    ("csharp", ("C#", "C sharp", ".NET"), 5),
    ("cpp", ("C++",), 3),
    ("r", ("R",), 9),
    ("st3", ("ST3",), 0),
    ("arcp", ("ARCP", "Annual review of competence"), 2),
    ("time", ("time-management",), 4),
    ("timing", ("Timing of antibiotics",), 1),
]


def filled(rows: Iterable[typeahead.Row] = ROWS) -> Typeahead:
    table = Typeahead()
    table.fill(rows)
    return table


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ha", ["hana"]),
        ("mull", ["hana"]),
        ("MÜLLER", ["hana"]),
        ("c", ["csharp", "cpp", "arcp"]),
        ("c#", ["csharp"]),
        ("C++", ["cpp"]),
        (".net", ["csharp"]),
        ("r", ["r", "arcp"]),
        ("st3", ["st3"]),
        ("annual rev", ["arcp"]),
        ("review", ["arcp"]),
        ("competence", ["arcp"]),
        ("time_man", ["time"]),
        ("time management", ["time"]),
        ("tim", ["time", "timing"]),
        ("managment", ["time"]),
        ("mangaement", ["time"]),
        ("tme-management", []),
        ("tmie management", ["time"]),
        ("mulller", ["hana"]),
        ("xqzz", []),
        ("", []),
        ("  -  ", []),
        ("a" * 10_000, []),
    ],
)
def test_a_name_is_found_by_the_beginning_of_a_word_and_with_a_slip(
    typed: str, found: list[str]
) -> None:
    assert filled().find(typed, 5) == found


def test_the_most_used_comes_first_and_a_later_word_after_a_first_one() -> None:
    table = filled([("a", ("Wound care",), 1), ("b", ("Care of wounds",), 1), ("c", ("Care",), 9)])

    assert table.find("care", 9) == ["c", "b", "a"]
    assert table.find("care", 2) == ["c", "b"]


def test_what_is_skipped_is_as_if_it_were_not_there() -> None:
    many = [(f"p{n:03}", (f"Person {n:03}",), 1000 - n) for n in range(400)]
    table = filled(many)

    assert table.find("p", 3, {f"p{n:03}" for n in range(100)}.__contains__) == [
        "p100",
        "p101",
        "p102",
    ]
    assert table.find("perosn", 1, {"p000"}.__contains__) == ["p001"]


def test_a_new_name_takes_the_place_of_the_old() -> None:
    table = filled()
    table.put("milo", ("Milo Green",))
    table.put("nora", ("Nora Brown",))
    table.drop("hana")
    table.drop("hana")

    assert table.find("brown", 5) == ["nora"]
    assert table.find("green", 5) == ["milo"]
    assert table.find("hana", 5) == []
    assert len(table) == len(ROWS)


NAMES = st.lists(
    st.text(alphabet="abc é#", min_size=1, max_size=8).filter(folded), min_size=1, max_size=2
)
STEPS = st.lists(
    st.tuples(st.sampled_from("pqrstuvw"), st.one_of(st.none(), NAMES), st.integers(0, 3)),
    max_size=30,
)


@given(steps=STEPS, asked=st.lists(st.text(alphabet="abcde# ", max_size=6), max_size=6))
def test_however_it_came_about_a_table_answers_as_one_made_anew(
    steps: list[tuple[str, list[str] | None, int]], asked: list[str]
) -> None:
    """With limits so small that everything kept ready is cut, shrinks and grows."""
    kept = typeahead.TOP, typeahead.MANY
    typeahead.TOP, typeahead.MANY = 2, 2
    try:
        table = filled([])
        rows: dict[str, typeahead.Row] = {}
        for thing, names, weight in steps:
            table.find("a", 2)
            if names is None:
                table.drop(thing)
                rows.pop(thing, None)
            else:
                table.put(thing, names, weight)
                rows[thing] = (thing, names, weight)
        anew = filled(rows.values())
        for typed in asked:
            for limit in (1, 2, 5):
                assert table.find(typed, limit) == anew.find(typed, limit)
    finally:
        typeahead.TOP, typeahead.MANY = kept


@given(
    rows=st.dictionaries(st.sampled_from("pqrstuvw"), st.tuples(NAMES, st.integers(0, 2))),
    typed=st.text(alphabet="abc# ", max_size=3).filter(folded),
)
def test_the_beginnings_found_are_those_one_finds_by_reading_every_name(
    rows: dict[str, tuple[list[str], int]], typed: str
) -> None:
    begun = folded(typed)
    expected = {
        thing
        for thing, (names, _) in rows.items()
        if any(f" {folded(name)}".find(f" {begun}") >= 0 for name in names)
    }
    table = filled([(thing, names, weight) for thing, (names, weight) in rows.items()])

    assert set(table.find(typed, 99)) == expected


@given(st.text(alphabet="abc", max_size=6), st.text(alphabet="abc", max_size=6))
def test_one_slip_is_one_letter_more_less_other_or_swapped(one: str, other: str) -> None:
    assert one_slip(one, other) == (other in _slips(one))


@given(st.text(alphabet="abcdefg", min_size=5, max_size=10), st.data())
def test_every_slip_in_a_long_word_is_forgiven(word: str, data: st.DataObject) -> None:
    typed = data.draw(st.sampled_from(sorted(_slips(word, "abx"))))

    found = filled([("it", (f"first {word}",), 0)]).find(typed, 5)

    assert found == ["it"] or len(typed) < slips.SHORTEST


def _slips(word: str, letters: str = "abc") -> set[str]:
    found = {word}
    for place in range(len(word) + 1):
        left, right = word[:place], word[place:]
        found |= {left + letter + right for letter in letters}
        found |= {left + letter + right[1:] for letter in letters if right}
        found |= {left + right[1:]} if right else set()
        found |= {left + right[1] + right[0] + right[2:]} if len(right) > 1 else set()
    return found
