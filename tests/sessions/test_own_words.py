"""My words stay mine: found, put right and taken back whatever became of my place."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.access.comings import Coming
from community.access.policy import Visibility
from community.access.session_rules import OpenTo
from community.circles import actions as circles
from community.core import clock
from community.core.transaction import reading, transaction
from community.rooms.actions import hiding
from community.rooms.models import Item
from community.sessions.actions import closing, discussion, hosting, inviting
from community.sessions.closing_models import SessionComment, Takeaway
from tests.browsing import Browsing
from tests.doing import do
from tests.evenings import live
from tests.invited import hidden_evening, member_link
from tests.town import Evening, Town
from tests.transcripts.evenings import close, end, files, make

WORDS = "/me/words"


def put_out(town: Town, evening: Evening) -> None:
    """Nothing of it is open to Milo any more."""
    with transaction() as db:
        db.delete(db.get_one(Coming, (evening.id, town.milo.id)))


def body_of(item_id: str) -> str:
    with reading() as db:
        return db.get_one(Item, item_id).body


def test_all_of_it_stands_there_newest_first_page_by_page(town: Town, browsing: Browsing) -> None:
    where = town.circle(town.hana, town.milo, name="Quiet hands")
    evening = live(town, town.milo, title="On the air")
    began = clock.now()
    for number in range(62):
        with clock.fixed(began + timedelta(seconds=number)):
            town.say(town.milo, evening if number % 2 else where, f"Word {number:02}.")
            town.say(town.hana, where, "NOT-MINE")
    milo, address, found = browsing.by(town.milo), WORDS, []
    for _page in range(3):
        page = milo.get(address).text
        assert "NOT-MINE" not in page
        found += [one for one in range(62) if f"<p>Word {one:02}.</p>" in page][::-1]
        more = page.partition('rel="next" href="')[2].partition('"')[0]
        address = more or address
    assert found == list(range(61, -1, -1))
    assert not more
    first = milo.get(WORDS).text
    assert first.index("Word 61.") < first.index("Word 60.")
    assert "Quiet hands" in first
    assert "On the air" in first
    assert "/rooms/items/" in first or "/items/" in first


def test_nothing_is_said_of_a_place_that_is_not_open_any_more(
    town: Town, browsing: Browsing
) -> None:
    where = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN, name="Quiet hands")
    evening = hidden_evening(town, title="Behind closed doors")
    own = do(town.hana, inviting.invite_member, evening.id, town.otto.handle)
    otto, milo = browsing.by(town.otto), browsing.by(town.milo)
    otto.post(f"/sessions/{evening.id}/enter")
    town.say(town.otto, evening, "Of the session.")
    town.say(town.milo, where, "Of the circle.")
    do(town.milo, circles.leave, where.id)
    do(town.hana, inviting.revoke, evening.id, own.id)
    page = otto.get(WORDS).text
    assert "a session you can no longer open" in page
    assert "Of the session." in page
    assert "Behind closed doors" not in page
    assert evening.id not in page
    page = milo.get(WORDS).text
    assert "a circle you can no longer open" in page
    assert "Quiet hands" not in page
    assert where.id not in page
    assert where.room_id not in page


def test_taking_words_back_reaches_page_and_files_without_a_place(
    town: Town, browsing: Browsing
) -> None:
    evening = live(town, town.milo, open_to=OpenTo.INVITED)
    said = town.say(town.milo, evening, "CANARY")
    end(evening)
    make()
    put_out(town, evening)
    milo = browsing.by(town.milo)
    assert milo.get(f"/sessions/{evening.id}/transcript/mine").status_code == 404
    assert "CANARY" in milo.get(WORDS).text
    assert milo.post(f"{WORDS}/{said.id}/withdraw").location.endswith(WORDS)
    assert body_of(said.id) == ""
    assert files(evening) == {}, "files with the old words are gone at once"
    make()
    hana = browsing.by(town.hana).get(f"/sessions/{evening.id}/transcript").text
    assert "CANARY" not in hana
    assert all(b"CANARY" not in content for content in files(evening).values())
    assert "CANARY" not in milo.get(WORDS).text


def test_words_of_a_session_that_is_over_are_put_right_without_a_place(
    town: Town, browsing: Browsing
) -> None:
    evening = live(town, town.milo, open_to=OpenTo.INVITED)
    said = town.say(town.milo, evening, "CANARY")
    end(evening)
    close(evening)
    make()
    put_out(town, evening)
    milo = browsing.by(town.milo)
    milo.post(f"{WORDS}/{said.id}/correct", body="Other words.")
    page = browsing.by(town.hana).get(f"/sessions/{evening.id}/transcript").text
    assert "CANARY" not in page
    assert "Other words." in page
    for body in (" ", "x" * 4_001):
        answer = milo.post(f"{WORDS}/{said.id}/correct", body=body)
        assert answer.status_code == 422
        assert f">{body}</textarea>" in answer.text, "what was typed is not lost"
        assert body_of(said.id) == "Other words."


def test_where_people_go_on_talking_who_may_not_write_may_only_take_back(
    town: Town, browsing: Browsing
) -> None:
    """New words are as good as a new message."""
    where = town.circle(town.hana, town.milo)
    first, second = (town.say(town.milo, where, words) for words in ("First.", "Second."))
    milo = browsing.by(town.milo)
    milo.post(f"{WORDS}/{first.id}/correct", body="Put right.")
    assert body_of(first.id) == "Put right."
    do(town.milo, circles.leave, where.id)
    assert "Put right or" not in milo.get(WORDS).text
    answer = milo.post(f"{WORDS}/{second.id}/correct", body="SMUGGLED")
    assert answer.status_code == 403
    assert "archived" not in answer.text
    assert "SMUGGLED" in answer.text  # what was typed is not lost
    assert body_of(second.id) == "Second."
    milo.post(f"{WORDS}/{second.id}/withdraw")
    assert body_of(second.id) == ""


@pytest.mark.parametrize("way", ["correct", "withdraw"])
def test_nobody_reaches_the_words_of_somebody_else(
    town: Town, browsing: Browsing, way: str
) -> None:
    """Not even a host, nor by the link of another session; a word that is not there is the same."""
    evening = live(town, town.milo, town.otto)
    said = town.say(town.milo, evening, "Mine.")
    end(evening)
    close(evening)
    by_link = browsing.by()
    by_link.post(member_link(hidden_evening(town), town.milo), said="enter")
    for visitor in (browsing.by(town.hana), browsing.by(town.otto), browsing.by(), by_link):
        there = visitor.post(f"{WORDS}/{said.id}/{way}", body="Not mine.")
        nowhere = visitor.post(f"{WORDS}/{'a' * 16}/{way}", body="Not mine.")
        assert there.status_code == nowhere.status_code
        assert there.status_code in (302, 404)
        assert there.status_code == 404 or there.location.startswith("/sign-in")
    assert body_of(said.id) == "Mine."


def test_what_a_host_has_hidden_is_taken_back_for_good(town: Town, browsing: Browsing) -> None:
    where = town.circle(town.hana, town.milo)
    said = town.say(town.milo, where, "CANARY")
    do(town.hana, hiding.hide, said.id, "Off the topic")
    milo = browsing.by(town.milo)
    page = milo.get(WORDS).text
    assert "A host has hidden this" in page
    assert "CANARY" not in page
    milo.post(f"{WORDS}/{said.id}/withdraw")
    assert body_of(said.id) == ""


def test_comments_and_takeaways_are_words_too(town: Town, browsing: Browsing) -> None:
    evening = live(town, town.milo, open_to=OpenTo.INVITED, title="On the air")
    do(town.hana, hosting.end, evening.id)
    comment = do(town.milo, discussion.comment, evening.id, "a-key-of-milo", "MY-COMMENT")
    do(town.milo, closing.take_away, evening.id, "MY-TAKEAWAY", shared=True)
    put_out(town, evening)
    milo, otto = browsing.by(town.milo), browsing.by(town.otto)
    page = milo.get(WORDS).text
    assert "MY-COMMENT" in page
    assert "MY-TAKEAWAY" in page
    assert "On the air" not in page
    ways = (f"comments/{comment}", f"takeaways/{evening.id}")
    for way in ways:
        assert otto.post(f"{WORDS}/{way}/withdraw").status_code == 404
        assert milo.post(f"{WORDS}/{way}/withdraw").status_code == 302
        assert milo.post(f"{WORDS}/{way}/withdraw").status_code == 302 or "takeaways" in way
    with reading() as db:
        assert db.get_one(SessionComment, comment).body == ""
        assert db.scalars(select(Takeaway)).all() == []
    page = browsing.by(town.hana).get(f"/sessions/{evening.id}").text
    assert "MY-" not in page


@pytest.mark.parametrize("before", ["", "x", "a" * 16, "' OR 1=1 --", "\x00"])
def test_an_address_that_was_made_up_shows_the_beginning(
    town: Town, browsing: Browsing, before: Any
) -> None:
    where = town.circle(town.hana, town.milo)
    town.say(town.milo, where, "My word.")
    theirs = town.say(town.hana, where, "Theirs.").id
    for address in (before, theirs):
        page = browsing.by(town.milo).get(WORDS, before=address)
        assert page.status_code == 200
        assert "My word." in page.text
        assert "Theirs." not in page.text


def test_who_is_out_puts_words_right_on_the_page_of_the_transcript_too(
    town: Town, browsing: Browsing
) -> None:
    evening = live(town, town.milo, open_to=OpenTo.MEMBERS)
    said = town.say(town.milo, evening, "Frist.")
    with reading() as db:
        place = db.get_one(Item, said.id).position
    end(evening)
    close(evening)
    put_out(town, evening)
    milo, mine = browsing.by(town.milo), f"/sessions/{evening.id}/transcript/mine"
    assert "Frist." in milo.get(mine).text
    milo.post(f"{mine}/{place}/correct", body="First.")
    assert body_of(said.id) == "First."
    milo.post(f"{mine}/{place}/withdraw")
    assert body_of(said.id) == ""
