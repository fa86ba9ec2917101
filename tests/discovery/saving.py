"""Saved searches in a community whose clock goes on by hours when told to."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.core import clock
from community.core.transaction import reading, transaction
from community.discovery.indexing import Index
from community.discovery.saved import keeping, looking
from community.discovery.saved.asking import ask
from community.discovery.saved.keeping import Wanted
from community.discovery.saved.knowing import KNOWN_MOST
from community.discovery.saved_models import KnownHit, SavedSearch
from community.notifications import queries
from community.notifications.actions import mark_read
from community.notifications.search_news import news_of
from search.api import Results
from tests.discovery.conftest import Finding
from tests.doing import do
from tests.town import Person

HOURS = timedelta(hours=2)  # by then each search was asked again


@dataclass
class Saving:
    """`saving.search(town.milo, "splints")`, then `saving.hears(town.milo)` some hours later."""

    finding: Finding
    now: datetime = field(default_factory=clock.now)

    def search(self, who: Person, words: str, kind: str = "", *, tell: bool = True) -> str:
        self.finding.follow()
        wanted = Wanted(words, kind, tell=tell)
        query = SavedSearch(words=words, kind=kind).query
        told = ask(self.finding.index, who.actor, query, KNOWN_MOST)
        return do(who, keeping.save, wanted, told).id

    def look(self) -> None:
        self.finding.follow()
        self.now += HOURS
        with clock.fixed(self.now):
            while looking.look_at_one(self.finding.index):
                pass

    def hears(self, who: Person) -> list[int]:
        """After some hours: how many new things each unread notice tells of."""
        self.look()
        return self.unread(who)

    def unread(self, who: Person) -> list[int]:
        actor = who.actor
        with reading() as db:
            waiting = [one for one in queries.inbox(db, actor) if one.read_at is None]
            news = news_of(db, actor, waiting)
            assert queries.unread(db, actor) == len(waiting)
            return [news[one.id].count for one in waiting if one.search_id]

    def read(self, who: Person) -> None:
        actor = who.actor
        with clock.fixed(self.now + timedelta(minutes=1)), transaction() as db:
            mark_read(db, actor)

    def told(self, search_id: str) -> list[str]:
        """The keys its member was told of, ever."""
        rows = select(KnownHit.key).where(KnownHit.search_id == search_id)
        with reading() as db:
            return sorted(db.scalars(rows.where(KnownHit.told_at.is_not(None))))


class Away:
    """An index that reads nothing while it is `away`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._whole, self.away = Index.search, True
        monkeypatch.setattr(Index, "search", lambda *a, **k: self.search(*a, **k))

    def search(self, *given: Any, **named: Any) -> Results:
        found = self._whole(*given, **named)
        return Results(ready=False) if self.away else found


def now(search_id: str) -> SavedSearch:
    with reading() as db:
        return db.get_one(SavedSearch, search_id)
