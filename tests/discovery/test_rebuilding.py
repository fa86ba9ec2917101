"""`comentor reindex` beside a server: it builds another index, and switches while one searches."""

import threading

import pytest

from community.discovery.comparing import differences
from community.discovery.indexing import Index
from community.settings import Settings
from community.skills.actions import offer
from tests.discovery.conftest import Finding
from tests.doing import do
from tests.town import Town

ENOUGH = 20  # skills of one member


@pytest.fixture(params=["whoosh", "tantivy"])
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    return settings.model_copy(update={"search": request.param})


def test_searches_go_on_and_no_change_is_lost(
    finding: Finding, town: Town, settings: Settings
) -> None:
    do(town.hana, offer, "Splinting")
    finding.follow()
    command, over = Index(settings), threading.Event()

    def rebuild() -> None:
        for _ in range(4):
            command.rebuild()
        over.set()

    beside = threading.Thread(target=rebuild)
    beside.start()
    taught = 0
    while not over.is_set() or taught < 3:
        assert finding.names(town.otto, "teach:splinting", "person") == ["Hana"]
        if taught < ENOUGH:
            taught += 1
            do(town.milo, offer, f"Skill {'x' * taught}")
        finding.index.follow()
    beside.join()

    found = finding.names(town.otto, "teach:splinting", "person")
    assert found == ["Hana"]
    for number in range(1, taught + 1):
        assert finding.names(town.otto, f'teach:"Skill {"x" * number}"') == ["Milo"]
    assert differences(finding.index) == []
    command.close()
