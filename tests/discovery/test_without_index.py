"""An index that does not read: the search goes on from the database, says so, and is put right."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from community import background
from community.access.blocks import BlockKind
from community.access.insight_rules import Sight
from community.access.policy import Visibility
from community.access.session_rules import Confidentiality, OpenTo
from community.core import clock
from community.core.limits import Budget
from community.discovery import indexing, without_index
from community.discovery.indexing import Index
from community.discovery.views import index as search_index
from community.insights.texts import Shown, Text
from community.members.blocking import keep_apart
from community.settings import Settings
from community.skills.actions import offer, wish
from tests.browsing import Browsing
from tests.doing import do
from tests.insights.test_writing import begun, published
from tests.town import Town

AWAY = "The search is being put in order"
LATE = "What changed in the last minutes may not be found yet"


@pytest.fixture(params=["whoosh", "tantivy"])
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    return settings.model_copy(update={"search": request.param})


@pytest.fixture
def index(browsing: Browsing) -> Index:
    with browsing.app.app_context():
        return search_index()


def settle(index: Index) -> None:
    while background.step(index):
        pass


def tear(index: Index) -> None:
    """No file of it is what it was."""
    settle(index)
    index.close()
    for path in index.engine._places.current().rglob("*"):  # type: ignore[attr-defined]
        path.unlink()
        path.write_bytes(b"no index")


@pytest.fixture
def found(browsing: Browsing) -> Callable[..., str]:
    return lambda who, q, **more: browsing.by(who).get("/search", q=q, **more).text


def test_names_are_found_and_the_page_says_that_more_is_missing(
    index: Index, town: Town, found: Callable[..., str]
) -> None:
    do(town.hana, offer, "Splinting", words="Warm thermoplastic.")
    do(town.milo, wish, "Splinting")
    circle = town.circle(town.hana, name="Splinters", purpose="Thermoplastic for all.")
    town.session(circle, title="Splints at night", open_to=OpenTo.MEMBERS)
    published(town.hana, Text("Splint or cast?", "Thermoplastic."), Shown(Sight.MEMBERS, None))
    settle(index)
    assert AWAY not in found(town.otto, "thermoplastic")
    tear(index)

    page = found(town.otto, "splint")
    assert AWAY in page
    for name in ("Splinters", "Splints at night", "Splint or cast?", ">Splinting<", "4 matches"):
        assert name in page, name
    assert "what fits best first" not in page
    page = found(town.otto, "splint", kind="circle")
    assert "1 match" in page
    assert "Splints at night" not in page
    teachers = found(town.otto, "teach:splinting")
    assert ">Hana<" in teachers
    assert ">Milo<" not in teachers
    assert ">Hana<" not in found(town.otto, "learn:splinting")
    assert "Nothing found" in found(town.otto, "thermoplastic")

    settle(index)
    page = found(town.otto, "thermoplastic")
    assert AWAY not in page
    assert "Splinters" in page


def test_of_very_many_it_says_that_there_may_be_more(
    index: Index, town: Town, found: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(without_index, "MOST", 2)
    for name in ("Splinters", "Splints"):
        town.circle(town.hana, name=name)
    published(town.hana, Text("Splint or cast?", "."), Shown(Sight.MEMBERS, None))
    tear(index)
    page = found(town.otto, "splint")
    assert "3 matches or more" in page
    assert "tabs__count" not in page
    page = found(town.otto, "splinters")
    assert "1 match" in page
    assert "or more" not in page


def test_who_asks_very_often_meanwhile_is_asked_to_wait(
    index: Index, browsing: Browsing, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(without_index, "budget", Budget(rate=0.01, burst=2))
    town.circle(town.hana, name="Splinters")
    tear(index)
    otto = browsing.by(town.otto)
    answers = [otto.get("/search", q="splint").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert browsing.by(town.hana).get("/search", q="splint").status_code == 200


def test_a_search_that_meets_the_damage_has_it_put_right(
    index: Index, town: Town, found: Callable[..., str]
) -> None:
    """Although nothing has changed that would have to be written."""
    town.circle(town.hana, name="Splinters")
    tear(index)
    assert AWAY in found(town.otto, "splinters")

    settle(index)

    assert AWAY not in found(town.otto, "splinters")


def test_damage_that_nobody_meets_is_looked_for_now_and_then(
    index: Index, town: Town, found: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    town.circle(town.hana, name="Splinters")
    tear(index)
    monkeypatch.setattr(indexing, "LOOK_EVERY", -1.0)

    assert index.follow(), "at once, before anything was to be written"
    assert index.check().ok
    assert AWAY not in found(town.otto, "splinters")


def test_what_another_process_has_built_meanwhile_is_not_built_again(
    index: Index, town: Town, found: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    town.circle(town.hana, name="Splinters")
    settle(index)
    monkeypatch.setattr(Index, "_rebuild", lambda _: pytest.fail("built again"))
    assert index._begin_anew()
    assert "1 match" in found(town.otto, "splinters")


def test_what_is_private_is_not_found_this_way_either(
    index: Index, town: Town, found: Callable[..., str]
) -> None:
    do(town.milo, keep_apart, town.otto.id, BlockKind.BLOCK)
    hidden = town.circle(town.hana, name="Zebras", visibility=Visibility.HIDDEN)
    shown = town.circle(town.hana, name="Zithers")
    town.session(hidden, title="Zebra evening", open_to=OpenTo.MEMBERS)
    town.session(shown, title="Zebra circle", open_to=OpenTo.CIRCLE)
    town.session(shown, title="Zebra draft", open_to=OpenTo.MEMBERS, published=False)
    town.session(
        shown,
        title="Milo's zebra",
        open_to=OpenTo.MEMBERS,
        confidentiality=Confidentiality.NO_NAMES,
    )
    published(town.hana, Text("Zebra hosts", "."), Shown(Sight.HOSTS, shown.id))
    begun(town.otto, Text("Zebra of mine", "."))
    do(town.milo, offer, "Zebra care")
    tear(index)

    for q in ("zebra", "zebras", "milo", "teach:zebra-care", "skill:zebra-care", "kind:circle zeb"):
        page = found(town.otto, q)
        assert AWAY in page
        assert "Nothing found" in page, q
    assert "2 matches" in found(town.hana, "zebra", kind="session")
    assert "1 match" in found(town.hana, "zebras")


def test_what_waits_for_more_than_a_minute_is_said_to(
    index: Index, town: Town, found: Callable[..., str]
) -> None:
    town.circle(town.hana, name="Splinters")
    settle(index)
    town.circle(town.hana, name="Splints")
    assert LATE not in found(town.otto, "splinters")

    with clock.fixed(clock.now() + timedelta(seconds=61)):
        page = found(town.otto, "splinters")
        assert LATE in page
        assert "1 match" in page
        settle(index)
        assert LATE not in found(town.otto, "splinters")


@pytest.mark.parametrize(
    "typed", ["-", '"', "kind:", "%", "_", "\x00", "a" * 5000, "teach: learn:"]
)
def test_nothing_typed_breaks_it(
    index: Index, town: Town, found: Callable[..., str], typed: str
) -> None:
    town.circle(town.hana, name="Splinters")
    tear(index)

    assert "Splinters" not in found(town.otto, typed)
