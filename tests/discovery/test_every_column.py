"""A word in every column that nobody is to find things by, looked for by everybody."""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Table, UniqueConstraint, select, update
from sqlalchemy.orm import Session

from community.access.session_rules import OpenTo
from community.core.database import Base
from community.core.transaction import reading, transaction
from community.discovery import documents
from community.discovery.audience import audiences
from community.discovery.suggesting import KINDS
from community.discovery.views import FOUND_KINDS, tables
from community.discovery.views import index as search_index
from community.skills.actions import offer, wish
from search.api import Query
from search.query import FIELDS
from tests.browsing import Browsing
from tests.discovery.columns import COLUMNS, Found, with_words
from tests.discovery.rows import fill_every_table
from tests.doing import do
from tests.insights.test_writing import published
from tests.town import Town
from tests.transcripts.evenings import end, held

COMMON = "quokka"  # stands beside each of the words
LETTERS = "bcdfghjklm"


def test_of_every_column_it_is_said_who_is_found_by_it() -> None:
    there = {name: set(columns) for name, columns in with_words().items()}
    said = {name: set(columns) for name, columns in COLUMNS.items()}

    assert said == there, "say in tests/discovery/columns.py what a new column means to the search"


@pytest.fixture
def planted(browsing: Browsing, town: Town) -> dict[str, str]:
    """By word the column it stands in."""
    settle(town)
    words: dict[str, str] = {}
    with transaction() as db:
        fill_every_table(db)
        for name, columns in with_words().items():
            for column in columns.values():
                if COLUMNS[name][column.name] is Found.NOBODY:
                    word = "zq" + "".join(LETTERS[int(sign)] for sign in f"{len(words):03}") + "v"
                    plant(db, Base.metadata.tables[name], column, word)
                    words[word] = str(column)
    with browsing.app.app_context():
        search_index().rebuild()
        while tables().follow():
            pass
    return words


def settle(town: Town) -> None:
    """People with skills, a circle, an evening that is over and an insight of it."""
    do(town.hana, offer, "Splinting", words="Warm it first.")
    do(town.milo, wish, "Splinting")
    evening = held(town, town.milo, open_to=OpenTo.MEMBERS, title="An evening")
    town.say(town.milo, evening, "Which thumb?")
    end(evening)
    published(town.hana)


def plant(db: Session, table: Table, column: "Column[Any]", word: str) -> None:
    """In every row, or in one where no two may be the same."""
    keys = list(table.primary_key.columns)
    rows = db.execute(select(*keys)).all()
    assert rows, f"{table.name} holds nothing"
    for row in rows[:1] if _alone(table, column) else rows:
        this = [key == value for key, value in zip(keys, row, strict=True)]
        db.execute(update(table).where(*this).values({column.name: _said(column, word)}))


def _alone(table: Table, column: "Column[Any]") -> bool:
    constraints = (one for one in table.constraints if isinstance(one, UniqueConstraint))
    together = {one.name for constraint in constraints for one in constraint.columns}
    return bool(column.unique or column.primary_key or column.name in together)


def _said(column: "Column[Any]", word: str) -> Any:
    said = f"{COMMON} {word}"
    if not isinstance(column.type, JSON):
        return said
    if column.name == "references":
        return [dict.fromkeys(("author", "year", "title", "address", "accessed"), said)]
    if column.name == "links":
        return [{"label": said, "address": f"https://{word}.example.org"}]
    return {"title": said} if column.name == "given" else [said]


def test_no_document_of_the_index_holds_any_of_them(
    planted: dict[str, str], browsing: Browsing
) -> None:
    with browsing.app.app_context():
        every = [repr(one) for one in documents.everything()]

    assert len(every) > 5
    assert [planted[word] for word, text in product(planted, every) if word in text] == []


def test_nobody_is_told_of_any_by_any_door(
    planted: dict[str, str], browsing: Browsing, town: Town
) -> None:
    for reader in (town.hana, town.otto, town.ada):
        visitor = browsing.by(reader)

        def told(q: str, visitor: Any = visitor, **how: str) -> str:
            return str(visitor.get("/search", q=q, **how).text).lower()

        for how in ({}, {"sort": "newest"}, *({"kind": kind} for kind in FOUND_KINDS)):
            page = told(COMMON, **how)
            assert "nothing found" in page
            assert [planted[word] for word in planted if word in page] == []
        for some in _some(planted, 10):
            assert "nothing found" in told(" ".join(some)), [planted[word] for word in some]
        for some in _some(planted, 3):
            page = told(" ".join(f"{word[:-1]}w" for word in some))
            assert [planted[word] for word in some if word in page] == []
        for typed in ("zq", COMMON[:4], *(f"zq{letter}" for letter in LETTERS)):
            # Of what one searched for oneself one is told; see test_recent.
            kinds = ",".join(KINDS)
            answer = visitor.get("/api/v1/suggestions", q=typed, kinds=kinds).get_json()
            assert answer["suggestions"] == [], typed


def test_no_filter_knows_of_any(planted: dict[str, str], browsing: Browsing, town: Town) -> None:
    with browsing.app.app_context():
        index = search_index()
    with reading() as db:
        theirs = audiences(db, town.hana.actor)

    for name, word in product(FIELDS, planted):
        query = Query.parse(f"{name}:{word}")
        assert index.search(query, theirs, limit=1).total == 0, (name, planted[word])


def test_the_planting_itself_would_be_noticed(browsing: Browsing, town: Town) -> None:
    """The same word in a column that members are found by."""
    settle(town)
    with transaction() as db:
        plant(db, Base.metadata.tables["members"], Base.metadata.tables["members"].c.about, "zqv")
    with browsing.app.app_context():
        search_index().rebuild()

    assert "Nothing found" not in browsing.by(town.otto).get("/search", q="zqv").text


def _some(words: Iterable[str], most: int) -> Iterator[list[str]]:
    """All of them, some at a time."""
    every = list(words)
    return (every[start : start + most] for start in range(0, len(every), most))
