"""However two comments are told of, one notice tells of both."""

import pytest

from community.core import relay
from community.insights.actions import commenting
from community.insights.comment_wishes import wish as wish_for
from community.notifications import comment_telling
from community.notifications.insight_comment_notices import tell_of_comments
from tests.doing import at_once, do
from tests.insights.test_comments import KEY, news
from tests.insights.test_writing import published
from tests.town import Town


def test_two_that_are_told_of_at_once_are_one_notice(town: Town) -> None:
    insight = published(town.hana)
    said = [do(who, commenting.comment, insight.id, KEY, "!") for who in (town.milo, town.otto)]
    jobs = [{"insight_id": insight.id, "comment_id": one} for one in said]
    answers = at_once(*(lambda job=job: tell_of_comments([job]) for job in jobs))  # type: ignore[misc]
    assert answers == [None, None]
    assert len(news(town.hana)) == 1


@pytest.mark.parametrize("some", [1, 200])
def test_told_of_in_reverse_order_both_are_counted(
    town: Town, monkeypatch: pytest.MonkeyPatch, some: int
) -> None:
    monkeypatch.setattr(comment_telling, "SOME", some)
    insight = published(town.hana)
    do(town.otto, wish_for, insight.id, wanted=True)
    said = [do(town.milo, commenting.comment, insight.id, f"{KEY}-{n}", "!") for n in range(2)]
    for one in reversed(said):
        tell_of_comments([{"insight_id": insight.id, "comment_id": one}])
    relay.run_once()
    assert news(town.hana) == news(town.otto) == [2]
