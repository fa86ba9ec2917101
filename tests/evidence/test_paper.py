"""Evidence as a PDF: what stands in it, and that its signature does not hinder who reads it."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from community.evidence import actions, codes
from community.evidence.making import file_of
from community.evidence.on_paper import laid_out, squares
from community.evidence.sealing import check
from tests.doing import do
from tests.evidence.people import FULL, desk_in, over, signed
from tests.town import Town


def words_of(content: bytes) -> str:
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_it_has_all_of_the_statement_in_words_and_is_tagged(town: Town, tmp_path: Path) -> None:
    evening = over(town, title="Splints — äöü 日本 #set page()")
    do(town.milo, actions.reflect, evening.id, FULL)
    row = signed(town.milo, evening, tmp_path)
    keys = desk_in(tmp_path).keys
    made = file_of(row.payload, actions.signature_of(row), "pdf", keys).content
    text = words_of(made)
    for words in (
        *("Evidence of learning", "Milo", "30 minutes", "2 messages", "I warm it in water."),
        *("45 minutes, participatory", "That warm water is enough.", "How slowly?"),
        *(codes.shown(row.code), "#set page()", "Splint makers"),
    ):
        assert words in text, words
    assert "HANA" not in text
    root: Any = PdfReader(BytesIO(made)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert check(made, keys).code == row.code


def test_without_a_reflection_there_is_no_account(town: Town, tmp_path: Path) -> None:
    row = signed(town.milo, over(town), tmp_path)
    assert laid_out(json.loads(row.payload))["account"] == []


def test_the_squares_are_those_of_the_code() -> None:
    rows = squares("https://learn.example.org/verify/00000000000000000000")
    finder = [(0, 7), (len(rows) - 7, 7)]
    assert [rows[0][0], rows[0][-1]] == finder
    assert all(start + wide <= len(rows) for row in rows for start, wide in row)
