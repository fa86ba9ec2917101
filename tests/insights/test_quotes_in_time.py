"""Quotes while things change around them: races, people who go, sessions made narrower."""

import pytest

from community.access.insight_rules import Sight
from community.access.policy import Visibility
from community.access.session_rules import Confidentiality
from community.circles import actions as circles
from community.circles.models import Circle
from community.core.errors import NotFound
from community.core.transaction import reading, transaction
from community.insights.actions import publishing, quoting
from community.insights.answer_models import Consent, InsightQuote
from community.insights.models import Insight
from community.insights.quote_rules import Reach
from tests.browsing import Browsing
from tests.doing import at_once, do, refusals
from tests.insights.quotes import CANARY, TITLE, chosen, page_of, publish, quote_of, quoted, say
from tests.insights.test_writing import begun, draft_of, now
from tests.town import Meeting, Town
from tests.transcripts.evenings import end, held, set_plan


@pytest.fixture
def where(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo)


def test_taken_back_an_insight_asks_nothing_more(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    insight_id, _item = quoted(town, where)
    quote = quote_of(insight_id)
    do(town.hana, publishing.withdraw, insight_id)
    with pytest.raises(NotFound):
        do(town.milo, quoting.answer, quote.id, yes=False)
    assert TITLE not in browsing.by(town.milo).get("/insights/quotes").text


def test_its_author_does_without_and_asks_no_more(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    items = [town.say(town.milo, where, f"CANARY {n}.").id for n in range(3)]
    insight_id = chosen(town.hana, where, *items[:2])
    do(town.hana, quoting.let_go, insight_id, 2)
    draft = draft_of(insight_id)
    assert draft is not None
    assert draft.body == "We said:\n\n{quote 1}"
    page = browsing.by(town.milo).get("/insights/quotes").text
    assert "CANARY 0" in page
    assert "CANARY 1" not in page
    say(town.milo, insight_id, yes=False)
    address = f"/insights/{insight_id}/quotes"
    hana = browsing.by(town.hana)
    assert hana.post(f"{address}/1/let-go").status_code == 409  # a no stays a no
    assert hana.post(f"{address}/7/let-go").status_code == 404
    assert "Do without" not in hana.get(address).text


def test_no_number_stands_for_two(town: Town, where: Meeting, browsing: Browsing) -> None:
    insight_id, _item = quoted(town, where)
    do(town.hana, quoting.let_go, insight_id, 1)
    assert "CANARY" not in page_of(browsing, town.otto, insight_id)
    other = town.say(town.milo, where, "Another.").id
    do(town.hana, quoting.choose, insight_id, [other], Sight.MEMBERS)
    assert quote_of(insight_id, 2).item_id == other


def test_a_no_while_it_is_published_wins_whoever_comes_first(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    insight_id, _item = quoted(town, where, sight=Sight.CIRCLE)
    answers = at_once(
        lambda: say(town.milo, insight_id, yes=False),
        lambda: publish(town.hana, insight_id, Sight.PUBLIC),
    )
    assert refusals(answers) == []
    assert now(insight_id).sight is Sight.PUBLIC
    assert quote_of(insight_id).consent is not Consent.YES
    assert "CANARY" not in page_of(browsing, None, insight_id)


def test_chosen_by_two_windows_at_once_it_is_asked_once(town: Town, where: Meeting) -> None:
    insight_id, item = begun(town.hana), town.say(town.milo, where, CANARY).id
    ways = [lambda: do(town.hana, quoting.choose, insight_id, [item], Sight.MEMBERS)] * 2
    assert sorted(map(str, at_once(*ways))) == sorted(["[]", str([town.milo.id])])
    draft = draft_of(insight_id)
    assert draft is not None
    assert draft.body.count("{quote 1}") == 1


@pytest.mark.parametrize(
    "changed",
    [{"confidentiality": Confidentiality.NO_NAMES}, {"confidentiality": Confidentiality.CIRCLE}],
)
def test_a_session_made_narrower_afterwards_takes_its_words_back(
    town: Town, browsing: Browsing, changed: dict[str, Confidentiality]
) -> None:
    evening = held(town, town.milo)
    item = town.say(town.milo, evening, CANARY).id
    end(evening)
    insight_id = chosen(town.hana, evening, item)
    say(town.milo, insight_id)
    publish(town.hana, insight_id)
    assert "CANARY" in page_of(browsing, town.otto, insight_id)
    set_plan(evening, **changed)
    for who in (town.hana, town.milo, town.otto):
        assert "CANARY" not in page_of(browsing, who, insight_id)


def test_who_is_gone_is_not_quoted(town: Town, where: Meeting, browsing: Browsing) -> None:
    insight_id, _item = quoted(town, where)
    with transaction() as db:
        db.get_one(InsightQuote, quote_of(insight_id).id).writer_id = None
    assert "CANARY" not in page_of(browsing, town.otto, insight_id)
    assert now(insight_id).body.endswith("{quote 1}")


def test_who_left_the_circle_can_still_say_no(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    insight_id, _item = quoted(town, where, sight=Sight.CIRCLE)
    do(town.milo, circles.leave, where.id)
    with transaction() as db:
        db.get_one(Circle, where.id).visibility = Visibility.HIDDEN
    page = browsing.by(town.milo).get("/insights/quotes").text
    assert "a circle you can no longer open" in page
    assert "Splinting" not in page
    assert TITLE not in page
    quote = quote_of(insight_id)
    browsing.by(town.milo).post(f"/insights/quotes/{quote.id}", say="no")
    assert quote_of(insight_id).consent is Consent.NO
    with reading() as db:
        assert Reach.of(db.get_one(Insight, insight_id)).covers(Reach.of(quote))
