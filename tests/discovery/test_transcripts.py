"""What was said in sessions is found word by word, by those who may read their transcripts."""

from typing import Any

import pytest

from community.access.policy import Audience, Visibility
from community.access.session_rules import Confidentiality, OpenTo
from community.core.events import record
from community.core.ids import new_id
from community.core.transaction import reading, transaction
from community.discovery.facets import facets_of
from community.discovery.found import FoundMessage, messages_of
from community.discovery.of_sessions import word_key
from community.discovery.queries import Asked, ask_index
from community.rooms.models import Room
from community.sessions.actions import hosting
from community.sessions.events import SessionChanged
from community.sessions.models import HostedSession
from community.transcripts.actions import take_back
from tests.discovery.conftest import Finding
from tests.doing import do
from tests.town import Evening, Person, Town
from tests.transcripts.evenings import close, end, held


def over(town: Town, *said: str, **plan: Any) -> Evening:
    """An evening of Hana's and Milo's, in which Milo said these, and that is over."""
    evening = held(town, town.milo, **{"open_to": OpenTo.MEMBERS, "title": "Thumbs", **plan})
    for words in said:
        town.say(town.milo, evening, words)
    end(evening)
    return evening


def places(finding: Finding, who: Person, words: str) -> list[str]:
    return [name.partition("#")[2] for name in finding.names(who, words, "message")]


def test_words_of_very_many_sessions_are_looked_up_at_once(town: Town) -> None:
    evening = over(town, "Warm the zampogna first.", "Then wait.")
    others = [word_key(new_id(), place) for place in range(1200)]
    actor = town.otto.actor
    with reading() as db:
        last = db.get_one(Room, db.get_one(HostedSession, evening.id).room_id).last_position
        own = [word_key(evening.id, place) for place in range(last + 1)]
        some = messages_of(db, actor, own)
        assert some
        assert messages_of(db, actor, [*others, *own]) == some
        (one, *_) = some
        assert [*messages_of(db, actor, [one])] == [one]


def test_a_message_is_found_at_its_place_with_who_said_it(finding: Finding, town: Town) -> None:
    over(town, "Warm the **zampogna** first.", "Then wait.")

    found = finding.ask(town.otto, "zampogna").found
    assert [one.hit.kind for one in found] == ["message"]
    thing = found[0].thing
    assert isinstance(thing, FoundMessage)
    assert (thing.session.title, thing.anchor) == ("Thumbs", "m1")
    assert thing.writer is not None
    assert thing.writer.name == "Milo"
    assert found[0].hit.snippet == "Warm the <mark>zampogna</mark> first."
    assert found[0].why == "In the text"
    assert places(finding, town.otto, "from:milo wait") == ["m2"]
    assert places(finding, town.otto, "from:hana wait") == []


def test_while_it_goes_on_nothing_of_it_is_found(finding: Finding, town: Town) -> None:
    evening = held(town, town.milo, open_to=OpenTo.MEMBERS)
    town.say(town.milo, evening, "zampogna")

    assert finding.names(town.milo, "zampogna") == []
    assert finding.names(town.milo, "has:transcript") == []
    end(evening)
    assert len(finding.names(town.milo, "zampogna")) == 1
    assert len(finding.names(town.milo, "has:transcript")) == 1


def test_late_answers_are_found_once_the_late_lane_is_closed(finding: Finding, town: Town) -> None:
    evening = over(town, "In time.")
    town.say(town.milo, evening, "A late zampogna.")
    assert finding.names(town.otto, "zampogna") == []
    close(evening)

    assert places(finding, town.otto, "zampogna") == ["m2"]


def test_words_that_go_are_found_no_more(finding: Finding, town: Town) -> None:
    evening = over(town, "A zampogna.", "A zither.", "A zurna.")
    assert places(finding, town.otto, "zampogna") == ["m1"]
    do(town.milo, take_back, evening.id, 1)

    assert finding.names(town.otto, "zampogna") == []
    assert places(finding, town.otto, "zither") == ["m2"]


