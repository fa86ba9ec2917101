"""Choosing what was said: from a room, from a transcript, from where an insight is written."""

import re

import pytest
from sqlalchemy import update

from community.access.insight_rules import Sight
from community.access.session_rules import Confidentiality, OpenTo
from community.core.transaction import transaction
from community.insights.answer_models import Consent
from community.rooms.actions import change
from community.rooms.models import Item
from tests.browsing import Browsing
from tests.counting import counted
from tests.doing import do
from tests.evenings import ask_next
from tests.insights.quotes import CANARY, TITLE, chosen, quote_of, quoted
from tests.insights.test_writing import begun, draft_of, now
from tests.town import Evening, Meeting, Town
from tests.transcripts.evenings import close, end, held, make


@pytest.fixture
def where(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo)


@pytest.fixture
def evening(town: Town) -> Evening:
    """Over: one question with an answer, and one thing beside it."""
    evening = held(town, town.milo, open_to=OpenTo.MEMBERS, title="Slow heat")
    town.say(town.milo, evening, "Before it began.")
    ask_next(town.hana, evening)
    town.say(town.milo, evening, CANARY)
    end(evening)
    close(evening)
    make()
    return evening


def test_from_a_room_into_a_new_insight(town: Town, where: Meeting, browsing: Browsing) -> None:
    item, hana = town.say(town.milo, where, CANARY).id, browsing.by(town.hana)
    assert f'href="/items/{item}/insight"' in hana.get(f"/rooms/{where.room_id}").text
    assert "A new one" in hana.get(f"/items/{item}/insight").text
    there = hana.post(f"/items/{item}/insight", into="").location
    page = hana.get(there).text
    assert re.search(rf'value="{item}" checked', page)
    address = there.partition("?")[0]
    answer = hana.post(address, items=item, sight="circle")
    assert answer.location == address
    page = hana.get(address).text
    assert "1 writer is asked." in page
    assert "No answer yet." in page
    insight_id = address.split("/")[2]
    assert (now(insight_id).circle_id, now(insight_id).sight) == (where.id, Sight.CIRCLE)
    draft = draft_of(insight_id)
    assert draft is not None
    assert draft.body == "{quote 1}"
    assert browsing.by(town.milo).get(address).status_code == 404


