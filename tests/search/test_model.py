"""An index against a dictionary that is read from front to back: after any steps they agree."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.api import Document, Query, SearchEngine
from tests.search.conftest import Opened

READER = frozenset({"public", "c1"})
BEGUN = datetime(1969, 12, 30, tzinfo=UTC)  # also days before the time computers count from
WORDS = ("hello", "goodbye", "evening")
SITES = ("York", "Hull", "Leeds General")


@dataclass(frozen=True)
class Thing:
    """What a document of this test is about."""

    word: str = "hello"
    audience: str = "public"
    site: str | None = None
    day: int | None = None

    def document(self, number: int) -> Document:
        return Document(
            f"message:{number}",
            "message",
            "",
            f"{self.word} all",
            self.audience,
            marks={"site": (self.site,) if self.site else ()},
            updated_at=self.moment,
        )

    @property
    def moment(self) -> datetime | None:
        return None if self.day is None else BEGUN + timedelta(days=self.day)


Model = dict[int, Thing]
THINGS = st.builds(
    Thing,
    st.sampled_from(WORDS),
    st.sampled_from(["public", "c1", "c2"]),
    st.none() | st.sampled_from(SITES),
    st.none() | st.integers(0, 5),
)
STEPS = st.lists(
    st.tuples(
        st.dictionaries(st.integers(0, 60), THINGS, max_size=40),
        st.sets(st.integers(0, 60), max_size=8),
        st.booleans(),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_after_any_steps_the_index_equals_a_dictionary(
    opened: Opened,
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[Model, set[int], bool]],
) -> None:
    place = tmp_path_factory.mktemp("steps")
    one, two = opened(place), opened(place)
    model: Model = {}
    for position, (puts, takes, other) in enumerate(steps, start=1):
        _step(two if other else one, model, puts, takes - set(puts), position)
        for reader in (one, two):
            assert reader.position() == position
            _agree(reader, model)
    assert one.check().documents == len(model)


def test_many_steps_with_two_writers_agree_with_a_dictionary(
    opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Enough of them for segments to be folded many times over."""
    place = tmp_path_factory.mktemp("steps")
    engines, dice = (opened(place), opened(place)), random.Random(7)
    model: Model = {}
    for position in range(1, 41):
        puts = {dice.randrange(300): _thrown(dice) for _ in range(dice.choice((1, 3, 40)))}
        takes = {dice.randrange(300) for _ in range(dice.choice((0, 2, 20)))} - set(puts)
        _step(dice.choice(engines), model, puts, takes, position)
        if position % 8 == 0:
            for reader in engines:
                _agree(reader, model)
    assert engines[0].check().documents == len(model)


def test_scores_know_nothing_of_what_was_edited_or_is_gone(
    opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Rarity and length as in an index that never held anything else."""
    edited, new = (opened(tmp_path_factory.mktemp("scores")) for _ in range(2))
    things = {number: Thing(WORDS[number % 3]) for number in range(20)}
    edited.apply([Thing("hello hello").document(number) for number in range(30)], (), 1)
    gone = [f"message:{number}" for number in range(20, 30)]
    edited.apply([things[n].document(n) for n in range(10)], gone[:5], 2)
    edited.apply([things[n].document(n) for n in range(10, 20)], gone[5:], 3)
    new.apply([thing.document(number) for number, thing in things.items()], (), 3)

    for typed in ("hello", "goodbye evening", '"hello all"', "helo"):
        answers = [one.search(Query.parse(typed), READER, limit=50) for one in (edited, new)]
        assert replace(answers[0], took=0.0) == replace(answers[1], took=0.0)


def _step(engine: SearchEngine, model: Model, puts: Model, takes: set[int], position: int) -> None:
    documents = [thing.document(number) for number, thing in puts.items()]
    engine.apply(documents, [f"message:{number}" for number in takes], position)
    engine.apply((), (), position)  # a quiet moment
    for number in takes:
        model.pop(number, None)
    model.update(puts)


def _agree(engine: SearchEngine, model: Model) -> None:
    for word in WORDS:
        _equal(engine, model, word, lambda one, word=word: one.word == word)
        _equal(engine, model, f'"{word} all"', lambda one, word=word: one.word == word)
    for site in SITES:
        _equal(engine, model, f'site:"{site}"', lambda one, site=site: one.site == site)
    _equal(engine, model, "hello site:hull", lambda one: one.word == "hello" and one.site == "Hull")
    _equal(engine, model, "-hello", lambda one: one.word != "hello")
    border = BEGUN + timedelta(days=3)
    dated = f"{border:%Y-%m-%d}"
    _equal(engine, model, f"before:{dated}", lambda one: one.moment and one.moment < border)
    _equal(engine, model, f"after:{dated}", lambda one: one.moment and one.moment >= border)


def _equal(engine: SearchEngine, model: Model, typed: str, wanted: object) -> None:
    """The same set, total and counts, however many are shown; the newest first if one likes."""
    assert callable(wanted)
    seen = {n: one for n, one in model.items() if one.audience in READER and wanted(one)}
    query = Query.parse(typed)
    shown = engine.search(query, READER, limit=500, sort="newest", facets=("site",))
    few = engine.search(query, READER, limit=1, facets=("site",))

    numbers = [int(hit.key.partition(":")[2]) for hit in shown.hits]
    assert sorted(numbers) == sorted(seen)
    assert shown.total == few.total == len(seen)
    days = [seen[number].day for number in numbers]
    assert days == sorted(days, key=lambda day: -1 if day is None else day, reverse=True)
    sites = [one.site for one in seen.values() if one.site]
    assert few.facets == shown.facets == {"site": {site: sites.count(site) for site in set(sites)}}


def _thrown(dice: random.Random) -> Thing:
    day = dice.choice((None, *range(6)))
    site = dice.choice((None, *SITES))
    return Thing(dice.choice(WORDS), dice.choice(("public", "c1", "c2")), site, day)
