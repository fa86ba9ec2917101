"""The room's page without scripts, when the circle is archived or a block stands between two."""

import re

import pytest

from community.access.blocks import Block, BlockKind
from community.core import clock
from community.core.transaction import transaction
from tests.browsing import Browsing
from tests.town import Meeting, Person, Town

SENTENCE = "This circle is archived: read only."


@pytest.fixture
def circle(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo)


def hidden(page: str, marks: str) -> bool:
    """Whether the element with these marks is there and hidden."""
    tag = re.search(rf"<\w+ [^>]*{marks}[^>]*>", page)
    assert tag, marks
    return " hidden" in tag[0]


def test_an_archived_room_has_a_quiet_line_where_one_wrote(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    town.say(town.milo, circle, "The last word")
    milo, address = browsing.by(town.milo), f"/rooms/{circle.room_id}"
    page = milo.get(address).text
    assert not hidden(page, 'data-needs="say"')
    assert hidden(page, 'data-slot="silent"')
    assert 'data-needs="reply"' in page
    town.archive(circle)
    page = milo.get(address).text
    assert hidden(page, 'data-needs="say"')
    assert not hidden(page, 'data-slot="silent"')
    assert SENTENCE in page
    assert "The last word" in page
    town.reopen(circle)
    assert not hidden(milo.get(address).text, 'data-needs="say"')


def test_a_post_from_a_page_opened_before_is_refused_in_a_sentence(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    milo = browsing.by(town.milo)
    milo.get(f"/rooms/{circle.room_id}")
    town.archive(circle)
    answer = milo.post(f"/rooms/{circle.room_id}/items", client_key="from-before-1", body="Late")
    assert answer.status_code == 403
    assert SENTENCE in answer.text
    assert town.items(town.milo, circle) == []


def test_on_an_archived_page_only_what_is_allowed_is_offered(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    said = town.say(town.milo, circle, "The last word")
    town.archive(circle)
    page = browsing.by(town.milo).get(f"/rooms/{circle.room_id}").text
    line = page[page.index(f'id="item-{said.id}"') : page.index('data-slot="outbox"')]
    assert f"/items/{said.id}/withdraw" in line
    assert not re.search(rf"/items/{said.id}/(edit|reactions)|reply_to={said.id}", line)


def test_between_two_whom_a_block_keeps_apart_the_name_stands_plain(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    town.say(town.milo, circle, "I am here too")
    town.bring(town.otto, circle.id, town.hana)
    with transaction() as db:
        pair = {"member_id": town.milo.id, "other_id": town.hana.id}
        db.add(Block(**pair, kind=BlockKind.BLOCK, created_at=clock.now()))
    for who, linked in ((town.hana, False), (town.otto, True)):
        page = browsing.by(who).get(f"/rooms/{circle.room_id}").text
        assert "I am here too" in page
        assert "Milo" in page
        assert ('href="/people/milo"' in page) is linked


def test_who_muted_somebody_is_not_called_by_them_and_only_their_own_page_knows(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    said = town.say(town.hana, circle, "And you, @milo?")

    def calls(who: Person) -> bool:
        page = browsing.by(who).get(f"/rooms/{circle.room_id}").text
        line = re.search(rf'<li class="([^"]*)" id="item-{said.id}"', page)
        assert line
        return "item--for-me" in line[1]

    assert calls(town.milo)
    with transaction() as db:
        pair = {"member_id": town.milo.id, "other_id": town.hana.id}
        db.add(Block(**pair, kind=BlockKind.MUTE, created_at=clock.now()))
    assert not calls(town.milo)
    assert (
        f'data-muted="{town.hana.id}"'
        in browsing.by(town.milo).get(f"/rooms/{circle.room_id}").text
    )
    assert 'data-muted=""' in browsing.by(town.hana).get(f"/rooms/{circle.room_id}").text
