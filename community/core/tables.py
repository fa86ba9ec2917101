"""Tables to take away as CSV (RFC 4180), that no spreadsheet runs."""

import csv
import io
from collections.abc import Iterator, Sequence

Row = Sequence[object]
BATCH = 500
# What spreadsheets take for the beginning of a formula, also in full width.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")  # noqa: RUF001
MARK = "\ufeff"  # without it Excel reads accents wrong


def cell(value: object) -> str:
    """As text that no spreadsheet runs."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RISKY) else text


def written(rows: Iterator[Row]) -> Iterator[str]:
    """The rows as CSV, some hundred lines at a time."""
    page = io.StringIO(MARK)
    page.seek(0, io.SEEK_END)
    writer = csv.writer(page)
    for number, row in enumerate(rows, 1):
        writer.writerow([cell(value) for value in row])
        if number % BATCH == 0:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()
