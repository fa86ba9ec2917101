"""Real indexes in temporary directories.

Milo is a member of circle 1, which Hana hosts; Otto has signed in and is in no circle.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from search.api import Document, Query, Results, SearchEngine, open_engine
from search.meaning import MeaningEngine
from tests.search.meanings import Thesaurus

Opened = Callable[[Path], SearchEngine]
Opening = Callable[[Path], MeaningEngine]

HANA = frozenset({"public", "members", "c1", "mhana"})
MILO = frozenset({"public", "members", "c1", "mmilo"})
OTTO = frozenset({"public", "members", "motto"})


@pytest.fixture(scope="session")
def hana() -> frozenset[str]:
    return HANA


@pytest.fixture(scope="session")
def milo() -> frozenset[str]:
    return MILO


@pytest.fixture(scope="session")
def otto() -> frozenset[str]:
    return OTTO


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture(scope="module", params=["whoosh", "tantivy"])
def called(request: pytest.FixtureRequest) -> str:
    """The name of an engine: what one does the other does too."""
    return str(request.param)


@pytest.fixture(scope="module")
def opened(called: str) -> Iterator[Opened]:
    """Opens engines on directories."""
    engines: list[SearchEngine] = []

    def open_here(place: Path) -> SearchEngine:
        engines.append(open_engine(called, place))
        return engines[-1]

    yield open_here
    for engine in engines:
        engine.close()


@pytest.fixture
def engine(opened: Opened, place: Path) -> SearchEngine:
    return opened(place)


@pytest.fixture
def second(opened: Opened, place: Path) -> SearchEngine:
    """Another engine on the same directory, as another process would have it."""
    return opened(place)


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="module")
def searched(
    opened: Opened, tmp_path_factory: pytest.TempPathFactory, village: list[Document]
) -> Callable[[str, frozenset[str]], Results]:
    """Search the village as somebody."""
    engine = opened(tmp_path_factory.mktemp("village"))
    engine.apply(village, (), 1)
    return lambda typed, audiences: engine.search(Query.parse(typed), audiences)


@pytest.fixture(scope="module")
def opening(called: str) -> Iterator[Opening]:
    """Opens engines with a meaning beside them, as another process would each time."""
    engines: list[MeaningEngine] = []

    def open_here(place: Path) -> MeaningEngine:
        engines.append(MeaningEngine(open_engine(called, place), place, Thesaurus()))
        return engines[-1]

    yield open_here
    for engine in engines:
        engine.close()


@pytest.fixture(scope="module")
def tired(village: list[Document]) -> list[Document]:
    """The village, and what is said there of being tired."""
    said = [
        ("message:10", "c1", "Insomnia again."),
        ("message:11", "public", "Tired."),
        ("message:12", "members", "Rest comes first, sleep second."),
        ("message:13", "mhana", "Exhausted."),
    ]
    people = [
        Document("person:nell", "person", "Nell", "", "members", teaches=("Python",)),
        Document("person:omar", "person", "Omar", "Rest, rest.", "members", learns=("Python",)),
        Document("person:pia", "person", "Pia", "Rest, rest.", "members", teaches=("Python",)),
    ]
    messages = [
        Document(key, "message", "", body, audience, circle="Night owls")
        for key, audience, body in said
    ]
    return [*village, *messages, *people]
