"""Who hears of quotes: whoever is asked, once for all of it; and the author, without pressure."""

import pytest

from community.access.blocks import BlockKind
from community.access.insight_rules import Sight
from community.access.policy import Visibility
from community.circles import actions as circles
from community.core import relay
from community.core.transaction import reading
from community.insights.actions import drafting, quoting
from community.insights.answer_models import Consent
from community.members.blocking import keep_apart
from community.notifications import actions, queries
from community.notifications.models import NoticeKind
from community.notifications.quote_notices import tell_who_is_asked
from community.rooms.actions import change
from tests.browsing import Browsing
from tests.doing import do
from tests.evidence.test_words_by_pass import said_by_guest
from tests.insights.quotes import chosen, publish, quote_of, say
from tests.town import Meeting, Person, Town

ASKED, ANSWERED = NoticeKind.QUOTE_ASKED, NoticeKind.QUOTE_ANSWERED


@pytest.fixture
def where(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo)


def news(who: Person) -> list[NoticeKind]:
    """What is unread; counted on every page as well."""
    relay.run_once()
    actor = who.actor
    with reading() as db:
        found = [one.kind for one in queries.inbox(db, actor) if not one.read_at]
        assert queries.unread(db, actor) == len(found)
    return [kind for kind in found if kind in (ASKED, ANSWERED)]


def said(town: Town, where: Meeting, count: int = 1) -> list[str]:
    return [town.say(town.milo, where, f"CANARY {n}.").id for n in range(count)]


def test_one_notice_asks_for_all_of_it_until_all_is_answered(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    items = said(town, where, 3)
    insight_id = chosen(town.hana, where, *items[:2])
    do(town.hana, quoting.choose, insight_id, items, Sight.MEMBERS)
    assert news(town.milo) == [ASKED]
    assert news(town.hana) == news(town.otto) == []
    page = browsing.by(town.milo).get("/inbox").text
    assert "asks whether words of yours may stand in an insight" in page
    assert "/insights/quotes" in page
    assert "CANARY" not in page
    for number in (1, 2):
        say(town.milo, insight_id, number=number)
    assert news(town.milo) == [ASKED]
    say(town.milo, insight_id, yes=False, number=3)
    assert news(town.milo) == []
    assert news(town.hana) == [ANSWERED]
    page = browsing.by(town.hana).get("/inbox").text
    assert "There is an answer to what you asked to quote" in page
    assert f"/insights/{insight_id}/quotes" in page
    browsing.by(town.hana).get(f"/insights/{insight_id}/quotes")
    assert news(town.hana) == []


def test_asked_again_they_hear_of_it_again(town: Town, where: Meeting) -> None:
    insight_id = chosen(town.hana, where, *said(town, where), sight=Sight.CIRCLE)
    assert news(town.milo) == [ASKED]
    say(town.milo, insight_id)
    publish(town.hana, insight_id, Sight.CIRCLE)
    assert news(town.milo) == []
    publish(town.hana, insight_id, Sight.PUBLIC)
    assert news(town.milo) == [ASKED]


def test_a_question_that_is_no_more_is_news_no_more(town: Town, where: Meeting) -> None:
    item = said(town, where)[0]
    insight_id = chosen(town.hana, where, item)
    assert news(town.milo) == [ASKED]
    do(town.hana, drafting.throw_draft_away, insight_id)
    assert news(town.milo) == []
    chosen(town.hana, where, item)
    assert news(town.milo) == [ASKED]
    do(town.milo, change.withdraw, item)
    assert news(town.milo) == []


@pytest.mark.parametrize("kind", BlockKind)
def test_nobody_hears_of_it_from_whom_they_keep_off(
    town: Town, where: Meeting, browsing: Browsing, kind: BlockKind
) -> None:
    item = said(town, where)[0]
    insight_id = chosen(town.hana, where, item)
    do(town.milo, keep_apart, town.hana.id, kind)
    assert news(town.milo) == []
    page = browsing.by(town.milo).get("/insights/quotes").text
    assert ("CANARY" in page) is (kind is BlockKind.MUTE)
    assert quote_of(insight_id).consent is Consent.ASKED


def test_news_lead_to_nothing_that_is_not_told_any_more(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    home = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN, name="Another")
    chosen(town.hana, where, *said(town, where), sight=Sight.CIRCLE, circle_id=home.id)
    assert news(town.milo) == [ASKED]
    do(town.milo, circles.leave, home.id)
    assert "CANARY" not in browsing.by(town.milo).get("/insights/quotes").text
    assert news(town.milo) == []


def test_delivered_twice_it_is_told_once(town: Town, where: Meeting) -> None:
    insight_id = chosen(town.hana, where, *said(town, where))
    job = {"insight_id": insight_id, "writer_id": town.milo.id, "cause": "one-cause"}
    tell_who_is_asked([job, job])
    do(town.milo, actions.mark_read)
    tell_who_is_asked([job])
    with reading() as db:
        actor = town.milo.actor
        assert [one.kind for one in queries.inbox(db, actor)] == [ASKED]


def test_a_guest_is_asked_by_their_link_and_by_nothing_else(browsing: Browsing, town: Town) -> None:
    gwen, link, evening, item = said_by_guest(browsing, town)
    insight_id = chosen(town.hana, evening, item, circle_id=None)
    publish(town.hana, insight_id)
    quote = quote_of(insight_id)
    page = gwen.get(f"{link}/words").text
    assert "would like to quote you" in page
    assert "all members of this community" in page
    answer = f"{link}/words/quotes/{quote.id}"
    assert browsing.by().post(answer, say="yes", reach="members:").status_code == 404
    assert gwen.post(answer, say="yes", reach="members:").location.endswith("#quotes")
    assert "CANARY" in browsing.by(town.otto).get(f"/insights/{insight_id}").text
    assert "You said yes." in gwen.get(f"{link}/words").text
    gwen.post(answer, say="no")
    assert "CANARY" not in browsing.by(town.otto).get(f"/insights/{insight_id}").text
    assert gwen.post(f"{link}/words/quotes/{'a' * 16}", say="yes").status_code == 404