def readers() -> list[Any]:
    members, circle, none = OpenTo.MEMBERS, Confidentiality.CIRCLE, Confidentiality.NO_NAMES
    every, inside, there = "hana milo nell otto", "hana milo nell", "hana milo"
    return [
        (Visibility.OPEN, members, Confidentiality.OPEN, every),
        (Visibility.OPEN, OpenTo.PUBLIC, none, every),
        (Visibility.OPEN, members, circle, inside),
        (Visibility.OPEN, OpenTo.CIRCLE, Confidentiality.OPEN, inside),
        (Visibility.OPEN, OpenTo.INVITED, Confidentiality.OPEN, there),
        (Visibility.HIDDEN, OpenTo.PUBLIC, Confidentiality.OPEN, inside),
        (Visibility.HIDDEN, members, circle, inside),
    ]


@pytest.mark.parametrize(("visibility", "open_to", "kept", "found_by"), readers())
def test_exactly_those_find_it_who_may_read_the_transcript(
    finding: Finding,
    town: Town,
    visibility: Visibility,
    open_to: OpenTo,
    kept: Confidentiality,
    found_by: str,
) -> None:
    """Milo was there; Nell is in the circle; Otto is neither."""
    nell = town.person("Nell")
    circle = town.circle(town.hana, nell, visibility=visibility)
    evening = town.session(circle, open_to=open_to, confidentiality=kept)
    town.come(town.milo, evening)
    do(town.hana, hosting.start, evening.id)
    town.say(town.milo, evening, "zampogna")
    end(evening)

    cast = (town.hana, town.milo, nell, town.otto)
    assert [one.handle for one in cast if finding.names(one, "zampogna")] == found_by.split()
    for who in cast:
        shown = finding.ask(who, "zampogna").results
        assert bool(shown.total) == (who.handle in found_by.split())
        assert shown.facets["kind"] == ({"message": 1} if shown.total else {})
    town.archive(circle)
    left = [one.handle for one in cast if finding.names(one, "zampogna")]
    assert left == [one for one in ("hana", "milo", "nell") if one in found_by.split()]


def test_without_names_words_are_found_and_nobody_is(finding: Finding, town: Town) -> None:
    over(town, "Hana showed me the zampogna.", confidentiality=Confidentiality.NO_NAMES)

    found = finding.ask(town.otto, "zampogna").found
    assert len(found) == 1
    assert isinstance(found[0].thing, FoundMessage)
    assert found[0].thing.writer is None
    assert "Hana" not in found[0].hit.snippet
    for words in (
        "from:milo zampogna",
        "from:hana kind:message",
        "from:hana kind:session",
        "hana kind:message",
    ):
        assert finding.names(town.otto, words) == [], words


def test_what_is_for_hosts_or_unseen_is_never_found(finding: Finding, town: Town) -> None:
    evening = held(town, town.milo, open_to=OpenTo.MEMBERS)
    town.say(town.milo, evening, "zampogna", audience=Audience.HOSTS)
    end(evening)

    for who in (town.hana, town.milo, town.otto):
        assert finding.names(who, "zampogna") == []


def test_skills_of_a_session_narrow_its_words_and_are_counted(finding: Finding, town: Town) -> None:
    over(town, "A zampogna.", "A zither.", skills=("Splinting",))

    assert places(finding, town.otto, "skill:splinting zither") == ["m2"]
    assert finding.names(town.otto, "splinting", "message") == [], "it is no word of theirs"
    asked = Asked("zither zampogna")
    results, counts = ask_index(finding.index, town.otto.actor, asked)
    assert counts["skill"] == {"Splinting": 2}
    assert facets_of(asked, counts, results.total) == [], "nothing here tells them apart"


def test_names_leave_the_search_when_a_session_is_kept_without_them(
    finding: Finding, town: Town
) -> None:
    evening = over(town, "zampogna")
    assert finding.names(town.otto, "from:milo zampogna") == ["Thumbs#m1"]
    with transaction() as db:
        db.get_one(HostedSession, evening.id).confidentiality = Confidentiality.NO_NAMES
        record(db, SessionChanged(session_id=evening.id))

    assert finding.names(town.otto, "from:milo zampogna") == []
    assert finding.names(town.otto, "zampogna") == ["Thumbs#m1"]
