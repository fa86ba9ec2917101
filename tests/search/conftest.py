"""Real indexes in temporary directories.

Milo is a member of circle 1, which Hana hosts; Otto has signed in and is in no circle.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from search.api import Document, Query, Results, SearchEngine, open_engine

HANA = frozenset({"public", "members", "c1", "mhana"})
MILO = frozenset({"public", "members", "c1", "mmilo"})
OTTO = frozenset({"public", "members", "motto"})


@pytest.fixture
def hana() -> frozenset[str]:
    return HANA


@pytest.fixture
def milo() -> frozenset[str]:
    return MILO


@pytest.fixture
def otto() -> frozenset[str]:
    return OTTO


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(place: Path) -> Iterator[SearchEngine]:
    engine = open_engine("whoosh", place)
    yield engine
    engine.close()


@pytest.fixture
def second(place: Path) -> Iterator[SearchEngine]:
    """Another engine on the same directory, as another process would have it."""
    engine = open_engine("whoosh", place)
    yield engine
    engine.close()


@pytest.fixture
def village() -> list[Document]:
    """A small community: two circles, three people, some messages."""
    return [
        Document(
            key="circle:owls",
            kind="circle",
            title="Night owls",
            body="We practise time management for people on night shifts.",
            audience="public",
            skills=("time management",),
            circle="Night owls",
            updated_at=datetime(2026, 3, 1, tzinfo=UTC),
        ),
        Document(
            key="person:hana",
            kind="person",
            title="Hana Müller",
            body="Nurse, night shifts, glad to talk.",
            audience="members",
            teaches=("time management", "C#"),
            learns=("Python",),
            people=("Hana Müller", "hana"),
            updated_at=datetime(2026, 3, 2, tzinfo=UTC),
        ),
        Document(
            key="person:milo",
            kind="person",
            title="Milo Brown",
            body="New here.",
            audience="members",
            teaches=("Python",),
            learns=("time management",),
            people=("Milo Brown", "milo"),
            updated_at=datetime(2026, 3, 3, tzinfo=UTC),
        ),
        Document(
            key="message:1",
            kind="message",
            title="",
            body="Facilitating a meeting: let silence <b>work</b> & wait for the answer.",
            audience="c1",
            people=("Hana Müller", "hana"),
            circle="Night owls",
            updated_at=datetime(2026, 4, 1, 20, 0, tzinfo=UTC),
        ),
        Document(
            key="message:2",
            kind="message",
            title="",
            body="Management of time, not time alone, made my Python better.",
            audience="c1",
            people=("Milo Brown", "milo"),
            circle="Night owls",
            updated_at=datetime(2026, 4, 2, 20, 0, tzinfo=UTC),
        ),
        Document(
            key="transcript:1",
            kind="transcript",
            title="An evening on handover",
            body="What makes a good handover between shifts?",
            audience="public",
            circle="Day larks",
            starts_at=datetime(2026, 5, 1, 18, 0, tzinfo=UTC),
            marks={"has": ("transcript",)},
            context="session:1",
        ),
    ]


@pytest.fixture
def searched(
    engine: SearchEngine, village: list[Document]
) -> Callable[[str, frozenset[str]], Results]:
    """Search the village as somebody."""
    engine.apply(village, (), 1)
    return lambda typed, audiences: engine.search(Query.parse(typed), audiences)
