"""When a session is over: closing words, feedback without names, discussion, open questions."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select

from community.access.blocks import BlockKind
from community.access.session_rules import Confidentiality, OpenTo
from community.core.errors import Forbidden, Invalid, NotFound, Problem, Refused
from community.core.transaction import database, reading
from community.members.blocking import keep_apart
from community.sessions.actions import closing, discussion, hosting, unanswered
from community.sessions.closing import comments_on, released_feedback, shared_takeaways
from community.sessions.closing_models import (
    FeedbackGiven,
    HostFeedback,
    Routing,
    SessionComment,
)
from community.sessions.models import HostedSession
from community.sessions.queries import WITH_HOUSE
from tests.browsing import Browsing
from tests.doing import do
from tests.evenings import live
from tests.town import Evening, Person, Town


def over(town: Town, *others: Person, **plan: Any) -> Evening:
    evening = live(town, town.milo, *others, **plan)
    do(evening.host, hosting.end, evening.id)
    return evening


def asked(evening: Evening, read: Callable[..., Any], who: Person | None = None) -> Any:
    """What `read` finds of the session."""
    actor = (who or evening.host).actor
    with reading() as db:
        session = db.get_one(HostedSession, evening.id, options=WITH_HOUSE)
        return read(db, actor, session)


def shown(evening: Evening) -> list[str]:
    with reading() as db:
        return list(released_feedback(db, evening.id))


def people(town: Town, count: int) -> list[Person]:
    return [town.person(f"Person {number}") for number in range(count)]


def test_feedback_shows_five_at_a_time_and_never_one_more(town: Town) -> None:
    several = people(town, 11)
    evening = over(town, *several)
    seen: set[str] = set()
    for number, person in enumerate(several, 1):
        do(person, closing.give_feedback, evening.id, f"Feedback {number}")
        now = set(shown(evening))
        assert len(now) == number // 5 * 5
        assert seen <= now
        seen = now
    assert seen == {f"Feedback {number}" for number in range(1, 11)}


def test_nothing_in_the_whole_database_joins_feedback_to_whoever_gave_it(town: Town) -> None:
    """Neither a column nor the order in which rows are kept."""
    columns = {column.name for column in HostFeedback.__table__.columns}
    assert columns == {"id", "session_id", "body", "released"}
    several = people(town, 4)
    evening = over(town, *several)
    orders = set()
    for _again in range(12):
        with database().engine.begin() as connection:
            for table in (HostFeedback, FeedbackGiven):
                connection.execute(delete(table))
        for person in several:
            do(person, closing.give_feedback, evening.id, person.id)
        with database().engine.connect() as connection:
            said = connection.execute(select(HostFeedback.body)).scalars().all()
            gave = connection.execute(select(FeedbackGiven.member_id)).scalars().all()
        assert sorted(said) == sorted(gave)
        orders.add(tuple(said.index(one) for one in gave))
    assert len(orders) > 1, "The rows always stand in the same order."


def test_feedback_is_given_once_and_not_by_hosts(town: Town) -> None:
    evening = over(town)
    do(town.milo, closing.give_feedback, evening.id, "  ")
    assert do(town.milo, closing.give_feedback, evening.id, "Slower, please.")
    assert not do(town.milo, closing.give_feedback, evening.id, "Faster, please.")
    with reading() as db:
        assert db.scalars(select(HostFeedback.body)).all() == ["Slower, please."]
    with pytest.raises(Refused):
        do(town.hana, closing.give_feedback, evening.id, "I was good.")
    with pytest.raises(Problem):
        do(town.otto, closing.give_feedback, evening.id, "I was not there.")
    assert shown(evening) == []


def test_closing_questions_are_asked_when_it_is_over(town: Town) -> None:
    evening = live(town, town.milo)
    with pytest.raises(Refused):
        do(town.milo, closing.give_feedback, evening.id, "Already?")
    with pytest.raises(Refused):
        do(town.milo, closing.take_away, evening.id, "Already?", shared=True)


def test_what_somebody_takes_away_is_theirs_until_they_share_it(town: Town) -> None:
    evening = over(town)
    do(town.milo, closing.take_away, evening.id, "Warm it.", shared=False)
    assert asked(evening, shared_takeaways) == []
    do(town.milo, closing.take_away, evening.id, "Warm it slowly.", shared=True)
    assert asked(evening, shared_takeaways) == [("Milo", "Warm it slowly.")]
    do(town.milo, closing.take_away, evening.id, "", shared=True)
    assert asked(evening, shared_takeaways) == []
    with pytest.raises(Invalid):
        do(town.milo, closing.take_away, evening.id, "x" * 2001, shared=True)


def test_a_session_without_names_shares_no_name(town: Town, browsing: Browsing) -> None:
    evening = over(town, confidentiality=Confidentiality.NO_NAMES, open_to=OpenTo.MEMBERS)
    do(town.milo, closing.take_away, evening.id, "Warm it slowly.", shared=True)
    assert asked(evening, shared_takeaways) == [("", "Warm it slowly.")]
    page = browsing.by(town.otto).get(f"/sessions/{evening.id}").text
    shared = page.partition("What people take away")[2].partition("</section>")[0]
    assert "Warm it slowly." in shared
    assert "Milo" not in shared


def test_a_block_does_not_tell_whose_words_are_kept_without_a_name(town: Town) -> None:
    plan = {"confidentiality": Confidentiality.NO_NAMES, "open_to": OpenTo.MEMBERS}
    nameless, named = over(town, **plan), over(town)
    for evening in (nameless, named):
        do(town.milo, closing.take_away, evening.id, "Warm it slowly.", shared=True)
    do(town.hana, keep_apart, town.milo.id, BlockKind.BLOCK)
    assert asked(nameless, shared_takeaways) == [("", "Warm it slowly.")]
    assert asked(named, shared_takeaways) == []


def test_a_discussion_is_for_those_who_may_read_what_was_said(town: Town) -> None:
    evening = over(town, open_to=OpenTo.MEMBERS, confidentiality=Confidentiality.CIRCLE)
    first = do(town.milo, discussion.comment, evening.id, "key-of-milo", "Thank you.")
    assert do(town.milo, discussion.comment, evening.id, "key-of-milo", "Thank you.") == first
    with pytest.raises(Forbidden):
        do(town.otto, discussion.comment, evening.id, "key-of-otto", "Me too.")
    assert [row.body for row, _ in asked(evening, comments_on)] == ["Thank you."]
    for body in ("", "  ", "x" * 4001):
        with pytest.raises(Invalid):
            do(town.milo, discussion.comment, evening.id, "key-other", body)
    other = town.person("Nell")
    town.come(other, evening)
    with pytest.raises(Forbidden):
        do(other, discussion.take_comment_back, evening.id, first)
    do(town.milo, discussion.take_comment_back, evening.id, first)
    assert asked(evening, comments_on) == []
    with reading() as db:
        assert db.get_one(SessionComment, first).body == ""


def test_a_host_takes_back_what_does_not_belong_there(town: Town) -> None:
    evening, elsewhere = over(town), over(town)
    first = do(town.milo, discussion.comment, evening.id, "key-of-milo", "Buy my splints!")
    with pytest.raises(NotFound):
        do(town.hana, discussion.take_comment_back, elsewhere.id, first)
    do(town.hana, discussion.take_comment_back, evening.id, first)
    assert asked(evening, comments_on) == []


def test_nobody_reads_comments_of_whom_they_muted(town: Town) -> None:
    nell = town.person("Nell")
    evening = over(town, nell)
    do(town.milo, discussion.comment, evening.id, "key-of-milo", "Thank you.")
    do(nell, keep_apart, town.milo.id, BlockKind.MUTE)
    assert asked(evening, comments_on, nell) == []
    assert len(asked(evening, comments_on)) == 1


def test_nobody_reads_a_comment_across_a_block(town: Town) -> None:
    nell = town.person("Nell")
    evening = over(town, nell)
    do(town.milo, discussion.comment, evening.id, "key-of-milo", "Thank you.")
    do(town.milo, closing.take_away, evening.id, "Warm it.", shared=True)
    do(nell, keep_apart, town.milo.id, BlockKind.BLOCK)
    assert asked(evening, comments_on, nell) == []
    assert asked(evening, shared_takeaways, nell) == []
    assert len(asked(evening, comments_on)) == 1


def test_a_summary_leads_to_messages(town: Town, browsing: Browsing) -> None:
    evening = over(town)
    hana, where = browsing.by(town.hana), f"/sessions/{evening.id}"
    hana.post(f"{where}/summary", **{"summary-words": "We [agreed](#m1) to **warm** it."})
    page = browsing.by(town.milo).get(where).text
    assert f'href="{where}/transcript#m1"' in page
    assert "<strong>warm</strong>" in page
    assert browsing.by(town.milo).post(f"{where}/summary", summary="Mine").status_code == 403
    refused = hana.post(f"{where}/summary", **{"summary-words": "x" * 4001})
    assert "to 4,000 characters" in refused.text
    assert "x" * 4001 in refused.text
    assert "We [agreed](#m1)" in hana.get(where).text


def test_a_question_nobody_answered_is_offered_to_the_host(town: Town, browsing: Browsing) -> None:
    evening = live(town, town.milo)
    first = town.say(town.milo, evening, "Which material for toddlers?")
    second = town.say(town.milo, evening, "And how thick?")
    town.say(town.milo, evening, "See https://example.org/?thick=2 for more.")
    town.say(town.hana, evening, "Who else?")
    town.say(town.hana, evening, "Two millimetres.", reply_to=second.id)
    town.say(town.milo, evening, "Nobody?", reply_to=first.id)
    do(town.hana, hosting.end, evening.id)

    def open_questions() -> list[tuple[str, Routing]]:
        with reading() as db:
            session = db.get_one(HostedSession, evening.id)
            found = unanswered.unanswered_in(db, session)
            return [(item.body, row.routing) for row, item in found]

    assert open_questions() == [
        ("Which material for toddlers?", Routing.OFFERED),
        ("Nobody?", Routing.OFFERED),
    ]
    hana, where = browsing.by(town.hana), f"/sessions/{evening.id}"
    assert "Questions nobody answered" in hana.get(where).text
    assert "Questions nobody answered" not in browsing.by(town.milo).get(where).text
    hana.post(f"{where}/unanswered/{first.id}", routing="ask")
    assert open_questions()[0] == ("Which material for toddlers?", Routing.ASK)
    town.say(town.hana, evening, "The soft one.", reply_to=first.id)
    assert [body for body, _ in open_questions()] == ["Nobody?"]
    do(town.hana, hosting.close, evening.id)
    assert [body for body, _ in open_questions()] == ["Nobody?"]
    with pytest.raises(NotFound):
        do(town.hana, unanswered.route, evening.id, second.id, "ask")


@pytest.mark.parametrize(
    ("kept", "named"), [(Confidentiality.OPEN, True), (Confidentiality.NO_NAMES, False)]
)
def test_beside_an_open_question_stands_who_asked_only_where_the_transcript_says_it_too(
    town: Town, browsing: Browsing, kept: Confidentiality, named: bool
) -> None:
    """A host need not have been there, and the link beside it leads to the very voice."""
    evening = live(town, town.milo, confidentiality=kept)
    town.say(town.milo, evening, "How thick?")
    do(town.hana, hosting.end, evening.id)
    page = browsing.by(town.hana).get(f"/sessions/{evening.id}").text
    listed = page.partition("Questions nobody answered")[2].partition("</section>")[0]
    assert "How thick?" in listed
    assert ("Milo" in listed) is named


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Why?", True),
        ("Why? I wonder.", True),
        ("“Why?”", True),
        ("**Why?**", True),
        ("I wonder.", False),
        ("https://example.org/?a=b", False),
        ("> Why?\n\nBecause.", False),
        ("", False),
    ],
)
def test_what_counts_as_asking(body: str, found: bool) -> None:
    assert unanswered.asks(body) is found
