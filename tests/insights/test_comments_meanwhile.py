"""What is said below an insight while its author looks at it."""

import pytest

from community.insights.comments import looks
from tests.browsing import Browsing
from tests.insights.test_comments import news, say
from tests.insights.test_writing import published
from tests.town import Town


def test_what_is_said_while_its_author_looks_is_told(
    browsing: Browsing, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    insight = published(town.hana)
    say(town.milo, insight)
    meanwhile = [lambda *_seen: say(town.milo, insight, "Meanwhile."), *looks]
    monkeypatch.setattr("community.insights.views.looking.looks", meanwhile)
    assert "Meanwhile" not in browsing.by(town.hana).get(f"/insights/{insight.id}").text
    assert news(town.hana) == [2], "with what was seen, rather than not at all"
