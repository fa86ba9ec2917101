"""News of comments: who hears of them, once for each session, and only what still stands."""

import pytest
from sqlalchemy import delete, select

from community.access.blocks import BlockKind
from community.access.comings import Coming
from community.access.session_rules import Confidentiality, OpenTo
from community.core import clock, relay
from community.core.transaction import reading, transaction
from community.members.blocking import keep_apart
from community.notifications import queries
from community.notifications.actions import mark_read
from community.notifications.comment_mails import path_for
from community.notifications.comment_news import how_many
from community.notifications.comment_notices import tell_of_comments
from community.notifications.models import Notice, NoticeKind
from community.sessions.actions import discussion, hosting
from community.sessions.closing_models import SessionComment
from community.sessions.page import looks
from tests.browsing import Browsing
from tests.doing import do
from tests.evenings import live
from tests.town import Evening, Person, Town

OPEN = {"open_to": OpenTo.MEMBERS}


def over(town: Town, *people: Person, **plan: object) -> Evening:
    evening = live(town, *people, **{**OPEN, **plan})
    do(evening.host, hosting.end, evening.id)
    relay.run_once()
    return evening


def say(who: Person, evening: Evening, words: str = "Thank you.") -> str:
    """A comment, and everybody is told who is to be."""
    key = f"a-key-of-{len(words)}-{clock.now().timestamp()}".replace(".", "-")
    said = do(who, discussion.comment, evening.id, key, words)
    relay.run_once()
    return said


def news(who: Person) -> list[int]:
    """How many comments each notice in their inbox tells of; all of them are unread."""
    actor = who.actor
    with reading() as db:
        notices = queries.inbox(db, actor)
        told = [one for one in notices if one.kind is NoticeKind.SESSION_COMMENTED]
        counted = how_many(db, told)
        assert queries.unread(db, actor) >= len([one for one in told if not one.read_at])
        return [counted[one.id] for one in told if not one.read_at]


def wish(browsing: Browsing, who: Person, evening: Evening, told: str) -> int:
    return browsing.by(who).post(f"/sessions/{evening.id}/comments/news", told=told).status_code


def test_hosts_who_commented_and_who_asked_hear_of_it_and_nobody_else(
    town: Town, browsing: Browsing
) -> None:
    nell, quin = town.person("Nell"), town.person("Quin")
    evening = over(town, town.milo, nell)
    assert wish(browsing, quin, evening, "yes") == 302
    say(town.milo, evening)
    assert (news(town.hana), news(quin)) == ([1], [1])
    assert (news(town.milo), news(nell), news(town.otto)) == ([], [], [])
    say(town.otto, evening)
    assert news(town.milo) == [1], "who wrote there hears what is said to it"
    assert news(town.otto) == []


def test_there_is_one_notice_for_all_that_is_unread_and_it_goes_with_looking(
    town: Town, browsing: Browsing
) -> None:
    evening = over(town, town.milo)
    for number in range(3):
        say(town.milo, evening, f"Number {number}.")
    assert news(town.hana) == [3]
    page = browsing.by(town.hana).get("/inbox").text
    assert "3 new comments on" in page
    assert f"/sessions/{evening.id}#discussion" in page
    browsing.by(town.hana).get(f"/sessions/{evening.id}")
    assert news(town.hana) == []
    assert "3 comments on" in browsing.by(town.hana).get("/inbox").text
    say(town.milo, evening, "One more.")
    assert news(town.hana) == [1]
    do(town.hana, mark_read)
    say(town.milo, evening, "And another one.")
    assert news(town.hana) == [1]


