"""An answer becomes a draft of its author's once both agree, and it is undone by either."""

import pytest
from sqlalchemy import select

from community.access.ask_rules import AskTo
from community.asks.actions import answering, keeping
from community.asks.events import AnswerWanted
from community.asks.models import AskAnswer
from community.core.errors import Forbidden, NotFound, Refused
from community.core.transaction import reading
from community.insights.actions import drafting, publishing
from community.insights.models import Insight, InsightDraft
from community.insights.texts import Shown, Text
from tests.asks.asking import answer, ask_of, put, teach
from tests.asks.conftest import Heard
from tests.browsing import Browsing
from tests.doing import at_once, do, refusals
from tests.town import Person, Town

ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def agree(who: Person, answer_id: str, yes: bool = True) -> None:
    do(who, keeping.agree, answer_id, yes)


def kept(answer_id: str) -> str | None:
    with reading() as db:
        return db.get_one(AskAnswer, answer_id).insight_id


def drafts() -> list[InsightDraft]:
    with reading() as db:
        return list(db.scalars(select(InsightDraft)))


def test_once_both_agree_it_is_a_draft_of_who_answered(town: Town, heard: Heard) -> None:
    teach(town.hana)
    ask = put(town.milo, AskTo.SKILL, body="How warm\nis warm?")
    given = answer(town.hana, ask)
    for _ in range(2):
        agree(town.milo, given)
    assert heard.of(AnswerWanted) == [
        AnswerWanted(ask_id=ask.id, answer_id=given, member_id=town.hana.id)
    ]
    assert drafts() == []
    agree(town.hana, given)
    (draft,) = drafts()
    assert draft.body == "> How warm\n> is warm?\n>\n> — Milo\n\nLike tea."
    assert (draft.shown or {})["skills"] == "Splinting"
    with reading() as db:
        insight = db.get_one(Insight, kept(given))
        assert (insight.author_id, insight.number) == (town.hana.id, 0)


def test_both_at_once_make_one(town: Town) -> None:
    given = answer(town.hana, put(town.milo))
    both = [lambda: agree(town.milo, given), lambda: agree(town.hana, given)]
    assert refusals(at_once(*both)) == []
    assert len(drafts()) == 1


@ON_ONE
def test_only_those_two_decide(town: Town) -> None:
    given = answer(town.hana, put(town.milo))
    with pytest.raises(Forbidden):
        agree(town.otto, given)
    named = answer(town.hana, ask_of(town.milo, town.hana))
    for who, what in ((town.otto, named), (town.milo, "nothing")):
        with pytest.raises(NotFound):
            agree(who, what)


@ON_ONE
@pytest.mark.parametrize("back", ["asker", "author", "withdrawn"])
def test_taken_back_nothing_is_left_of_a_draft_that_nobody_wrote_on(town: Town, back: str) -> None:
    given = answer(town.hana, put(town.milo))
    agree(town.hana, given)
    agree(town.milo, given)
    if back == "withdrawn":
        do(town.hana, answering.withdraw, given)
    else:
        agree(town.milo if back == "asker" else town.hana, given, False)
    assert (drafts(), kept(given)) == ([], None)


@ON_ONE
def test_what_its_author_wrote_on_stays_theirs_without_what_was_asked(town: Town) -> None:
    given = answer(town.hana, put(town.milo, body="How warm (is) it?"))
    agree(town.milo, given)
    agree(town.hana, given)
    (draft,) = drafts()
    text = Text("Warm hands", draft.body + "\n\nNever hotter.")
    do(town.hana, drafting.save_draft, draft.insight_id, text, draft.version)
    agree(town.milo, given, False)
    (draft,) = drafts()
    assert (draft.title, draft.body) == ("Warm hands", "Like tea.\n\nNever hotter.")


@ON_ONE
def test_published_it_leads_back_to_the_ask_for_who_may_read_that(
    town: Town, browsing: Browsing
) -> None:
    ask = ask_of(town.milo, town.hana)
    given = answer(town.hana, ask)
    hana, milo, there = browsing.by(town.hana), browsing.by(town.milo), f"/asks/{ask.id}"
    assert "Keep it as an insight" in milo.get(there).text
    milo.post(f"/asks/answers/{given}/keep", yes="1")
    assert "waits for" in milo.get(there).text
    assert "Do you agree?" in hana.get(there).text
    hana.post(f"/asks/answers/{given}/keep", yes="1")
    insight_id = kept(given)
    assert f"/insights/{insight_id}/edit" in hana.get(there).text
    assert f"/insights/{insight_id}" not in milo.get(there).text
    do(town.hana, publishing.publish, insight_id, Text("Warm", "Like tea."), Shown())
    with pytest.raises(Refused):
        agree(town.milo, given, False)
    assert there in milo.get(f"/insights/{insight_id}").text
    assert there not in browsing.by(town.otto).get(f"/insights/{insight_id}").text
    assert f"/insights/{insight_id}" in milo.get(there).text
