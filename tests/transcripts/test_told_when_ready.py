"""Who was there hears once that the transcript can be read."""

from datetime import timedelta

from community.access.comings import Answer
from community.access.session_rules import OpenTo
from community.core import clock, relay
from community.core.transaction import reading, transaction
from community.notifications import queries
from community.rooms.actions.change import edit, react
from community.sessions.actions.coming import answer, enter
from community.sessions.models import HostedSession
from community.transcripts import building
from tests.doing import do
from tests.town import Person, Town
from tests.transcripts.evenings import close, end, held, make, rows


def heard(who: Person) -> int:
    while relay.run_once():
        pass
    with reading() as db:
        kinds = [one.kind.value for one in queries.inbox(db, who.actor)]
    return kinds.count("transcript_ready")


def test_those_who_were_there_find_it_in_the_inbox_once(town: Town) -> None:
    evening = held(town, town.milo, open_to=OpenTo.MEMBERS)
    do(town.ada, answer, evening.id, Answer.GOING)
    do(town.otto, enter, evening.id)
    said = town.say(town.milo, evening, "Warm it.")
    end(evening)
    assert heard(town.milo) == 0
    make()
    assert [heard(one) for one in (town.milo, town.otto, town.ada)] == [1, 1, 0]
    do(town.milo, edit, said.id, "Warm it slowly.")
    make()
    town.say(town.milo, evening, "Late.")
    close(evening)
    make()
    assert len(rows(evening)) == 2
    assert heard(town.milo) == 1


def test_nobody_hears_of_one_that_was_brought_in(town: Town) -> None:
    evening = held(town, town.milo)
    town.say(town.milo, evening, "Warm it.")
    with transaction() as db:
        db.get_one(HostedSession, evening.id).source_key = "chats:1"
    end(evening)
    make()
    assert heard(town.milo) == 0


def test_what_many_add_in_a_moment_is_made_once(town: Town) -> None:
    evening = held(town, town.milo)
    said = town.say(town.milo, evening, "Warm it.")
    end(evening)
    make()
    began = clock.now()
    for second, emoji in ((0, "👍"), (3, "❤️"), (6, "🎉")):
        with clock.fixed(began + timedelta(seconds=second)):
            do(town.milo, react, said.id, emoji, on=True)
            assert building.anything_due() is (second == 6)
