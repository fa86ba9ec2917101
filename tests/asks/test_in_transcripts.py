"""What was answered once a question of a session was asked on stands under it in the transcript."""

import pytest

from community.access.session_rules import Confidentiality, OpenTo
from community.asks.actions import answering
from tests.asks.asking import answer, ask_of, put
from tests.browsing import Browsing
from tests.doing import do
from tests.skilled import block
from tests.town import Evening, Town
from tests.transcripts.evenings import end, held

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
QUESTION, ANSWER = "How warm is *warm*?", "Like tea, says Milo <b>now</b>."


def asked_in(town: Town, **plan: object) -> tuple[Evening, str, str]:
    """A session that is over, a question of Milo's in it, and one that stands before it."""
    evening = held(town, town.milo, open_to=OpenTo.MEMBERS, **plan)
    item = town.say(town.milo, evening, QUESTION)
    town.say(town.hana, evening, "No idea.", reply_to=item.id)
    end(evening)
    return evening, item.id, f"/sessions/{evening.id}/transcript"


def test_it_stands_under_its_question_until_it_is_withdrawn(town: Town, browsing: Browsing) -> None:
    _, item_id, there = asked_in(town)
    ask = ask_of(town.milo, town.hana, item_id=item_id)
    assert "answered later" not in browsing.by(town.otto).get(there).text
    given = answer(town.hana, ask, ANSWER)
    page = browsing.by(town.otto).get(there).text
    question, later, reply = (page.index(one) for one in ("How warm", "Like tea", "No idea."))
    assert question < later < reply
    assert "<b>now</b>" not in page
    assert f"/asks/{ask.id}" not in page
    assert f"/asks/{ask.id}" in browsing.by(town.hana).get(there).text
    do(town.hana, answering.withdraw, given)
    assert "Like tea" not in browsing.by(town.otto).get(there).text


def test_who_may_not_read_what_somebody_says_reads_no_answer_of_theirs(
    town: Town, browsing: Browsing
) -> None:
    _, item_id, there = asked_in(town)
    answer(town.hana, put(town.milo, item_id=item_id), ANSWER)
    block(town.otto, town.hana)
    assert "Like tea" not in browsing.by(town.otto).get(there).text
    assert "Like tea" in browsing.by(town.milo).get(there).text


def test_without_names_neither_who_answered_nor_who_asked_is_told(
    town: Town, browsing: Browsing
) -> None:
    _, item_id, there = asked_in(town, confidentiality=Confidentiality.NO_NAMES)
    ask = put(town.milo, item_id=item_id)
    answer(town.otto, ask, ANSWER)
    page = browsing.by(town.ada).get(there).text
    article = page[page.index("<article") : page.index("</article>")]
    assert "Like tea" in article
    for name in ("Milo", "Otto", f"/asks/{ask.id}"):
        assert name not in article


def test_whoever_would_answer_reads_before_where_it_stands(town: Town, browsing: Browsing) -> None:
    _, item_id, _ = asked_in(town)
    from_there, other = put(town.milo, item_id=item_id), put(town.milo)
    otto = browsing.by(town.otto)
    assert "for whoever may read that" in otto.get(f"/asks/{from_there.id}").text
    assert "in its transcript" not in otto.get(f"/asks/{other.id}").text
