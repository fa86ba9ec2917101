"""A saved search tells each reader of exactly what they find: of nothing private to others."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from sqlalchemy import select

from community.access.blocks import BlockKind
from community.access.insight_rules import Sight
from community.access.policy import Visibility
from community.circles.actions import leave
from community.core.transaction import reading
from community.discovery.queries import Asked, ask_index
from community.discovery.saved import keeping
from community.discovery.saved.seen import whose
from community.discovery.saved_models import KnownHit
from community.insights.actions import publishing
from community.insights.texts import Shown, Text
from community.mail.office import open_office
from community.members.blocking import keep_apart, let_be
from community.settings import Settings
from community.skills.actions import drop_offer, offer
from tests.discovery.conftest import Finding
from tests.discovery.saving import Saving
from tests.discovery.test_leaks import COMMON, plant
from tests.doing import do
from tests.insights.test_writing import published
from tests.town import Person, Town


def findable(finding: Finding, reader: Person, words: str) -> set[str]:
    """What the search page finds at this moment, asked another way than alerts ask."""
    finding.follow()
    keys: set[str] = set()
    for page in range(1, 4):
        results, _ = ask_index(finding.index, reader.actor, Asked(words, page=page))
        keys |= {hit.key for hit in results.hits}
    assert len(keys) == results.total
    return keys


def by_others(reader: Person, keys: set[str]) -> list[str]:
    """Without what they made themselves, and those made whom a block stands between."""
    actor = reader.actor
    quiet = {reader.id, *actor.apart}
    with reading() as db:
        return sorted(key for key, by in whose(db, actor, keys).items() if by not in quiet)


def test_of_what_is_planted_everybody_hears_of_what_they_find_and_of_nothing_else(
    finding: Finding, town: Town, settings: Settings
) -> None:
    open_office(settings)  # letters to guests are part of what is planted
    saving = Saving(finding)
    people = [town.hana, town.milo, town.otto, town.ada]
    searches = [saving.search(one, COMMON) for one in people]
    plant(town)
    saving.look()
    told = {}
    for one, search in zip(people, searches, strict=True):
        told[one.handle] = set(saving.told(search))
        assert sorted(told[one.handle]) == by_others(one, findable(finding, one, COMMON))
        assert sum(saving.unread(one)) == len(told[one.handle])
    assert told["otto"] == told["ada"], "an administrator is told no more than others"
    assert len(told["milo"] - told["otto"]) >= 3, "he is where it was planted"


class Doings:
    """What Hana and Milo may do, in any order; the same again changes nothing."""

    def __init__(self, town: Town, finding: Finding) -> None:
        self.town, self.saving = town, Saving(finding)
        self.inside = town.circle(town.hana, visibility=Visibility.HIDDEN, name="Inside")
        self.open: list[str] = []
        self.skill_id = ""

    def teach(self) -> None:
        self.skill_id = self.skill_id or do(self.town.hana, offer, "Zither").skill_id

    def teach_no_more(self) -> None:
        if self.skill_id:
            do(self.town.hana, drop_offer, self.skill_id)
            self.skill_id = ""

    def publish(self) -> None:
        self._publish(Shown())

    def publish_inside(self) -> None:
        self._publish(Shown(Sight.CIRCLE, self.inside.id))

    def withdraw(self) -> None:
        if self.open:
            do(self.town.hana, publishing.withdraw, self.open.pop())

    def come_in(self) -> None:
        if not self.town.milo.actor.in_circle(self.inside.id):
            do(self.town.milo, let_be, self.town.hana.id)
            self.town.bring(self.town.milo, self.inside.id, self.town.hana)

    def leave(self) -> None:
        if self.town.milo.actor.in_circle(self.inside.id):
            do(self.town.milo, leave, self.inside.id)

    def block(self) -> None:
        do(self.town.milo, keep_apart, self.town.hana.id, BlockKind.BLOCK)

    def let_be(self) -> None:
        do(self.town.milo, let_be, self.town.hana.id)

    def read(self) -> None:
        self.saving.read(self.town.milo)

    def look(self) -> None:
        """Nothing besides."""

    def _publish(self, shown: Shown) -> None:
        if len(self.open) < 6:
            self.open.append(published(self.town.hana, Text("Zither", "A zither."), shown).id)


@pytest.fixture
def doings(town: Town, finding: Finding) -> Doings:
    return Doings(town, finding)


WAYS = [name for name in vars(Doings) if not name.startswith("_")]


def told_at_last(search: str) -> list[str]:
    """The keys told by the last look that told any."""
    with reading() as db:
        rows = db.scalars(select(KnownHit).filter_by(search_id=search)).all()
    moments = {row.told_at for row in rows if row.told_at}
    return sorted(row.key for row in rows if row.told_at and row.told_at == max(moments))


@how(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.lists(st.lists(st.sampled_from(WAYS), min_size=1, max_size=3), max_size=6))
def test_whatever_happens_what_is_newly_found_is_told_exactly_once(
    finding: Finding, town: Town, doings: Doings, plan: list[list[str]]
) -> None:
    saving = doings.saving
    search = saving.search(town.milo, "zither")
    known, ever = findable(finding, town.milo, "zither"), set[str]()
    for ways in plan:
        for way in ways:
            getattr(doings, way)()
        found = findable(finding, town.milo, "zither")
        saving.look()
        news = set(by_others(town.milo, found - known))
        if news:
            assert told_at_last(search) == sorted(news)
        assert not news & ever
        assert set(saving.told(search)) <= found, "what is gone is no news"
        assert sum(saving.unread(town.milo)) <= len(found)
        known |= found
        ever |= news
    do(town.milo, keeping.forget, search)
    for _ in range(6):
        doings.withdraw()
    doings.teach_no_more()
    doings.let_be()
