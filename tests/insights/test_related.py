"""What one may read next, and why it stands there."""

from typing import Any

import pytest

from community.access.blocks import BlockKind
from community.access.insight_rules import Sight
from community.access.policy import Permission, Visibility
from community.core.transaction import reading, transaction
from community.insights import related as nearest
from community.insights.actions import publishing
from community.insights.models import Insight
from community.insights.queries import access_insight
from community.insights.related import related
from community.insights.texts import Shown, Text
from community.members.blocking import keep_apart
from tests.browsing import Browsing
from tests.counting import counted
from tests.doing import do
from tests.insights.test_writing import begun, published
from tests.town import Evening, Person, Town


def written(who: Person, title: str, sight: Sight = Sight.MEMBERS, **shown: Any) -> Insight:
    skills, circle_id = tuple(shown.get("skills", ())), shown.get("circle_id")
    return published(who, Text(title, "Words"), Shown(sight, circle_id, skills))


def of_session(insight: Insight, session: Evening) -> Insight:
    with transaction() as db:
        db.get_one(Insight, insight.id).session_id = session.id
    return insight


def offered(who: Person, insight: Insight) -> list[tuple[str, str]]:
    actor = who.actor
    with reading() as db:
        found = related(db, actor, access_insight(db, actor, insight.id, Permission.INSIGHT_READ))
        return [(one.card.title, one.why) for one in found]


def test_the_reason_is_said_and_the_nearest_comes_first(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    session = town.session(where)
    first = written(town.hana, "First", circle_id=where.id, skills=("Facilitation", "Casting"))
    of_session(first, session)
    written(town.milo, "Same circle", circle_id=where.id)
    written(town.hana, "Same author")
    written(town.otto, "One skill", skills=("Facilitation",))
    written(town.otto, "Two skills", skills=("Facilitation", "Casting", "Pottery"))
    of_session(written(town.milo, "Same session", circle_id=where.id), session)
    written(town.otto, "Nothing in common", skills=("Pottery",))
    assert offered(town.milo, first) == [
        ("Same session", "From the same session"),
        ("Two skills", "Also about Casting"),
        ("One skill", "Also about Facilitation"),
        ("Same author", "By the same author"),
    ]


def test_the_newest_of_a_kind_and_at_most_four(town: Town) -> None:
    first = written(town.hana, "First")
    for number in range(6):
        written(town.hana, f"Number {number}")
    assert [title for title, _why in offered(town.milo, first)] == [
        f"Number {number}" for number in (5, 4, 3, 2)
    ]


def test_nothing_is_offered_that_one_may_not_read(town: Town) -> None:
    where = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    first = written(town.hana, "First", skills=("Facilitation",))
    inside = {"circle_id": where.id, "skills": ("Facilitation",)}
    written(town.hana, "In the circle", Sight.CIRCLE, **inside)
    written(town.hana, "For hosts", Sight.HOSTS, **inside)
    gone = written(town.hana, "Gone", skills=("Facilitation",))
    do(town.hana, publishing.withdraw, gone.id)
    begun(town.hana, Text("A draft", "Words"))
    assert offered(town.otto, first) == []
    assert offered(town.milo, first) == [("In the circle", "Also about Facilitation")]
    assert [title for title, _why in offered(town.hana, first)] == ["For hosts", "In the circle"]


def test_no_reason_tells_who_wrote_it_or_where_it_is_from(town: Town) -> None:
    """In a circle one shares with somebody a block stands between, their words have no name."""
    where = town.circle(town.otto, town.hana, town.milo, visibility=Visibility.HIDDEN)
    first = written(town.hana, "First", Sight.CIRCLE, circle_id=where.id)
    written(town.hana, "Second", Sight.CIRCLE, circle_id=where.id)
    do(town.hana, keep_apart, town.milo.id, BlockKind.BLOCK)
    assert offered(town.milo, first) == [("Second", "From the same circle")]
    assert offered(town.otto, first) == [("Second", "By the same author")]
    secret = town.session(where, published=False)
    open_ones = [of_session(written(town.hana, title), secret) for title in ("Third", "Fourth")]
    told = [why for _title, why in offered(town.otto, open_ones[0])]
    assert "From the same session" in told
    nell = town.person("Nell")
    assert ("Fourth", "By the same author") in offered(nell, open_ones[0])
    assert "From the same session" not in [why for _title, why in offered(nell, open_ones[0])]


def test_of_what_is_about_the_same_no_more_than_some_are_looked_at(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearest, "NEWEST", 1)
    monkeypatch.setattr(nearest, "OF_SKILL", 1)
    first = written(town.hana, "First", skills=("Facilitation",))
    for number in range(4):
        written(town.otto, f"Number {number}", skills=("Facilitation",))
    found = offered(town.milo, first)
    assert ("Number 3", "Also about Facilitation") in found
    assert len(found) <= 2


def test_the_page_shows_it_to_members_and_asks_three_queries(
    browsing: Browsing, town: Town
) -> None:
    first = written(town.hana, "First", Sight.PUBLIC)
    asked = []
    for more in (1, 6):
        for number in range(more):
            written(town.hana, f"Number {more}.{number}", Sight.PUBLIC)
        actor = town.milo.actor
        with reading() as db:
            insight = access_insight(db, actor, first.id, Permission.INSIGHT_READ)
            with counted() as statements:
                assert related(db, actor, insight)
        asked.append(len(statements))
    assert asked == [3, 3]
    page = browsing.by(town.milo).get(f"/insights/{first.id}").text
    assert ["To read next" in page, "By the same author" in page] == [True, True]
    assert "To read next" not in browsing.by().get(f"/insights/{first.id}").text
