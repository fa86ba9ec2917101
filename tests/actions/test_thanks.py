"""Thanks: from people who share a circle, read by the thanked first, shown if they wish."""

from datetime import timedelta

import pytest

from community.access.blocks import BlockKind
from community.access.policy import Visibility
from community.core import clock, relay
from community.core.errors import Forbidden, Invalid, NotFound, Refused
from community.core.transaction import reading
from community.members.blocking import keep_apart
from community.notifications.queries import inbox
from community.thanks.actions import AGAIN_AFTER, remove, show, thank
from community.thanks.queries import received, thanks_on_page_of
from tests.doing import do
from tests.town import Person, Town

WORDS = "You taught me to warm the material first."


def on_page(reader: Person, of: Person) -> list[str]:
    actor = reader.actor
    with reading() as db:
        return [one.words for one in thanks_on_page_of(db, actor, of)]


def test_thanks_are_read_by_the_thanked_alone_until_they_show_them(town: Town) -> None:
    town.circle(town.hana, town.milo)
    thanks = do(town.milo, thank, "hana", WORDS)
    actor = town.hana.actor
    with reading() as db:
        assert [one.words for one in received(db, actor)] == [WORDS]
    assert on_page(town.otto, town.hana) == []
    do(town.hana, show, thanks.id, shown=True)
    assert on_page(town.otto, town.hana) == [WORDS]
    do(town.hana, show, thanks.id, shown=False)
    assert on_page(town.otto, town.hana) == []


def test_only_people_who_share_a_circle_can_thank(town: Town) -> None:
    town.circle(town.hana, town.milo, visibility=Visibility.OPEN)
    with pytest.raises(Refused, match="share a circle"):
        do(town.otto, thank, "hana", WORDS)
    with pytest.raises(Forbidden, match="This is you"):
        do(town.hana, thank, "hana", WORDS)
    with pytest.raises(NotFound):
        do(town.hana, thank, "nobody-here", WORDS)


@pytest.mark.parametrize("words", ["", "   ", "Thanks!", "x" * 501])
def test_thanks_say_what_for_and_are_short(town: Town, words: str) -> None:
    town.circle(town.hana, town.milo)
    with pytest.raises(Invalid, match="Between 10 and 500"):
        do(town.milo, thank, "hana", words)


def test_one_thanks_a_person_once_a_week(town: Town) -> None:
    town.circle(town.hana, town.milo)
    do(town.milo, thank, "hana", WORDS)
    with pytest.raises(Refused, match="this week"):
        do(town.milo, thank, "hana", WORDS)
    with clock.fixed(clock.now() + AGAIN_AFTER + timedelta(minutes=1)):
        do(town.milo, thank, "hana", WORDS)


def test_the_writer_and_the_thanked_can_remove_them_and_nobody_else(town: Town) -> None:
    town.circle(town.hana, town.milo, town.otto)
    first = do(town.milo, thank, "hana", WORDS)
    second = do(town.otto, thank, "hana", WORDS)
    with pytest.raises(NotFound):
        do(town.otto, remove, first.id)
    with pytest.raises(Forbidden, match="Whoever is thanked"):
        do(town.milo, show, first.id, shown=True)
    with pytest.raises(NotFound):
        do(town.otto, show, first.id, shown=True)
    do(town.milo, remove, first.id)
    do(town.hana, remove, second.id)
    actor = town.hana.actor
    with reading() as db:
        assert not received(db, actor)


def test_thanks_are_news_once_and_not_from_somebody_kept_apart(town: Town) -> None:
    town.circle(town.hana, town.milo, town.otto)
    do(town.hana, keep_apart, town.otto.id, BlockKind.MUTE)
    do(town.milo, thank, "hana", WORDS)
    do(town.otto, thank, "hana", WORDS)
    relay.run_once()
    actor = town.hana.actor
    with reading() as db:
        told = [notice.about.name for notice in inbox(db, actor) if notice.kind == "thanked"]
    assert told == ["Milo"]


def test_a_block_hides_what_stands_on_a_page(town: Town) -> None:
    town.circle(town.hana, town.milo, town.otto)
    thanks = do(town.milo, thank, "hana", WORDS)
    do(town.hana, show, thanks.id, shown=True)
    assert on_page(town.otto, town.hana) == [WORDS]
    do(town.otto, keep_apart, town.milo.id, BlockKind.BLOCK)
    assert on_page(town.otto, town.hana) == []
    with pytest.raises(NotFound):
        do(town.milo, thank, "otto", WORDS)
