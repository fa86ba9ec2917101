"""Whoever is called by name in a room while they are elsewhere finds it in their inbox."""

from typing import Any

import pytest
from sqlalchemy import update

from community.access.blocks import BlockKind
from community.access.policy import Audience
from community.circles.actions import leave
from community.core import clock, relay
from community.core.outbox import Job
from community.core.transaction import reading, transaction
from community.members import blocking
from community.notifications import queries, subscribers
from community.rooms.actions import Saying, edit, mark_read, react, say, withdraw
from community.rooms.actions.barring import put_out
from community.rooms.actions.questions import ask_question
from tests.browsing import Browsing
from tests.doing import do
from tests.skilled import block
from tests.town import Meeting, Person, Town


@pytest.fixture
def circle(town: Town) -> Meeting:
    return town.circle(town.hana, town.milo)


def heard(who: Person) -> list[str]:
    """Who mentioned them, once the moment that one is given to look has passed."""
    with transaction() as db:
        db.execute(update(Job).values(due_at=clock.now()))
    relay.run_once()
    actor = who.actor
    with reading() as db:
        found = queries.inbox(db, actor)
        return [one.about.name for one in found if one.kind == "mentioned"]


def test_who_is_called_and_does_not_read_it_hears_of_it_once(
    browsing: Browsing, town: Town, circle: Meeting
) -> None:
    said = town.say(town.hana, circle, "@milo, @milo and @hana: who knows?")
    with reading() as db:
        relay.run_once()
        assert not queries.inbox(db, town.milo.actor), "there is a moment to look"
    assert heard(town.milo) == ["Hana"]
    do(town.hana, react, said.id, "👍", on=True)
    do(town.hana, edit, said.id, "@milo: who knows it?")
    assert heard(town.milo) == ["Hana"]
    assert heard(town.hana) == [], "who calls themselves"
    page = browsing.by(town.milo).get("/inbox").text
    assert "</b> mentions you in <b>" in page
    assert f'href="/items/{said.id}"' in page


def test_who_has_read_it_by_then_hears_nothing(town: Town, circle: Meeting) -> None:
    said = town.say(town.hana, circle, "@milo?")
    do(town.milo, mark_read, circle.room_id, said.position)
    assert heard(town.milo) == []


def test_new_words_and_questions_call_as_well(town: Town, circle: Meeting) -> None:
    said = town.say(town.hana, circle, "Who knows?")
    do(town.hana, edit, said.id, "Who knows? @milo?")
    assert heard(town.milo) == ["Hana"]
    do(town.hana, ask_question, circle.room_id, "a-key-for-it", "And now, @milo?")
    assert heard(town.milo) == ["Hana", "Hana"]


def test_nobody_hears_of_what_they_may_not_read_or_wish_to_hear(town: Town) -> None:
    def called(circle: Meeting, audience: Audience = Audience.EVERYONE) -> str:
        return town.say(town.hana, circle, "@milo and @otto!", audience=audience).id

    apart, muted, gone, out, hosts, taken = (
        town.circle(town.hana, town.milo, town.otto) for _ in range(6)
    )
    called(hosts, Audience.HOSTS)
    do(town.hana, withdraw, called(taken))
    called(gone)
    do(town.milo, leave, gone.id)
    called(out)
    do(town.hana, put_out, out.room_id, town.milo.id, 30)
    assert heard(town.milo) == []
    assert heard(town.otto) == ["Hana", "Hana"], "who stayed"
    called(muted)
    do(town.milo, blocking.keep_apart, town.hana.id, BlockKind.MUTE)
    assert heard(town.milo) == []
    block(town.otto, town.hana)
    called(apart)
    assert heard(town.otto) == [], "nor of what was told before the block"


def test_what_was_imported_calls_nobody_and_what_is_told_twice_is_there_once(
    town: Town, circle: Meeting
) -> None:
    long_ago: dict[str, Any] = {
        "body": "@milo, long ago",
        "client_key": "a-key-of-then",
        "at": clock.now(),
    }
    with transaction() as db:
        say(db, Saying(town.hana.actor, circle.room_id, **long_ago))
    assert heard(town.milo) == []
    said = town.say(town.hana, circle, "@milo")
    job = {"item_id": said.id, "people": [town.milo.id]}
    subscribers.tell_of_mentions([job, job])
    assert heard(town.milo) == ["Hana"]
