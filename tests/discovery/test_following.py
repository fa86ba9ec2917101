"""The log that indexes follow is let go of in time; who is further behind loses nothing."""

from datetime import timedelta

from sqlalchemy import func, select

from community.core import clock
from community.core.transaction import reading
from community.discovery.documents import KEPT_FOR, forget_old_changes
from community.discovery.models import SearchChange
from community.skills.actions import offer
from tests.discovery.conftest import Finding
from tests.doing import do
from tests.town import Town


def changes() -> int:
    with reading() as db:
        return db.scalar(select(func.count()).select_from(SearchChange)) or 0


def forget_after(time: timedelta) -> None:
    with clock.fixed(clock.now() + time):
        forget_old_changes()


def test_what_changed_lately_is_kept(town: Town) -> None:
    do(town.hana, offer, "Splinting")
    before = changes()
    forget_after(KEPT_FOR - timedelta(hours=1))
    assert changes() == before > 1


def test_an_index_that_followed_goes_on_when_the_old_is_forgotten(
    finding: Finding, town: Town
) -> None:
    do(town.hana, offer, "Splinting")
    finding.follow()
    position = finding.index.engine.position()
    forget_after(KEPT_FOR + timedelta(hours=1))
    assert changes() == 1
    finding.index.prepare()
    assert finding.index.engine.position() == position
    do(town.milo, offer, "Splinting")
    assert set(finding.names(town.otto, "teach:splinting", "person")) == {"Hana", "Milo"}


def test_an_index_that_was_away_for_too_long_is_made_anew(finding: Finding, town: Town) -> None:
    finding.follow()
    do(town.hana, offer, "Splinting")
    do(town.milo, offer, "Weaving")
    forget_after(KEPT_FOR + timedelta(hours=1))
    finding.index.prepare()
    assert finding.names(town.otto, "teach:splinting", "person") == ["Hana"]
