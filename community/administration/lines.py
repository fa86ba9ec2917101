"""A list of people as somebody pastes it or a spreadsheet saves it: name, e-mail, circle."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from community.core.errors import Invalid
from community.core.text import fold, plural, tidy_line

LINES_MOST = 500
CELL_MOST = 300  # characters kept of a cell, more than any of the three may have
HEADERS = {
    "name": {"name", "full name", "your name", "member", "person", "nom", "nombre"},
    "email": {"e-mail", "email", "mail", "e-mail address", "email address", "address"},
    "circle": {"circle", "group", "circle (optional)"},
}


@dataclass(frozen=True)
class Line:
    """One person of the list; `number` is the line's in what was sent."""

    number: int
    name: str
    email: str
    circle: str = ""


def decoded(content: bytes) -> str:
    """The text of a file; raises `Invalid` for what is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sentence = "This file is not text in UTF-8. Please save it as “CSV UTF-8” and try again."
        raise Invalid(sentence, file=sentence) from error


def read_lines(text: str) -> list[Line]:
    """Every line that holds something. Each is read by itself: a quotation mark that is never
    closed spoils its own line and swallows no other."""
    physical = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = [(number, line) for number, line in enumerate(physical, 1) if line.strip(' \t,;"')]
    if not kept:
        sentence = "There is nobody in this list yet."
        raise Invalid(sentence, text=sentence)
    separator = _separator(kept[0][1])
    rows = [(number, _cells(line, separator)) for number, line in kept]
    order = _order(rows[0][1])
    if order is not None:
        rows = rows[1:]
    check_count(len(rows))
    return [_line(number, cells, order or _DEFAULT) for number, cells in rows]


def check_count(count: int) -> None:
    if count > LINES_MOST:
        sentence = (
            f"At most {LINES_MOST} people at a time, please; this is {plural(count, 'line')}. "
            "Nobody was invited yet."
        )
        raise Invalid(sentence, text=sentence)


def line_of(number: str, name: str, email: str, circle: str) -> Line:
    """A line of a report, as it was put right."""
    name, email, circle = (tidy_line(cell)[:CELL_MOST] for cell in (name, email, circle))
    short = number.isdecimal() and len(number) < 7
    return Line(int(number) if short else 0, name, email, circle)


_DEFAULT = {"name": 0, "email": 1, "circle": 2}


def _separator(line: str) -> str:
    """Whichever there is most of in the first line that holds something."""
    return max(",;\t", key=lambda one: (line.count(one), one == ","))


def _cells(line: str, separator: str) -> list[str]:
    try:
        cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True))
    except (csv.Error, StopIteration):
        cells = line.split(separator)
    return [tidy_line(cell)[:CELL_MOST] for cell in cells]


def _order(first: Sequence[str]) -> dict[str, int] | None:
    """Which column is what, if the first line says so."""
    if any("@" in cell for cell in first):
        return None
    found = {
        what: place
        for place, cell in enumerate(first)
        for what, names in HEADERS.items()
        if fold(cell).strip("*: ") in names
    }
    return found if "email" in found else None


def _line(number: int, cells: Sequence[str], order: dict[str, int]) -> Line:
    def cell(what: str) -> str:
        place = order.get(what, len(cells))
        return cells[place] if place < len(cells) else ""

    name, email = cell("name"), cell("email")
    if "@" in name and "@" not in email:
        name, email = email, name
    return Line(number, name, email, cell("circle"))
