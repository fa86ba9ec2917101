"""Made by itself when a session is over, again when its words change, and never half."""

import json
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from community.access.session_rules import SessionState
from community.core import clock, events
from community.core.events import record
from community.core.transaction import reading, transaction
from community.rooms.actions.change import edit, react, withdraw
from community.rooms.models import Room, RoomState
from community.sessions.events import SessionClosed, TranscriptReady
from community.sessions.models import HostedSession
from community.transcripts import building
from community.transcripts.models import FileKind, Transcript, TranscriptFile, TranscriptState
from tests.doing import at_once, do
from tests.town import Evening, Town
from tests.transcripts.evenings import (
    BASE,
    close,
    end,
    files,
    held,
    make,
    rows,
    set_plan,
)

ALWAYS = {FileKind.PAGE, FileKind.PDF, FileKind.CSV, FileKind.JSON, FileKind.ZIP}


def labels(evening: Evening) -> list[tuple[int, int]]:
    return [(row.number, row.revision) for row in rows(evening)]


def test_the_end_is_all_it_needs(town: Town) -> None:
    evening = held(town, town.milo)
    town.say(town.milo, evening)
    assert not rows(evening)
    end(evening)
    assert building.anything_due()
    assert building.make_all_due(BASE) == 1
    assert not building.anything_due()
    assert files(evening).keys() >= ALWAYS
    (row,) = rows(evening)
    assert (row.state, row.revision) == (TranscriptState.READY, 0)


def test_a_session_where_nobody_spoke_has_one_too(town: Town) -> None:
    evening = held(town)
    end(evening)
    assert make() == 1
    assert b"Nobody wrote." in files(evening)[FileKind.PAGE]


