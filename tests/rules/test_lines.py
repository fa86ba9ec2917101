"""Lists of people, as they are pasted, saved by spreadsheets, and broken by both."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.administration.lines import LINES_MOST, Line, decoded, line_of, read_lines
from community.core.errors import Invalid
from community.core.tables import RISKY, cell, written
from community.core.text import tidy_line

ANA = Line(1, "Ana Silva", "ana@example.org")
BEN = Line(2, "Ben Ode", "ben@example.org", "Splinting")


@pytest.mark.parametrize(
    "text",
    [
        "Ana Silva,ana@example.org\nBen Ode,ben@example.org,Splinting",
        "Ana Silva;ana@example.org;\r\nBen Ode;ben@example.org;Splinting\r\n",
        "Ana Silva\tana@example.org\rBen Ode\tben@example.org\tSplinting",
        '\ufeff"Ana Silva", "ana@example.org"\n"Ben Ode", ben@example.org , Splinting\n\n',
        "ana@example.org,Ana Silva\nben@example.org,Ben Ode,Splinting",
    ],
)
def test_every_common_shape_is_read(text: str) -> None:
    assert read_lines(text) == [ANA, BEN]


@pytest.mark.parametrize(
    "head",
    [
        "Name,E-mail,Circle",
        "name;email;circle",
        '"Full name","E-Mail address","Group"',
        "\ufeffNAME,MAIL",
    ],
)
def test_headings_are_no_person(head: str) -> None:
    separator = ";" if ";" in head else ","
    text = f"{head}\nAna Silva{separator}ana@example.org"
    assert read_lines(text) == [Line(2, "Ana Silva", "ana@example.org")]


def test_headings_say_what_stands_where() -> None:
    text = "Phone,E-mail,Circle,Name\n0123,ana@example.org,Splinting,Ana Silva\n"
    assert read_lines(text) == [Line(2, "Ana Silva", "ana@example.org", "Splinting")]


def test_a_first_line_without_an_address_that_is_no_heading_is_somebody() -> None:
    assert read_lines("Ana Silva,nothing\nBen,ben@example.org")[0] == Line(
        1, "Ana Silva", "nothing"
    )


def test_numbers_are_those_of_the_file() -> None:
    found = read_lines("\n\nAna Silva,ana@example.org\n ,; \nBen Ode,ben@example.org")
    assert [line.number for line in found] == [3, 5]


def test_a_quotation_mark_that_stays_open_swallows_no_other_line() -> None:
    found = read_lines('"Ana Silva,ana@example.org\nBen Ode,ben@example.org')
    assert [line.number for line in found] == [1, 2]
    assert found[1] == Line(2, "Ben Ode", "ben@example.org")


@pytest.mark.parametrize("text", ["", "\n \n,;\n", "\ufeff"])
def test_an_empty_list_is_said_to_be_empty(text: str) -> None:
    with pytest.raises(Invalid, match="nobody in this list"):
        read_lines(text)


def test_five_hundred_and_no_more() -> None:
    lines = [f"Person {n},p{n}@example.org" for n in range(LINES_MOST)]
    assert len(read_lines("name,email\n" + "\n".join(lines))) == LINES_MOST
    with pytest.raises(Invalid, match="501 lines"):
        read_lines("\n".join([*lines, "One,more@example.org"]))


def test_files_are_read_with_and_without_their_mark() -> None:
    assert decoded("\ufeffZoë".encode()) == decoded("Zoë".encode()) == "Zoë"
    for wrong in ("Zoë".encode("latin-1"), "Zoë".encode("utf-16"), b"\xff\xfe\x00"):
        with pytest.raises(Invalid, match="UTF-8"):
            decoded(wrong)


@given(st.lists(st.text(max_size=40), max_size=12))
def test_no_line_that_holds_something_is_lost(rows: list[str]) -> None:
    """Whatever is typed: a line is read, or is a heading, or holds nothing."""
    text = "x,x@example.org\n" + "\n".join(rows)
    ends = str.maketrans("\r", "\n")
    held = [
        number
        for number, line in enumerate(text.replace("\r\n", "\n").translate(ends).split("\n"), 1)
        if line.strip(' \t,;"')
    ]
    assert [line.number for line in read_lines(text)] == held


@given(st.text(max_size=9), st.text(max_size=50), st.text(max_size=50), st.text(max_size=50))
def test_a_line_put_right_is_tidy(number: str, name: str, email: str, circle: str) -> None:
    line = line_of(number, name, email, circle)
    assert (line.name, line.email) == (tidy_line(name), tidy_line(email))


# What goes out

FORMULAS = [
    f"{start}{rest}"
    for start in (*RISKY, "=+", "@SUM")
    for rest in ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://e.example")')
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_a_formula(text: str) -> None:
    table = "".join(written(iter([("name", text), (text, "name")])))
    rows = list(csv.reader(io.StringIO(table.removeprefix("\ufeff"), newline="")))
    assert not [one for row in rows for one in row if one.startswith(RISKY)]
    assert rows[0][1] == f"'{text}"


@given(st.lists(st.lists(st.text(), min_size=1, max_size=4), min_size=1, max_size=5))
def test_every_table_reads_back_as_it_was(rows: list[list[str]]) -> None:
    table = "".join(written(iter(rows))).removeprefix("\ufeff")
    read = list(csv.reader(io.StringIO(table, newline="")))
    assert read == [[cell(one) for one in row] for row in rows]


def test_nothing_is_an_empty_cell() -> None:
    assert "".join(written(iter([(None, 0, "x")]))) == "\ufeff,0,x\r\n"
