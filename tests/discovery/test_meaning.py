"""With meaning turned on everybody finds more, and nobody what is not for them."""

from collections.abc import Iterator

import pytest

from community import background
from community.access.insight_rules import Sight
from community.access.policy import Visibility
from community.access.session_rules import OpenTo
from community.discovery.indexing import Index
from community.discovery.views import FOUND_KINDS
from community.discovery.views import index as search_index
from community.insights.actions import drafting, publishing
from community.insights.texts import Shown, Text
from community.members.profiles import choose_sights
from community.settings import Settings
from community.skills.actions import offer, wish
from tests.browsing import Browsing
from tests.discovery.conftest import Finding
from tests.doing import do
from tests.town import Town

ASKED = "trouble sleeping after night duty"
# Each says the same in other words; nobody asks for these.
WORDS = {
    "zarzuela": "Insomnia zarzuela when resting in daytime following nightwork",
    "zamindar": "Too tired to nap once nightwork is done: zamindar",
    "zircon": "Insomnia in nightwork, and naps that help: zircon",
    "zloty": "Insomnia of nurses in nightwork: zloty",
    "ziggurat": "Insomnia in nightwork: ziggurat",
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"meaning": True})


def learn(index: Index) -> None:
    while index.think():
        pass


@pytest.fixture
def found_by(browsing: Browsing, town: Town) -> dict[str, set[str]]:
    """By word who may find it: Hana hosts, Milo is in her circles; Otto and Ada are outside."""
    inside, hosts = {"hana", "milo"}, {"hana"}
    hidden = town.circle(
        town.hana,
        town.milo,
        visibility=Visibility.HIDDEN,
        name="Zaffre",
        purpose=WORDS["zamindar"],
    )
    town.session(hidden, title=WORDS["zarzuela"], open_to=OpenTo.MEMBERS)
    circle = town.circle(town.hana, town.milo, name="Writers")
    for sight, word in ((Sight.CIRCLE, "zircon"), (Sight.HOSTS, "zloty")):
        text = Text(f"For {sight}", WORDS[word])
        insight = do(town.hana, drafting.begin, circle_id=circle.id, text=text)
        do(town.hana, publishing.publish, insight.id, text, Shown(sight, circle.id))
    do(town.hana, drafting.begin, circle_id=None, text=Text("Draft", WORDS["ziggurat"]))
    with browsing.app.app_context():
        while background.step(search_index()):
            pass
        learn(search_index())
    return {
        "zamindar": inside,
        "zarzuela": inside,
        "zircon": inside,
        "zloty": hosts,
        "ziggurat": set(),
    }


def test_what_means_the_same_is_found_by_those_it_is_for_and_by_nobody_else(
    browsing: Browsing, town: Town, found_by: dict[str, set[str]]
) -> None:
    for reader in (town.hana, town.milo, town.otto, town.ada):
        visitor = browsing.by(reader)
        pages = [visitor.get("/search", q=ASKED, sort=sort).text for sort in ("best", "newest")]
        pages += [visitor.get("/search", q=ASKED, kind=kind).text for kind in FOUND_KINDS]
        own = {word for word, handles in found_by.items() if reader.handle in handles}

        shown = {word for page in pages for word in found_by if word in page.lower()}
        assert shown == own, reader.handle
        assert ("Close in meaning" in pages[0]) == bool(own)
        if own:
            assert f">{len(own)} matches" in pages[0], reader.handle
        else:
            assert "Nothing found" in pages[0]


@pytest.fixture
def finding(town: Town, settings: Settings) -> Iterator[Finding]:
    found = Finding(Index(settings))
    yield found
    found.index.close()


def test_who_wants_to_learn_it_is_never_found_as_teaching_it(finding: Finding, town: Town) -> None:
    for person, say in ((town.milo, wish), (town.hana, offer)):
        do(person, say, "Knitting", words="Knitting sweaters from woollen yarn.")
    finding.follow()
    learn(finding.index)

    assert finding.names(town.otto, "teach:knitting pullovers of wool") == ["Hana"]
    assert finding.names(town.otto, "learn:knitting pullovers of wool") == ["Milo"]
    assert {"Milo", "Hana"} <= {*finding.names(town.otto, "pullovers of wool")}
    do(town.milo, choose_sights, {"learns": "nobody"}, "members")
    finding.follow()
    learn(finding.index)
    assert "Milo" not in finding.names(town.otto, "pullovers of wool")