def test_it_is_announced_once_for_each_version(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    listening = [*events._within[TranscriptReady], lambda _db, event: told.append(event.number)]
    monkeypatch.setitem(events._within, TranscriptReady, listening)
    evening = held(town, town.milo)
    said = town.say(town.milo, evening)
    end(evening)
    make()
    do(town.milo, edit, said.id, "Warmer.")
    make()
    town.say(town.milo, evening, "Late.")
    close(evening)
    make()
    assert told == [1, 2]


def test_late_answers_make_a_second_version_and_leave_the_first_alone(town: Town) -> None:
    evening = held(town, town.milo)
    said = town.say(town.milo, evening, "In time.")
    end(evening)
    make()
    before = files(evening)[FileKind.JSON]
    late = town.say(town.milo, evening, "Late.")
    do(town.milo, react, said.id, "🎉", on=True)
    do(town.milo, edit, late.id, "Later.")
    close(evening)
    make()
    assert labels(evening) == [(1, 0), (2, 0)]
    assert files(evening)[FileKind.JSON] == before
    assert "Later." in json.dumps(json.loads(files(evening, 2)[FileKind.JSON]))


def test_without_late_answers_there_is_one_version(town: Town) -> None:
    evening = held(town, town.milo)
    end(evening)
    close(evening)
    make()
    assert labels(evening) == [(1, 0)]


@pytest.mark.parametrize("way", ["edit", "withdraw"])
def test_old_words_leave_the_files_in_the_moment_they_are_changed(town: Town, way: str) -> None:
    evening = held(town, town.milo)
    said = town.say(town.milo, evening, "CANARY")
    end(evening)
    make()
    if way == "edit":
        do(town.milo, edit, said.id, "Other words.")
    else:
        do(town.milo, withdraw, said.id)
    assert files(evening) == {}
    make()
    assert labels(evening) == [(1, 1)]
    assert files(evening).keys() >= ALWAYS
    assert not [kind for kind, content in files(evening).items() if b"CANARY" in content]


def test_a_sign_to_what_was_put_right_long_ago_takes_no_files_away(town: Town) -> None:
    evening = held(town, town.milo)
    said = town.say(town.milo, evening, "Warm it quikly.")
    with clock.fixed(clock.now() - timedelta(hours=1)):
        do(town.milo, edit, said.id, "Warm it quickly.")
    end(evening)
    make()
    do(town.hana, react, said.id, "👍", on=True)
    assert rows(evening)[0].state is TranscriptState.DUE
    assert files(evening).keys() >= ALWAYS
    do(town.milo, edit, said.id, "Warm it slowly.")
    assert files(evening) == {}


def test_both_versions_follow_a_correction_of_what_both_have(town: Town) -> None:
    evening = held(town, town.milo)
    said = town.say(town.milo, evening)
    end(evening)
    town.say(town.milo, evening, "Late.")
    close(evening)
    make()
    do(town.milo, withdraw, said.id)
    make()
    assert labels(evening) == [(1, 1), (2, 1)]


def test_what_changes_nothing_of_it_makes_no_new_revision(town: Town) -> None:
    evening = held(town, town.milo)
    end(evening)
    make()
    set_plan(evening, most=40)
    with transaction() as db:
        building.make_anew(db, evening.id)
    make()
    assert labels(evening) == [(1, 0)]
    assert files(evening).keys() >= ALWAYS


def test_what_was_made_while_words_changed_is_thrown_away(town: Town) -> None:
    evening = held(town, town.milo)
    said = town.say(town.milo, evening, "CANARY")
    end(evening)

    def withdrawn_meanwhile(db: object, session: HostedSession, number: int) -> dict[str, object]:
        building.counters.remove(withdrawn_meanwhile)
        do(town.milo, withdraw, said.id)
        return {}

    building.counters.append(withdrawn_meanwhile)
    building.make_one(BASE)
    assert (files(evening), rows(evening)[0].state) == ({}, TranscriptState.DUE)
    make()
    assert b"CANARY" not in files(evening)[FileKind.JSON]
    assert rows(evening)[0].state is TranscriptState.READY


def test_files_that_are_kept_in_the_very_moment_of_a_change_go_too(town: Town) -> None:
    evening = held(town, town.milo)
    said = town.say(town.milo, evening, "CANARY")
    end(evening)
    make()
    held_by_maker = threading.Event()

    def keep_once_more() -> None:
        """As `_keep` does; the change begins before it is committed."""
        with transaction() as db:
            row = db.scalars(select(Transcript).with_for_update()).one()
            old = db.get_one(TranscriptFile, (row.id, FileKind.JSON))
            kept = {"kind": old.kind, "revision": 0, "name": old.name, "content": old.content}
            db.delete(old)
            db.flush()
            db.expunge_all()
            db.add(TranscriptFile(transcript_id=row.id, **kept))
            db.flush()
            held_by_maker.set()
            time.sleep(0.3)

    def change() -> None:
        held_by_maker.wait()
        do(town.milo, withdraw, said.id)

    assert at_once(keep_once_more, change) == [None, None]
    assert files(evening) == {}


def test_what_goes_wrong_is_done_again_until_it_is_done(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    evening = held(town, town.milo)
    end(evening)
    monkeypatch.setattr(building, "make_files", lambda data: 1 / 0)
    assert building.make_one(BASE)
    assert "was not made" in caplog.text
    assert not building.anything_due()  # for a while
    monkeypatch.undo()
    building.take_up()
    assert make() == 1
    assert files(evening).keys() >= ALWAYS


def test_two_who_make_them_do_not_take_the_same(town: Town) -> None:
    evening = held(town, town.milo)
    end(evening)
    assert building._claim() is not None
    assert building._claim() is None
    building.take_up()
    assert building._claim() is not None


def test_a_room_that_was_brought_in_from_elsewhere_has_one_like_any_other(town: Town) -> None:
    """Of an old session only its end is told, and nothing was ever late."""
    evening = town.session(town.circle(town.hana), starts_in=-9_000)
    town.say(town.hana, evening, "Long ago.")
    with transaction() as db:
        session = db.get_one(HostedSession, evening.id)
        session.state, session.ended_at = SessionState.CLOSED, session.ends_at
        db.execute(update(Room).where(Room.id == evening.room_id).values(state=RoomState.CLOSED))
        record(db, SessionClosed(session_id=evening.id))
    make()
    assert labels(evening) == [(1, 0)]
    with reading() as db:
        assert db.scalar(select(Transcript.made_at)) is not None
