"""A community whose index and suggestions have followed everything that was done in it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from community.core.transaction import reading
from community.discovery.found import FoundMessage, FoundPerson
from community.discovery.indexing import Index
from community.discovery.queries import Answer, Asked, answer, ask_index
from community.discovery.suggesting import Suggestions
from community.discovery.suggestions import Reader
from community.insights.listed import InsightCard
from community.sessions.listed import SessionCard
from community.settings import Settings
from tests.town import Person, Town

PATIENCE = 500  # looks


@dataclass
class Finding:
    """`finding.names(town.milo, "teach:C#")`: who and what Milo finds now, best first."""

    index: Index
    tables: Suggestions = field(default_factory=Suggestions)

    def follow(self) -> None:
        """Until it is not behind: while another changes it over, it may be for a moment."""
        for _ in range(PATIENCE):
            while self.index.follow():
                pass
            if not self.index.is_behind():
                break
            time.sleep(0.01)
        assert not self.index.is_behind()
        while self.tables.follow():
            pass

    def ask(self, who: Person, words: str, kind: str = "") -> Answer:
        self.follow()
        actor = who.actor
        results, _ = ask_index(self.index, actor, Asked(words, kind))
        with reading() as db:
            return answer(db, actor, results)

    def names(self, who: Person, words: str, kind: str = "") -> list[str]:
        found = self.ask(who, words, kind)
        assert found.results.total == len(found.found), "The total tells of more than is shown."
        return [_name(one.thing) for one in found.found]

    def suggested(self, who: Person, typed: str, *kinds: str) -> list[str]:
        self.follow()
        actor = who.actor
        with reading() as db:
            reader = Reader(db, self.tables, actor, typed)
            found = reader.answer(kinds) if kinds else reader.answer()
        return [one.name for one in found]


def _name(thing: object) -> str:
    if isinstance(thing, FoundPerson):
        return thing.member.name
    if isinstance(thing, SessionCard):
        return thing.session.title
    if isinstance(thing, FoundMessage):
        return f"{thing.session.title}#{thing.anchor}"
    if isinstance(thing, InsightCard):
        return thing.insight.title
    named = getattr(thing, "skill", None) or getattr(thing, "circle", None)
    return str(getattr(named, "name", ""))


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """One engine beside one database, the other beside the other: each meets every test here."""
    beside = "whoosh" if settings.database_url.startswith("sqlite") else "tantivy"
    return settings.model_copy(update={"search": beside})


@pytest.fixture
def finding(town: Town, settings: Settings) -> Iterator[Finding]:
    found = Finding(Index(settings))
    yield found
    found.index.close()
