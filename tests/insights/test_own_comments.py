"""What one said below insights is among one's own words, whatever became of one's place there."""

from community.access.insight_rules import Sight
from community.circles import actions as circles
from community.insights.texts import Shown
from tests.browsing import Browsing
from tests.doing import do
from tests.insights.test_comments import bodies, say
from tests.insights.test_writing import published
from tests.town import Town


def test_own_words_hold_what_one_said_below_insights(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo, name="Quiet hands")
    insight = published(town.hana, shown=Shown(Sight.CIRCLE, where.id))
    say(town.hana, insight, "NOT-MINE")
    comment = say(town.milo, insight, "Words of Milo")
    milo = browsing.by(town.milo)
    page = milo.get("/me/words").text
    assert "NOT-MINE" not in page
    assert f"/insights/{insight.id}#comment-{comment}" in page
    do(town.milo, circles.leave, where.id)
    page = milo.get("/me/words").text
    assert "an insight you can no longer open" in page
    assert insight.title not in page
    address = f"/me/words/comments/{comment}/withdraw"
    assert browsing.by(town.otto).post(address).status_code == 404
    assert milo.post(address).status_code == 302
    assert bodies() == ["NOT-MINE", ""]
    assert "Words of Milo" not in milo.get("/me/words").text
