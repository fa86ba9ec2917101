"""What members say below an insight: once, under their names, taken back, and told of once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.access.blocks import BlockKind
from community.access.insight_rules import Sight
from community.access.policy import Visibility
from community.circles import actions as circles
from community.core import clock, relay
from community.core.errors import Forbidden, Invalid, NotFound, Problem
from community.core.transaction import reading
from community.insights.actions import commenting, publishing
from community.insights.answer_models import InsightComment
from community.insights.comments import PAGE
from community.insights.models import Insight
from community.insights.texts import Shown
from community.members.blocking import keep_apart
from community.notifications import queries
from community.notifications.actions import mark_read
from community.notifications.comment_news import how_many
from community.notifications.insight_comment_notices import tell_of_comments
from community.notifications.models import NoticeKind
from tests.browsing import Browsing
from tests.counting import counted
from tests.doing import do
from tests.insights.test_writing import published
from tests.town import Person, Town

KEY = "a-key-of-a-comment"


def say(who: Person, insight: Insight, words: str = "Thank you.") -> str:
    """A comment, and everybody is told who is to be."""
    key = f"a-key-{len(words)}-{clock.now().timestamp()}".replace(".", "-")
    said = do(who, commenting.comment, insight.id, key, words)
    relay.run_once()
    return said


def news(who: Person) -> list[int]:
    """How many comments each unread notice in their inbox tells of."""
    actor = who.actor
    with reading() as db:
        notices = queries.inbox(db, actor)
        told = [one for one in notices if one.kind is NoticeKind.INSIGHT_COMMENTED]
        counts = how_many(db, told)
        assert queries.unread(db, actor) >= len([one for one in told if not one.read_at])
        return [counts[one.id] for one in told if not one.read_at]


def bodies() -> list[str]:
    with reading() as db:
        order = InsightComment.created_at, InsightComment.id
        return [one.body for one in db.scalars(select(InsightComment).order_by(*order))]


def wish(browsing: Browsing, who: Person, insight: Insight, told: str) -> int:
    return browsing.by(who).post(f"/insights/{insight.id}/comments/news", told=told).status_code


def test_said_on_the_page_it_stands_there_for_members(browsing: Browsing, town: Town) -> None:
    insight = published(town.hana, shown=Shown(Sight.PUBLIC))
    address = f"/insights/{insight.id}"
    typed = {"client_key": KEY, "comment": "We **tried** it <script>."}
    answer = browsing.by(town.milo).post(f"{address}/comments", **typed)
    assert answer.location.startswith(f"{address}#comment-")
    page = browsing.by(town.otto).get(address).text
    assert "We <strong>tried</strong> it &lt;script&gt;." in page
    assert ">Milo</a>" in page
    signed_out = browsing.by().get(address).text
    assert "tried" not in signed_out
    assert "What members say" not in signed_out


def test_sent_twice_it_is_one(town: Town) -> None:
    insight = published(town.hana)
    ids = [do(town.milo, commenting.comment, insight.id, KEY, "Thanks.") for _ in range(2)]
    assert ids[0] == ids[1]
    do(town.otto, commenting.comment, insight.id, KEY, "Of Otto.")
    assert bodies() == ["Thanks.", "Of Otto."]


def test_what_is_refused_is_still_in_its_box(browsing: Browsing, town: Town) -> None:
    insight = published(town.hana)
    where = f"/insights/{insight.id}/comments"
    long = "Long words. " + "a" * 4_000
    page = browsing.by(town.milo).post(where, client_key=KEY, comment=long)
    assert page.status_code == 422
    assert "Long words." in page.text
    for key, words in ((KEY, "  "), ("no", "Words")):
        with pytest.raises(Invalid):
            do(town.milo, commenting.comment, insight.id, key, words)
    assert bodies() == []


def test_who_may_not_read_it_says_nothing_and_hears_nothing(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    insight = published(town.hana, shown=Shown(Sight.CIRCLE, where.id))
    with pytest.raises(NotFound):
        do(town.otto, commenting.comment, insight.id, KEY, "Hello.")
    comment = say(town.milo, insight)
    with pytest.raises(NotFound):
        do(town.otto, commenting.take_comment_back, insight.id, comment)
    assert wish(browsing, town.otto, insight, "yes") == 404
    assert "/sign-in" in browsing.by().post(
        f"/insights/{insight.id}/comments", client_key=KEY, comment="Hello."
    ).location  # fmt: skip


def test_taken_back_its_words_and_its_name_are_gone_and_a_mark_stays(
    browsing: Browsing, town: Town
) -> None:
    insight, nell = published(town.hana), town.person("Nell")
    own, other = say(town.milo, insight, "Milos words"), say(nell, insight, "Nells words")
    page = browsing.by(town.milo).get(f"/insights/{insight.id}").text
    assert page.count("Take it back</button>") == 1
    do(town.milo, commenting.take_comment_back, insight.id, own)
    with pytest.raises(Forbidden):
        do(town.milo, commenting.take_comment_back, insight.id, other)
    do(town.hana, commenting.take_comment_back, insight.id, other)
    do(town.hana, commenting.take_comment_back, insight.id, other)  # pressed twice
    assert bodies() == ["", ""]
    page = browsing.by(town.otto).get(f"/insights/{insight.id}").text
    assert page.count("A comment was taken back.") == 2
    assert "Milo" not in page
    for nothing in ("x", "a" * 16):
        with pytest.raises(NotFound):
            do(town.hana, commenting.take_comment_back, insight.id, nothing)


@pytest.mark.parametrize(
    ("sight", "inside", "who", "may"),
    [
        (Sight.MEMBERS, True, "hana", True),  # hosts its circle
        (Sight.MEMBERS, True, "ada", True),  # keeps the peace where it is for all members
        (Sight.MEMBERS, False, "ada", True),
        (Sight.MEMBERS, False, "hana", False),
        (Sight.CIRCLE, True, "hana", True),
        (Sight.CIRCLE, True, "ada", None),  # who is not in the circle
    ],
)
def test_who_looks_after_its_place_takes_back_any(
    town: Town, sight: Sight, inside: bool, who: str, may: bool | None
) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    insight = published(town.milo, shown=Shown(sight, where.id if inside else None))
    comment = say(town.otto, insight)
    person: Person = getattr(town, who)
    if may:
        do(person, commenting.take_comment_back, insight.id, comment)
        assert bodies() == [""]
    else:
        with pytest.raises(NotFound if may is None else Forbidden):
            do(person, commenting.take_comment_back, insight.id, comment)


@pytest.mark.parametrize("kind", [BlockKind.BLOCK, BlockKind.MUTE])
def test_of_whom_somebody_keeps_off_they_see_and_hear_nothing(
    browsing: Browsing, town: Town, kind: BlockKind
) -> None:
    insight, nell = published(town.hana), town.person("Nell")
    comment = say(town.milo, insight, "Words of Milo")
    say(nell, insight, "Words of Nell")
    assert news(town.hana) == [2]
    do(town.hana, keep_apart, town.milo.id, kind)
    assert news(town.hana) == [1]
    page = browsing.by(town.hana).get(f"/insights/{insight.id}").text
    assert "Words of Milo" not in page
    assert "Words of Nell" in page
    if kind is BlockKind.BLOCK:
        with pytest.raises(NotFound):
            do(town.milo, commenting.comment, insight.id, KEY, "Once more")
        with pytest.raises(NotFound):
            do(town.hana, commenting.take_comment_back, insight.id, comment)
        return
    say(town.milo, insight, "Once more")
    assert news(town.hana) == []


def test_an_archived_circle_is_closed_for_comments(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    insight = published(town.hana, shown=Shown(Sight.CIRCLE, where.id))
    own = say(town.milo, insight)
    do(town.hana, circles.archive, where.id)
    with pytest.raises(Problem):
        do(town.milo, commenting.comment, insight.id, KEY, "Too late.")
    page = browsing.by(town.milo).get(f"/insights/{insight.id}").text
    assert "Say it here" not in page
    do(town.milo, commenting.take_comment_back, insight.id, own)
    assert bodies() == [""]


def test_a_long_list_is_read_in_steps_at_one_price(browsing: Browsing, town: Town) -> None:
    insight = published(town.hana)
    milo, address = browsing.by(town.milo), f"/insights/{insight.id}"
    milo.get(address)
    with counted() as before:
        milo.get(address)
    for number in range(PAGE + 2):
        with clock.fixed(clock.now() + timedelta(seconds=number)):
            do(town.otto, commenting.comment, insight.id, f"{KEY}-{number}", f"Number {number}.")
    with counted() as after:
        page = milo.get(address).text
    assert len(after) == len(before)
    assert page.index("Number 2.") < page.index(f"Number {PAGE + 1}.")
    assert "Number 1." not in page
    earlier = page.partition('">Earlier comments')[0].rpartition('href="')[2].replace("&amp;", "&")
    page = milo.get(earlier).text
    assert "Number 1." in page
    assert "Number 2." not in page
    assert "Later comments" in page


def test_its_author_who_said_something_and_who_asked_hear_of_it(
    browsing: Browsing, town: Town
) -> None:
    insight, quin = published(town.hana), town.person("Quin")
    assert wish(browsing, quin, insight, "yes") == 302
    say(town.milo, insight)
    assert (news(town.hana), news(quin), news(town.milo), news(town.otto)) == ([1], [1], [], [])
    say(town.otto, insight)
    assert (news(town.milo), news(town.hana)) == ([1], [2])
    wish(browsing, town.milo, insight, "no")
    say(town.milo, insight, "Writing again does not begin it.")
    say(town.otto, insight, "One more.")
    assert news(town.milo) == []
    assert "Tell me of new comments" in browsing.by(town.milo).get(f"/insights/{insight.id}").text


def test_there_is_one_notice_for_all_that_is_unread_and_it_goes_with_looking(
    browsing: Browsing, town: Town
) -> None:
    insight = published(town.hana)
    said = [say(town.milo, insight, f"Number {number}") for number in range(3)]
    hana = browsing.by(town.hana)
    page = hana.get("/inbox").text
    assert "3 new comments on" in page
    assert f"/insights/{insight.id}#comments" in page
    do(town.milo, commenting.take_comment_back, insight.id, said[0])
    assert news(town.hana) == [2]
    hana.get(f"/insights/{insight.id}")
    assert news(town.hana) == []
    do(town.hana, mark_read)
    tell_of_comments([{"insight_id": insight.id, "comment_id": said[1]}])
    assert news(town.hana) == []
    say(town.milo, insight, "One more.")
    assert news(town.hana) == [1]


def test_who_may_not_read_it_any_more_is_told_nothing(town: Town) -> None:
    where = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    insight = published(town.hana, shown=Shown(Sight.CIRCLE, where.id))
    say(town.milo, insight)
    say(town.hana, insight, "Of its author")
    assert news(town.milo) == [1]
    do(town.milo, circles.leave, where.id)
    say(town.hana, insight, "One more.")
    assert news(town.milo) == []


def test_taken_back_the_insight_takes_what_was_said_below_with_it(town: Town) -> None:
    insight = published(town.hana)
    say(town.milo, insight)
    do(town.hana, publishing.withdraw, insight.id)
    assert bodies() == []
    assert news(town.hana) == []
