"""What is published while somebody looks at the news they have."""

import pytest
from sqlalchemy import delete

from community.core.transaction import transaction
from community.follows import actions
from community.follows.views import following
from community.insights.models import Insight
from community.notifications.models import Notice
from tests.browsing import Browsing
from tests.doing import do
from tests.follows.test_news import deliver, told, written
from tests.town import Town


def test_what_comes_while_somebody_looks_is_told(
    town: Town, browsing: Browsing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the list was looked up: told of before it counts as read, or only then."""
    do(town.milo, actions.follow_person, town.hana.id)
    milo, meanwhile = browsing.by(town.milo), [deliver, lambda: None]
    looks = [lambda *_seen: (written(town.hana, title="Later"), meanwhile.pop()())]
    monkeypatch.setattr(following, "looks", [*looks, *following.looks])
    for _when in range(2):
        written(town.hana)
        assert told(town.milo) == [1]
        assert "Later" not in milo.get("/following/news").text
        assert told(town.milo)[0] in (1, 2), "what was seen may be told again with it"
        with transaction() as db:
            db.execute(delete(Notice))
            db.execute(delete(Insight))
