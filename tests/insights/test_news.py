"""Who hears of an insight in the inbox: those who read it first, and then its author."""

import pytest

from community.access.blocks import BlockKind
from community.access.insight_rules import Sight
from community.choices.actions import choose
from community.core import relay
from community.core.transaction import reading
from community.insights.actions import publishing
from community.insights.texts import Shown, Text
from community.members.blocking import keep_apart
from community.notifications import queries
from community.notifications.models import NoticeKind
from tests.browsing import Browsing
from tests.doing import do
from tests.insights.test_writing import TEXT, begun, published
from tests.town import Meeting, Person, Town


@pytest.fixture
def where(town: Town) -> Meeting:
    """A circle that Hana hosts, in a community whose hosts read somebody's first insight first."""
    do(town.ada, choose, checked="first")
    return town.circle(town.hana, town.milo)


def news(who: Person, *, unread: bool = True) -> list[NoticeKind]:
    relay.run_once()
    actor = who.actor
    with reading() as db:
        told = [one for one in queries.inbox(db, actor) if one.insight is not None]
        return [one.kind for one in told if not (unread and one.read_at)]


def first_of_milo(town: Town, where: Meeting) -> str:
    return published(town.milo, shown=Shown(Sight.CIRCLE, where.id)).id


def test_hosts_hear_that_it_waits_until_one_of_them_has_read_it(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    first = first_of_milo(town, where)
    assert news(town.hana) == [NoticeKind.INSIGHT_WAITS]
    assert news(town.otto) == news(town.ada) == news(town.milo) == []
    page = browsing.by(town.hana).get("/inbox").text
    assert "It waits for you to read it first." in page
    assert f"/insights/{first}" in page
    do(town.hana, publishing.let_out, first)
    assert news(town.hana) == []
    assert news(town.milo) == [NoticeKind.INSIGHT_PUBLISHED]
    assert "is published" in browsing.by(town.milo).get("/inbox").text


def test_for_no_circle_those_hear_who_keep_the_peace(town: Town, where: Meeting) -> None:
    published(town.milo)
    assert news(town.ada) == [NoticeKind.INSIGHT_WAITS]
    assert news(town.hana) == []


def test_for_all_members_they_hear_of_it_also_in_a_circle_its_author_hosts(
    town: Town, where: Meeting
) -> None:
    near = published(town.hana, shown=Shown(Sight.CIRCLE, where.id)).id
    assert news(town.ada) == []
    do(town.hana, publishing.publish, near, TEXT, Shown(Sight.MEMBERS, where.id))
    assert news(town.ada) == [NoticeKind.INSIGHT_WAITS]
    assert news(town.hana) == news(town.milo) == []
    do(town.ada, publishing.let_out, near)
    assert news(town.ada) == []
    assert news(town.hana) == [NoticeKind.INSIGHT_PUBLISHED]


def test_its_author_reads_what_should_change_where_they_write(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    first, milo = first_of_milo(town, where), browsing.by(town.milo)
    assert news(town.hana) == [NoticeKind.INSIGHT_WAITS]
    do(town.hana, publishing.send_back, first, "Please leave the age out.")
    assert news(town.milo) == [NoticeKind.INSIGHT_BACK]
    for address in ("/inbox", f"/insights/{first}/edit"):
        assert "Please leave the age out." in milo.get(address).text
    assert news(town.hana, unread=False) == []  # a draft is nobody else's
    do(town.milo, publishing.publish, first, TEXT, Shown(Sight.CIRCLE, where.id))
    assert news(town.hana) == [NoticeKind.INSIGHT_WAITS]
    assert "Please leave the age out." not in milo.get("/inbox").text


def test_written_on_while_it_waits_it_is_told_of_once(town: Town, where: Meeting) -> None:
    first = first_of_milo(town, where)
    do(town.milo, publishing.publish, first, Text("Better", "Words"), Shown(Sight.CIRCLE, where.id))
    assert news(town.hana) == [NoticeKind.INSIGHT_WAITS]


def test_what_needs_no_check_is_no_news_to_its_author(town: Town, where: Meeting) -> None:
    published(town.hana, shown=Shown(Sight.CIRCLE, where.id))
    assert news(town.hana, unread=False) == news(town.milo, unread=False) == []


def test_whoever_may_no_longer_read_it_is_no_longer_told(town: Town, where: Meeting) -> None:
    first = first_of_milo(town, where)
    assert news(town.hana) == [NoticeKind.INSIGHT_WAITS]
    do(town.milo, publishing.publish, first, TEXT, Shown())  # for no circle, and checked by others
    assert news(town.hana) == []
    assert news(town.ada) == [NoticeKind.INSIGHT_WAITS]


def test_nobody_is_told_by_whom_a_block_keeps_off(town: Town, where: Meeting) -> None:
    do(town.ada, keep_apart, town.milo.id, BlockKind.BLOCK)
    begun(town.milo)
    published(town.milo)
    assert news(town.ada) == []