def test_from_a_room_into_one_that_is_being_written(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    item, hana = town.say(town.milo, where, CANARY).id, browsing.by(town.hana)
    insight_id, others = begun(town.hana), begun(town.otto)
    page = hana.get(f"/items/{item}/insight").text
    assert insight_id in page
    assert others not in page
    there = hana.post(f"/items/{item}/insight", into=insight_id).location
    assert there == f"/insights/{insight_id}/quotes?item={item}"
    assert hana.post(f"/items/{item}/insight", into=others).status_code == 404


def test_all_of_ones_insights_are_offered_in_steps(
    town: Town, where: Meeting, browsing: Browsing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community.insights.listed.PAGE", 1)
    item, hana = town.say(town.milo, where, CANARY).id, browsing.by(town.hana)
    begun_first = {begun(town.hana), begun(town.hana)}
    page = hana.get(f"/items/{item}/insight?at=3").text
    older = re.search(rf'href="(/items/{item}/insight\?[^"]*older_than=[^"]+)"', page)
    assert older is not None
    page += hana.get(older[1].replace("&amp;", "&")).text
    assert all(f'value="{one}"' in page for one in begun_first)


def test_from_a_transcript_question_by_question(
    town: Town, evening: Evening, browsing: Browsing
) -> None:
    otto = browsing.by(town.otto)  # who was not there, and may read it
    transcript = otto.get(f"/sessions/{evening.id}/transcript").text
    way = re.search(rf'href="(/sessions/{evening.id}/insight\?at=(\d+))"', transcript)
    assert way is not None, transcript
    assert "Use in an insight" not in browsing.by().get(f"/sessions/{evening.id}/transcript").text
    there = otto.post(way[1], into="").location
    page = otto.get(there).text
    assert "What you came from" in page
    first = page.index("Beside the questions")
    assert first < page.index("Before it began.", first) < page.index("Question 1: What works?")
    assert page.index("Question 1") < page.index("CANARY")
    found = otto.get(there.partition("?")[0], q="canary slow").text
    assert "CANARY" in found
    assert "Before it began" not in found
    assert "CANARY" in otto.get(there.partition("?")[0], q="CÁNARY").text
    assert "Nothing found" in otto.get(there.partition("?")[0], q="nowhere").text
    with transaction() as db:
        db.execute(update(Item).where(Item.body == CANARY).values(author_id=None))
    assert "CANARY" not in otto.get(there.partition("?")[0]).text, "who left is asked nothing"


def test_where_nothing_is_quoted_a_sentence_says_why(town: Town, browsing: Browsing) -> None:
    nameless = held(town, town.milo, confidentiality=Confidentiality.NO_NAMES)
    item = town.say(town.milo, nameless, CANARY).id
    hana, address = browsing.by(town.hana), f"/items/{item}/insight"
    assert "once the session is over" in hana.get(address).text
    end(nameless)
    make()
    assert "nothing of it is quoted" in hana.get(address).text
    assert hana.post(address).status_code == 409
    assert "Use in an insight" not in hana.get(f"/sessions/{nameless.id}/transcript").text
    assert "nothing of it is quoted" in hana.get(f"/sessions/{nameless.id}/insight?at=1").text


def test_what_cannot_be_asked_for_keeps_what_was_ticked(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    item, hana = town.say(town.milo, where, CANARY).id, browsing.by(town.hana)
    insight_id = begun(town.hana)
    address = f"/insights/{insight_id}/quotes"
    nothing = hana.post(address, sight="members")
    assert nothing.status_code == 422
    assert "Please tick" in nothing.text
    narrow = hana.post(address, items=item, item=item, sight="circle")
    assert narrow.status_code == 422
    assert re.search(rf'value="{item}" checked', narrow.text)
    do(town.milo, change.withdraw, item)
    assert hana.post(address, items=item, sight="members").status_code == 409
    assert "Slow" not in hana.get(address, item="nonsense").text


def test_while_writing_the_text_is_saved_first(town: Town, browsing: Browsing) -> None:
    insight_id, hana = begun(town.hana), browsing.by(town.hana)
    typed = {"title": "T", "body": "New words", "version": "1", "do": "quotes"}
    assert hana.post(f"/insights/{insight_id}/edit", **typed).location.endswith("/quotes")
    draft = draft_of(insight_id)
    assert draft is not None
    assert draft.body == "New words"


def test_the_writer_reads_what_is_asked_and_answers(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    insight_id = chosen(town.hana, where, town.say(town.milo, where, CANARY).id)
    milo, quote = browsing.by(town.milo), quote_of(insight_id)
    page = milo.get("/insights/quotes").text
    for words in ("Hana", TITLE, CANARY, "all members of this community", "You have not answered"):
        assert words in page
    assert "We said:" not in page  # of the draft nothing but its title is told
    assert f"/insights/{insight_id}" not in page
    answer = f"/insights/quotes/{quote.id}"
    assert milo.post(answer, say="yes", reach="circle:").location == "/insights/quotes"
    assert "Please read again who." in milo.get("/insights/quotes").text
    assert quote_of(insight_id).consent is Consent.ASKED
    milo.post(answer, say="yes", reach="members:")
    assert "You said yes." in milo.get("/insights/quotes").text
    milo.post(answer, say="no")
    assert "You said no: it is not quoted." in milo.get("/insights/quotes").text
    assert CANARY not in browsing.by(town.otto).get("/insights/quotes").text
    assert browsing.by(town.otto).post(answer, say="no").status_code == 404


def test_the_insight_leads_back_to_its_session_for_who_may_see_it(
    town: Town, browsing: Browsing
) -> None:
    evening = held(town, town.milo, title="Slow heat")
    item = town.say(town.milo, evening, CANARY).id
    end(evening)
    hana = browsing.by(town.hana)
    there = hana.post(f"/items/{item}/insight").location.partition("?")[0]
    hana.post(there, items=item, sight="members")
    edit = there.replace("/quotes", "/edit")
    typed = {"title": "T", "body": "Words.", "version": "2", "sight": "members", "do": "publish"}
    page = hana.post(edit, **typed, circle_id=evening.circle_id).location
    assert f'href="/sessions/{evening.id}">Slow heat' in browsing.by(town.milo).get(page).text
    assert "Slow heat" not in browsing.by(town.otto).get(page).text
    assert page in hana.get(f"/sessions/{evening.id}").text


def test_pages_of_quotes_ask_as_much_of_the_database_however_many(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    asked = []
    for most in (2, 18):
        items = [town.say(town.milo, where, f"Word {n}.").id for n in range(most)]
        insight_id = chosen(town.hana, where, *items)
        with counted() as sent:
            browsing.by(town.milo).get("/insights/quotes")
            browsing.by(town.hana).get(f"/insights/{insight_id}/quotes")
        asked.append(len(sent))
    assert asked[0] == asked[1]


def test_of_a_yes_the_published_insight_is_shown(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    insight_id, _item = quoted(town, where)
    page = browsing.by(town.milo).get("/insights/quotes").text
    assert f'href="/insights/{insight_id}">{TITLE}' in page
    assert "quotes you" in page
