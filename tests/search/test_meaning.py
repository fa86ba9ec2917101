"""What is close in meaning is found too, inside every filter, by those it is for, and counted."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.api import Document, Query, Results, open_engine
from search.meaning import MeaningEngine
from tests.search.conftest import HANA, MILO, OTTO
from tests.search.meanings import Thesaurus, think

FACETS = ("kind", "circle", "skill", "month")
Opening = Callable[[Path], MeaningEngine]


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


@pytest.fixture
def engine(opening: Opening, place: Path) -> MeaningEngine:
    return opening(place)


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


@pytest.fixture(scope="module")
def shared(
    opening: Opening, tmp_path_factory: pytest.TempPathFactory, tired: list[Document]
) -> MeaningEngine:
    engine = opening(tmp_path_factory.mktemp("tired"))
    engine.apply(tired, (), 1)
    think(engine)
    return engine


def keys(engine: MeaningEngine, typed: str, audiences: frozenset[str] = MILO) -> list[str]:
    results = engine.search(Query.parse(typed), audiences, limit=100)
    assert results.total == len(results.hits)
    return [hit.key for hit in results.hits]


def test_what_means_the_same_is_found_without_the_word(shared: MeaningEngine) -> None:
    found = shared.search(Query.parse("sleep"), MILO)

    reasons = {hit.key: hit.reason for hit in found.hits}
    assert reasons["message:12"] == "In the text"
    assert reasons["message:10"] == reasons["message:11"] == "Close in meaning"
    assert found.hits[0].key == "message:12"
    assert {hit.snippet for hit in found.hits if hit.key == "message:11"} == {"Tired."}
    assert found.total == len(found.hits)


def test_everybody_finds_what_is_for_them(shared: MeaningEngine) -> None:
    by_all = {"message:11", "message:12", "person:omar", "person:pia"}

    assert set(keys(shared, "sleep", OTTO)) == by_all
    assert set(keys(shared, "sleep", MILO)) == by_all | {"message:10"}
    assert set(keys(shared, "sleep", HANA)) == by_all | {"message:10", "message:13"}
    assert keys(shared, "sleep", frozenset({"", "c2"})) == []
    hidden = frozenset({"message:11", "person:omar", "nothing:1"})
    found = shared.search(Query.parse("sleep"), OTTO, without=hidden)
    assert {hit.key for hit in found.hits} == by_all - hidden
    assert found.total == 2


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("teach:python sleep", {"person:pia"}),
        ("learn:python sleep", {"person:omar"}),
        ("kind:message sleep", {"message:10", "message:11", "message:12"}),
        ("sleep -comes", {"message:10", "message:11", "person:omar", "person:pia"}),
        ("sleep -kind:message", {"person:omar", "person:pia"}),
        ("sleep after:2020", set()),
        ('sleep "comes first"', {"message:12"}),
        ('sleep "nobody said this"', set()),
        ("sleep in:den", set()),
        ("in:owls insomni*", set()),
    ],
)
def test_filters_bind_what_is_near_as_well(
    shared: MeaningEngine, typed: str, found: set[str]
) -> None:
    assert set(keys(shared, typed)) == found


def test_without_words_there_is_no_meaning(shared: MeaningEngine, opening: Opening) -> None:
    for typed in ("teach:python", "kind:person", "-sleep kind:message", "after:2026-03", "€", ""):
        query = Query.parse(typed)
        assert query.meant == ""
    assert Query.parse("how do I sleep? teach:python").meant == "how do I sleep"
    assert Query.parse('"night shift" in:owls tim* c#').meant == "night shift c#"


WORDS = (
    *("sleep", "rest", "handover", "rota", "python", "time", "night"),
    *("-milo", "kind:message", "teach:python", "in:owls"),
)


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), size=st.integers(1, 4))
def test_totals_counts_and_pages_agree(shared: MeaningEngine, typed: list[str], size: int) -> None:
    query = Query.parse(" ".join(typed))
    whole = shared.search(query, MILO, limit=100, facets=FACETS)
    newest = shared.search(query, MILO, limit=100, facets=FACETS, sort="newest")
    pages = [
        hit.key
        for first in range(0, whole.total + size, size)
        for hit in shared.search(query, MILO, limit=size, offset=first).hits
    ]

    assert pages == [hit.key for hit in whole.hits]
    assert len(set(pages)) == len(pages) == whole.total
    assert sorted(pages) == sorted(hit.key for hit in newest.hits)
    assert newest.facets == whole.facets
    for kind, count in whole.facets["kind"].items():
        assert shared.search(query.of_kind(kind), MILO).total == count


@pytest.fixture(scope="module")
def worlds(
    opening: Opening, tmp_path_factory: pytest.TempPathFactory, tired: list[Document]
) -> tuple[MeaningEngine, MeaningEngine]:
    """The same for Otto: one with much that he may not see, and more that is near than is ever
    looked at; some of it gone again."""
    secrets = [
        Document(f"message:s{n}", "secret", "Rest", f"sleep {'rota ' * (n % 3)}", "c1", circle="X")
        for n in range(150)
    ]
    full, bare = (opening(tmp_path_factory.mktemp("world")) for _ in range(2))
    full.apply(secrets, (), 1)
    full.apply(tired, [one.key for one in secrets[:20]], 2)
    bare.apply([one for one in tired if one.audience != "c1"], (), 1)
    for engine in (full, bare):
        think(engine)
    return full, bare


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.lists(st.sampled_from([*WORDS, "kind:secret", "insomnia", "restt"]), max_size=4))
def test_nothing_tells_an_outsider_of_what_is_near_and_not_theirs(
    worlds: tuple[MeaningEngine, MeaningEngine], typed: list[str]
) -> None:
    def told(engine: MeaningEngine) -> list[Results]:
        query = Query.parse(" ".join(typed))
        answers = (engine.search(query, OTTO, facets=FACETS, sort=s) for s in ("best", "newest"))
        return [replace(answer, took=0.0) for answer in answers]

    full, bare = worlds
    assert told(full) == told(bare)


def test_what_is_new_is_found_by_its_words_until_its_meaning_is_learnt(
    engine: MeaningEngine, tired: list[Document]
) -> None:
    engine.apply(tired, (), 1)
    assert keys(engine, "sleep") == ["message:12"]
    assert engine.counts() == (len(tired), len(tired))

    think(engine)

    assert len(keys(engine, "sleep")) == 5
    assert engine.counts() == (len(tired), 0)


def test_what_changes_or_goes_is_near_no_more_and_gone_from_the_file(
    engine: MeaningEngine, place: Path
) -> None:
    old = Document("message:1", "message", "", "Insomnia zymurgy", "public")
    other = Document("message:2", "message", "", "Insomnia zugzwang", "public")
    engine.apply([old, other], (), 1)
    written = written_in(place)
    assert b"zymurgy" in written
    think(engine)
    vectors = [vector(one) for one in (old, other)]
    assert all(one in written_in(place) for one in vectors)
    assert b"zymurgy" not in written_in(place)
    assert set(keys(engine, "sleep")) == {"message:1", "message:2"}

    engine.apply([replace(old, body="Something else")], ["message:2", "message:3"], 2)

    assert keys(engine, "sleep") == []
    think(engine)
    assert keys(engine, "sleep") == []
    assert not any(one in written_in(place) for one in vectors)
    engine.apply([replace(old, body="Tired", audience="c1")], (), 3)
    think(engine)
    assert keys(engine, "sleep", OTTO) == []
    assert keys(engine, "sleep", MILO) == ["message:1"]


def test_who_may_see_it_can_change_without_its_meaning_being_learnt_anew(
    engine: MeaningEngine,
) -> None:
    said = Document("message:1", "message", "", "Tired", "public")
    engine.apply([said], (), 1)
    think(engine)

    engine.apply([replace(said, audience="c1")], (), 2)

    assert engine.counts() == (1, 0)
    assert keys(engine, "sleep", OTTO) == []
    assert keys(engine, "sleep", MILO) == ["message:1"]


def test_another_process_finds_what_this_one_learnt(
    engine: MeaningEngine, opening: Opening, place: Path, tired: list[Document]
) -> None:
    other = opening(place)
    engine.apply(tired[:-1], (), 1)
    think(engine)
    before = keys(other, "sleep")
    engine.apply(tired[-1:], (), 2)
    think(engine)

    assert len(before) == 4
    assert len(keys(engine, "sleep")) == 5
    assert keys(other, "sleep") == keys(engine, "sleep")
    assert other.position() == 2


def test_a_change_that_only_the_index_got_is_taken_up_again(
    called: str, opening: Opening, place: Path, tired: list[Document]
) -> None:
    """As after a crash between the two."""
    engine = opening(place)
    engine.apply(tired[:3], (), 1)
    words = open_engine(called, place)
    words.apply(tired[3:], (), 2)
    words.close()
    assert engine.position() == 1

    engine.apply(tired[3:], (), 2)

    assert engine.position() == engine.check().position == 2
    think(engine)
    assert len(keys(engine, "sleep")) == 5


def test_a_rebuild_keeps_what_is_learnt_and_forgets_what_is_not_there(
    engine: MeaningEngine, opening: Opening, place: Path, tired: list[Document]
) -> None:
    gone = Document("message:90", "message", "", "Exhausted", "public")
    engine.apply([*tired, gone], (), 1)
    think(engine)
    other = opening(place)
    assert "message:90" in keys(other, "sleep")

    engine.rebuild(iter(tired), 5)

    assert engine.counts() == (len(tired), 0)
    assert len(keys(engine, "sleep")) == len(keys(other, "sleep")) == 5
    assert engine.position() == 5


def test_without_its_file_search_goes_by_words_until_it_is_built_anew(
    engine: MeaningEngine, place: Path, tired: list[Document], caplog: pytest.LogCaptureFixture
) -> None:
    engine.apply(tired, (), 1)
    think(engine)
    path = file_in(place)
    path.write_bytes(b"no database at all" * 1000)

    assert keys(engine, "sleep") == ["message:12"]
    assert "Search goes by words alone" in caplog.text
    assert engine.position() == 0
    engine.rebuild(tired, 2)
    think(engine)
    assert len(keys(engine, "sleep")) == 5


def test_what_another_model_made_is_taken_away(opening: Opening, place: Path) -> None:
    place.mkdir()
    old = place / "meaning-0-other.db"
    old.write_bytes(b"vectors")

    opening(place).apply([Document("message:1", "message", "", "Tired", "public")], (), 1)

    assert not old.exists()
    assert file_in(place).name == "meaning-1-thesaurus.db"


def vector(document: Document) -> bytes:
    return Thesaurus().encode(document.body).astype("float16").tobytes()


def file_in(place: Path) -> Path:
    (path,) = place.glob("meaning-*.db")
    return path


def written_in(place: Path) -> bytes:
    return b"".join(path.read_bytes() for path in place.glob("meaning-*"))
