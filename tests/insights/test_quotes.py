"""A message stands in an insight as its writer says, for whom they were told, and as it is now."""

import pytest
from sqlalchemy import func, select

from community.access.blocks import BlockKind
from community.access.insight_rules import Sight
from community.access.policy import Audience, Visibility
from community.access.session_rules import Confidentiality, OpenTo
from community.access.things import History
from community.circles.models import Circle
from community.core.errors import Invalid, NotFound, Problem, Refused
from community.core.outbox import Job
from community.core.transaction import reading, transaction
from community.insights.actions import publishing, quoting
from community.insights.answer_models import Consent
from community.insights.texts import Shown, Text
from community.members.blocking import keep_apart
from community.rooms.actions import change, hiding
from community.sessions.actions import own_words
from tests.browsing import Browsing
from tests.doing import do
from tests.insights.quotes import CANARY, TITLE, chosen, page_of, publish, quote_of, quoted, say
from tests.insights.test_writing import begun, draft_of
from tests.town import Meeting, Town
from tests.transcripts.evenings import close, end, held


@pytest.fixture
def where(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo)


def test_it_stands_there_with_name_and_way_once_its_writer_says_yes(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    item = town.say(town.milo, where, CANARY).id
    insight_id = chosen(town.hana, where, item)
    draft = draft_of(insight_id)
    assert draft is not None
    assert draft.body == "We said:\n\n{quote 1}"
    publish(town.hana, insight_id)
    for who in (town.milo, town.otto):
        page = page_of(browsing, who, insight_id)
        assert "not quoted" in page
        assert "CANARY" not in page
    assert "There is no answer yet." in page_of(browsing, town.hana, insight_id)
    say(town.milo, insight_id)
    assert f'href="/items/{item}"' in page_of(browsing, town.milo, insight_id)
    outside = page_of(browsing, town.otto, insight_id)
    assert "CANARY" in outside
    assert "<bdi>Milo</bdi>" in outside
    assert f"/items/{item}" not in outside  # he may know of the circle, and not read its room
    assert "in Splinting" in outside
    say(town.milo, insight_id, yes=False)
    for who in (town.hana, town.milo, town.otto):
        assert "CANARY" not in page_of(browsing, who, insight_id)


def test_what_becomes_of_it_in_the_room_becomes_of_it_here(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    insight_id, item = quoted(town, where)
    do(town.milo, change.edit, item, "Warm the CANARY for a minute.")
    assert "for a minute" in page_of(browsing, town.otto, insight_id)
    do(town.hana, hiding.hide, item)
    assert "CANARY" not in page_of(browsing, town.otto, insight_id)
    do(town.hana, hiding.show_again, item)
    assert "CANARY" in page_of(browsing, town.otto, insight_id)
    do(town.milo, own_words.take_back, item)
    page = page_of(browsing, town.otto, insight_id)
    assert "CANARY" not in page
    assert "Words that stood here are not quoted." in page


def test_what_it_quotes_of_others_is_not_its_writers_to_give(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    insight_id, _item = quoted(town, where, "> **Otto:** SECRET\n\nI tried it: CANARY.")
    page = page_of(browsing, town.milo, insight_id)
    assert "CANARY" in page
    assert "SECRET" not in page
    only = town.say(town.milo, where, "> **Otto:** SECRET").id
    with pytest.raises(Refused, match="no words of its writer"):
        chosen(town.hana, where, only)


def test_for_more_readers_its_writer_is_asked_again(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    insight_id, _item = quoted(town, where, sight=Sight.CIRCLE)
    assert "CANARY" in page_of(browsing, town.milo, insight_id)
    publish(town.hana, insight_id, Sight.PUBLIC)
    for who in (town.milo, town.otto, None):
        assert "CANARY" not in page_of(browsing, who, insight_id)
    quote = quote_of(insight_id)
    assert (quote.consent, quote.sight) == (Consent.ASKED, Sight.PUBLIC)
    with pytest.raises(Refused, match="read again"):
        do(town.milo, quoting.answer, quote.id, yes=True, reach_key=f"circle:{where.id}")
    say(town.milo, insight_id)
    assert "CANARY" in page_of(browsing, None, insight_id)
    publish(town.hana, insight_id, Sight.CIRCLE)  # to fewer: nobody has to be asked
    assert "CANARY" in page_of(browsing, town.milo, insight_id)
    assert quote_of(insight_id).consent is Consent.YES


def test_who_said_no_is_not_asked_again_and_would_say_yes_to_all_of_them(
    town: Town, where: Meeting
) -> None:
    item = town.say(town.milo, where, CANARY).id
    insight_id = chosen(town.hana, where, item, sight=Sight.CIRCLE)
    say(town.milo, insight_id, yes=False)
    do(town.hana, quoting.choose, insight_id, [item], Sight.MEMBERS)
    publish(town.hana, insight_id, Sight.PUBLIC)
    quote = quote_of(insight_id)
    assert (quote.consent, quote.sight) == (Consent.NO, Sight.PUBLIC)


def test_ones_own_words_need_no_asking(town: Town, where: Meeting, browsing: Browsing) -> None:
    item = town.say(town.hana, where, CANARY).id
    insight_id = chosen(town.hana, where, item)
    publish(town.hana, insight_id, Sight.PUBLIC)
    assert "CANARY" in page_of(browsing, None, insight_id)
    do(town.hana, change.withdraw, item)
    assert "CANARY" not in page_of(browsing, None, insight_id)


def test_of_a_session_only_when_it_is_over_and_names_stay(town: Town, browsing: Browsing) -> None:
    evening = held(town, town.milo, open_to=OpenTo.MEMBERS)
    item = town.say(town.milo, evening, CANARY).id
    with pytest.raises(Refused, match="once the session is over"):
        chosen(town.hana, evening, item)
    end(evening)
    close(evening)
    insight_id = chosen(town.otto, evening, item, circle_id=None)  # he may read the transcript
    say(town.milo, insight_id)
    publish(town.otto, insight_id)
    page = page_of(browsing, town.milo, insight_id)
    assert f"/sessions/{evening.id}/transcript#m" in page
    nameless = held(town, town.milo, confidentiality=Confidentiality.NO_NAMES)
    said = town.say(town.milo, nameless, CANARY).id
    end(nameless)
    with pytest.raises(Refused, match="nobody's name stays"):
        chosen(town.hana, nameless, said)


def test_what_stays_with_a_circle_stays_there(town: Town) -> None:
    evening = held(town, town.milo, confidentiality=Confidentiality.CIRCLE)
    item = town.say(town.milo, evening, CANARY).id
    end(evening)
    with pytest.raises(Refused, match="stays with its circle"):
        chosen(town.hana, evening, item, sight=Sight.MEMBERS)
    insight_id = chosen(town.hana, evening, item, sight=Sight.CIRCLE)
    assert quote_of(insight_id).sight is Sight.CIRCLE


def test_nothing_is_quoted_that_its_rules_forbid(town: Town, where: Meeting) -> None:
    whispered = town.say(town.milo, where, "For hosts.", audience=Audience.HOSTS).id
    said = town.say(town.milo, where, CANARY).id
    with pytest.raises(Refused, match="could be quoted"):
        chosen(town.hana, where, whispered)
    for who in (town.otto, town.ada):
        with pytest.raises(NotFound):
            chosen(who, where, said, circle_id=None)
    with transaction() as db:
        db.get_one(Circle, where.id).history = History.SINCE_JOINING
    with pytest.raises(Refused, match="to those who were there"):
        chosen(town.hana, where, said)


def test_whoever_is_kept_apart_is_neither_asked_nor_read(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    insight_id, _item = quoted(town, where)
    do(town.milo, keep_apart, town.otto.id, BlockKind.BLOCK)
    assert "CANARY" not in page_of(browsing, town.otto, insight_id)
    assert "CANARY" in page_of(browsing, town.hana, insight_id)
    do(town.milo, keep_apart, town.hana.id, BlockKind.BLOCK)
    assert "CANARY" not in page_of(browsing, town.ada, insight_id)
    with pytest.raises(NotFound):
        chosen(town.hana, where, town.say(town.milo, where, "More.").id)


def test_a_hidden_circle_is_told_of_by_no_question(town: Town, where: Meeting) -> None:
    hidden = town.circle(town.hana, visibility=Visibility.HIDDEN, name="Quiet hands")
    item = town.say(town.milo, where, CANARY).id
    with pytest.raises(Refused, match="does not know the circle"):
        chosen(town.hana, where, item, sight=Sight.CIRCLE, circle_id=hidden.id)
    insight_id = chosen(town.hana, where, item, sight=Sight.MEMBERS, circle_id=hidden.id)
    assert quote_of(insight_id).circle_id is None


def jobs() -> int:
    """How much there is to tell others of."""
    with reading() as db:
        return db.scalar(select(func.count()).select_from(Job)) or 0


def test_only_its_writer_answers_and_again_changes_nothing(town: Town, where: Meeting) -> None:
    insight_id = chosen(town.hana, where, town.say(town.milo, where, CANARY).id)
    quote = quote_of(insight_id)
    for who in (town.hana, town.otto, town.ada):
        with pytest.raises(NotFound):
            do(who, quoting.answer, quote.id, yes=False)
    for wrong in ("nonsense", "a" * 16):
        with pytest.raises(NotFound):
            do(town.milo, quoting.answer, wrong, yes=False)
    say(town.milo, insight_id)
    told = jobs()
    say(town.milo, insight_id)
    assert jobs() == told
    say(town.milo, insight_id, yes=False)
    assert jobs() > told


def test_choosing_twice_is_choosing_once_and_there_is_an_end(town: Town, where: Meeting) -> None:
    items = [town.say(town.milo, where, f"Word {n}.").id for n in range(31)]
    insight_id = chosen(town.hana, where, *items[:2])
    do(town.hana, quoting.choose, insight_id, items[:3], Sight.MEMBERS)
    draft = draft_of(insight_id)
    assert draft is not None
    assert draft.body.count("{quote") == 3
    with pytest.raises(Refused, match="at most 30"):
        do(town.hana, quoting.choose, insight_id, items, Sight.MEMBERS)
    with pytest.raises(NotFound):
        do(town.hana, quoting.choose, insight_id, ["nothing"], Sight.MEMBERS)
    lone = begun(town.hana)
    with pytest.raises(Invalid, match="choose a circle"):
        do(town.hana, quoting.choose, lone, items[:1], Sight.CIRCLE)
    with pytest.raises(Problem):
        do(town.milo, quoting.choose, insight_id, items[:1], Sight.MEMBERS)


def test_each_stands_once_also_where_lines_follow_each_other(
    town: Town, where: Meeting, browsing: Browsing
) -> None:
    items = [town.say(town.milo, where, f"{CANARY} {number}").id for number in range(2)]
    insight_id = chosen(town.hana, where, *items)
    for number in (1, 2):
        say(town.milo, insight_id, number=number)
    many = Text(TITLE, "We said:\n" + "{quote 1}\n{quote 2}\n{quote 7}\n" * 300)
    do(town.hana, publishing.publish, insight_id, many, Shown(Sight.MEMBERS, where.id))
    page = page_of(browsing, town.otto, insight_id)
    assert page.count("CANARY") == 2
    assert page.count("Words that stood here are not quoted.") == 1
    assert "{quote" not in page