def test_what_is_said_while_somebody_looks_is_told(
    town: Town, browsing: Browsing, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = over(town, town.milo)
    say(town.milo, evening)
    meanwhile = [lambda *_seen: say(town.milo, evening, "Meanwhile."), *looks]
    monkeypatch.setattr("community.sessions.views.looking.looks", meanwhile)
    assert "Meanwhile" not in browsing.by(town.hana).get(f"/sessions/{evening.id}").text
    assert news(town.hana) == [2], "with what was seen, rather than not at all"


def test_what_is_told_twice_counts_once(town: Town) -> None:
    """The outbox delivers at least once, and perhaps after it was read."""
    evening = over(town, town.milo)
    comment = say(town.milo, evening)
    job = {"session_id": evening.id, "comment_id": comment}
    tell_of_comments([job, job])
    assert news(town.hana) == [1]
    do(town.hana, mark_read)
    tell_of_comments([job])
    assert news(town.hana) == []
    with reading() as db:
        mine = select(Notice.id).where(Notice.kind == NoticeKind.SESSION_COMMENTED)
        assert len(db.scalars(mine).all()) == 1


def test_comments_that_were_taken_back_are_no_news(town: Town, browsing: Browsing) -> None:
    evening = over(town, town.milo)
    first, second = say(town.milo, evening, "First."), say(town.milo, evening, "Second one.")
    do(town.milo, discussion.take_comment_back, evening.id, first)
    assert news(town.hana) == [1]
    do(town.hana, discussion.take_comment_back, evening.id, second)
    assert news(town.hana) == []
    actor = town.hana.actor
    with reading() as db:
        assert queries.unread(db, actor) == 0
    assert "comment" not in browsing.by(town.hana).get("/inbox").text
    say(town.milo, evening, "A third one.")
    assert news(town.hana) == [1]


@pytest.mark.parametrize("kind", [BlockKind.BLOCK, BlockKind.MUTE])
def test_nobody_hears_of_whom_they_keep_off(town: Town, kind: BlockKind) -> None:
    """Also what came before the block goes out of a notice that waits."""
    nell = town.person("Nell")
    evening = over(town, town.milo, nell)
    say(town.milo, evening, "Before.")
    say(nell, evening, "Of Nell.")
    assert news(town.hana) == [2]
    do(town.hana, keep_apart, town.milo.id, kind)
    assert news(town.hana) == [1]
    say(town.milo, evening, "After that.")
    assert news(town.hana) == [1]
    assert news(nell) == [1]
    if kind is BlockKind.BLOCK:
        say(town.hana, evening, "I am the host.")
        assert news(town.milo) == [1], "of Nell, who wrote after him"
        assert news(nell) == [2]


def test_who_may_not_read_it_any_more_is_told_nothing(town: Town) -> None:
    evening = over(town, town.milo, confidentiality=Confidentiality.CIRCLE)
    say(town.milo, evening, "My own.")
    say(town.hana, evening, "The first.")
    assert news(town.milo) == [1]
    with transaction() as db:
        db.execute(delete(Coming).where(Coming.member_id == town.milo.id))
    assert news(town.milo) == [], "the page is open to them, what was said there is not"
    say(town.hana, evening, "The second one.")
    with reading() as db:
        mine = select(Notice).where(Notice.member_id == town.milo.id)
        assert len(db.scalars(mine.where(Notice.session_id == evening.id)).all()) <= 2
    assert news(town.milo) == []


def test_one_click_on_the_page_ends_it_and_writing_again_does_not_begin_it(
    town: Town, browsing: Browsing
) -> None:
    evening = over(town, town.milo)
    say(town.milo, evening)
    milo, where = browsing.by(town.milo), f"/sessions/{evening.id}"
    assert "Tell me no more of comments" in milo.get(where).text
    wish(browsing, town.milo, evening, "no")
    wish(browsing, town.hana, evening, "no")
    assert "Tell me of new comments" in milo.get(where).text
    say(town.milo, evening, "One more.")
    say(town.hana, evening, "Of the host.")
    assert (news(town.milo), news(town.hana)) == ([], [])
    wish(browsing, town.milo, evening, "yes")
    say(town.hana, evening, "Of the host again.")
    assert news(town.milo) == [1]


def test_the_link_of_a_letter_ends_it_without_signing_in(town: Town, browsing: Browsing) -> None:
    evening, other = over(town, town.milo), over(town, town.milo)
    anybody, address = browsing.by(), path_for(town.hana.id, evening.id)
    page = anybody.get(address)
    assert "No more news of these comments?" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    say(town.milo, evening)
    assert news(town.hana) == [1], "looking at it changes nothing"
    do(town.hana, mark_read)
    answer = anybody.client.post(address)  # as mail programs do, without any token of a form
    assert answer.status_code == 200
    say(town.milo, evening, "After that.")
    assert news(town.hana) == []
    say(town.milo, other)
    assert news(town.hana) == [1]
    for wrong in ("x", address.rpartition("/")[2][:-1]):
        assert anybody.get(f"/unsubscribe/comments/{wrong}").status_code == 404


def test_who_may_not_read_or_is_no_member_asks_for_no_news(town: Town, browsing: Browsing) -> None:
    hidden = over(town, town.milo, open_to=OpenTo.INVITED)
    public = over(town, town.milo, open_to=OpenTo.PUBLIC)
    assert wish(browsing, town.otto, hidden, "yes") == 404
    page = browsing.by().get(f"/sessions/{public.id}").text
    assert "Tell me of new comments" not in page
    answer = browsing.by().post(f"/sessions/{public.id}/comments/news", told="yes")
    assert answer.location.startswith("/sign-in")
    with reading() as db:
        assert not db.scalars(select(SessionComment)).all()
