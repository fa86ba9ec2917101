"""What readers say of an insight."""

import pytest

from community.access.insight_rules import Sight
from community.core.errors import NotFound, Refused
from community.core.transaction import reading
from community.insights.actions import marking, publishing
from community.insights.marks import marked
from community.insights.models import Insight, MarkKind
from community.insights.texts import Shown
from tests.browsing import Browsing
from tests.doing import do
from tests.insights.test_writing import published
from tests.town import Person, Town


def said(insight: Insight, who: Person) -> dict[str, tuple[int, bool]]:
    actor = who.actor
    with reading() as db:
        return {one.kind.value: (one.count, one.mine) for one in marked(db, actor, insight)}


def test_each_reader_says_each_once_and_takes_it_back(town: Town) -> None:
    insight = published(town.hana)
    for who in (town.milo, town.milo, town.otto):
        do(who, marking.mark, insight.id, MarkKind.HELPED, on=True)
    do(town.milo, marking.mark, insight.id, MarkKind.WILL_TRY, on=True)
    assert said(insight, town.milo) == {"helped": (2, True), "will_try": (1, True)}
    assert said(insight, town.hana) == {"helped": (2, False), "will_try": (1, False)}
    for _ in range(2):
        do(town.milo, marking.mark, insight.id, MarkKind.HELPED, on=False)
    assert said(insight, town.milo) == {"helped": (1, False), "will_try": (1, True)}


def test_not_its_author_and_not_who_may_not_read_it(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    insight = published(town.hana, shown=Shown(Sight.CIRCLE, where.id))
    with pytest.raises(Refused, match="readers"):
        do(town.hana, marking.mark, insight.id, MarkKind.HELPED, on=True)
    with pytest.raises(NotFound):
        do(town.otto, marking.mark, insight.id, MarkKind.HELPED, on=True)


def test_taken_back_nothing_of_it_is_left(town: Town) -> None:
    insight = published(town.hana)
    do(town.milo, marking.mark, insight.id, MarkKind.HELPED, on=True)
    do(town.hana, publishing.withdraw, insight.id)
    assert said(insight, town.milo) == {"helped": (0, False), "will_try": (0, False)}


def test_the_page_counts_and_names_nobody(browsing: Browsing, town: Town) -> None:
    insight = published(town.hana, shown=Shown(Sight.PUBLIC))
    milo, address = browsing.by(town.milo), f"/insights/{insight.id}"
    assert milo.post(f"{address}/mark", kind="helped", on="1").status_code == 302
    assert "It helped me · 1" in milo.get(address).text
    assert milo.post(f"{address}/mark", kind="other", on="1").status_code == 422
    for other in (town.hana, None):
        page = browsing.by(other).get(address).text
        assert "It helped me: 1" in page
        assert "Milo" not in page
