"""All or nothing, then told; and writers who take turns."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community.core import clock, database, events, transaction
from community.core.errors import Busy, Invalid
from community.core.events import record
from community.members.models import Member
from tests.doing import at_once, refusals
from tests.town import Town


@dataclass(frozen=True, kw_only=True)
class BellRang:
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class BellBroke:
    pass


def break_bell(db: Session, _event: BellBroke) -> None:
    db.execute(text("SELECT nothing FROM nowhere"))


@pytest.fixture
def heard() -> Iterator[list[object]]:
    """What the listeners of the bell were told; they listen for one test."""
    told: list[object] = []

    def broken(_event: object) -> None:
        raise ZeroDivisionError

    events.after(BellRang, broken)
    events.after(BellRang, told.append)
    events.within(BellBroke, break_bell)
    yield told
    for listeners in (events._after, events._within):
        listeners.pop(BellRang, None)  # type: ignore[attr-defined]
        listeners.pop(BellBroke, None)  # type: ignore[attr-defined]


def people() -> int:
    with transaction.reading() as db:
        return db.scalar(select(func.count()).select_from(Member)) or 0


def test_what_is_committed_is_told_after_it_can_be_read(town: Town, heard: list[object]) -> None:
    seen: list[int] = []
    events.after(BellRang, lambda _event: seen.append(people()))
    before = people()
    with transaction.transaction() as db:
        record(db, BellRang(times=3))
        db.add(a_member("one"))
        assert not heard
    assert heard == [BellRang(times=3)]
    assert seen == [before + 1]


@pytest.mark.parametrize("fault", [Invalid("No."), RuntimeError("bug"), KeyboardInterrupt()])
def test_any_exception_undoes_everything_and_tells_nobody(
    town: Town, heard: list[object], fault: BaseException
) -> None:
    def half_done() -> None:
        with transaction.transaction() as db:
            db.add(a_member("one"))
            db.flush()
            record(db, BellRang())
            raise fault

    with pytest.raises(type(fault)):
        half_done()
    assert (people(), heard) == (0, [])


def test_a_commit_that_fails_tells_nobody(town: Town, heard: list[object]) -> None:
    assert town.milo.handle == "milo"
    with pytest.raises(IntegrityError), transaction.transaction() as db:
        ring_and_add(db, a_member("milo"))
    assert (people(), heard) == (1, [])


def test_a_listener_within_that_fails_undoes_everything(town: Town, heard: list[object]) -> None:
    with pytest.raises(Exception, match="nowhere"), transaction.transaction() as db:
        ring_and_add(db, a_member("one"), BellBroke())
    assert people() == 0


def test_a_listener_that_fails_is_logged_and_does_not_stop_the_next(
    town: Town, heard: list[object], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), transaction.transaction() as db:
        record(db, BellRang())
    assert heard == [BellRang()]
    assert [line.message for line in caplog.records] == ["A listener of BellRang failed"]


def test_one_transaction_inside_another_is_refused_and_the_outer_one_goes_on(town: Town) -> None:
    with transaction.transaction() as db:
        with pytest.raises(RuntimeError, match="already open"), transaction.transaction():
            pass
        db.add(a_member("one"))
    assert people() == 1
    with transaction.transaction() as db:
        db.add(a_member("two"))
    assert people() == 2


def test_a_listener_may_open_a_transaction_of_its_own(town: Town, heard: list[object]) -> None:
    def answer(_event: object) -> None:
        with transaction.transaction() as db:
            db.add(a_member("listener"))

    events.after(BellRang, answer)
    with transaction.transaction() as db:
        record(db, BellRang())
    assert people() == 1


def test_reading_drops_whatever_it_changed(town: Town) -> None:
    with transaction.reading() as db:
        db.add(a_member("one"))
        db.flush()
    assert people() == 0


def test_eight_writers_at_once_all_commit(town: Town) -> None:
    def write(number: int) -> Callable[[], None]:
        def run() -> None:
            for step in range(5):
                with transaction.transaction() as db:
                    before = db.scalar(select(func.count()).select_from(Member))
                    db.add(a_member(f"writer-{number}-{step}-{before}"))

        return run

    assert refusals(at_once(*map(write, range(8)))) == []
    assert people() == 40


def test_readers_see_what_was_and_do_not_wait_for_a_writer(town: Town) -> None:
    with transaction.transaction() as db:
        db.add(a_member("one"))
        db.flush()
        (seen,) = at_once(people)
    assert seen == 0


# SQLite has one writer among all processes.

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
"""


@pytest.fixture
def held(town: Town) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the write lock until it reads a line."""
    if not transaction.database().is_sqlite:
        pytest.skip("PostgreSQL has many writers")
    command = [sys.executable, "-c", HOLD, database_file()]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def database_file() -> str:
    return str(transaction.database().engine.url.database)


def test_a_writer_gives_up_on_another_process_with_nothing_changed(
    held: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_PATIENCE", 0.05)
    with pytest.raises(Busy), transaction.transaction() as db:
        db.add(a_member("one"))
    assert people() == 0


def test_a_writer_waits_for_another_process(
    held: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    def let_go(seconds: float) -> None:
        waits.append(seconds)
        held.communicate("go\n")

    monkeypatch.setattr(time, "sleep", let_go)
    with transaction.transaction() as db:
        db.add(a_member("one"))
    assert people() == 1
    assert len(waits) == 1


def test_every_connection_to_sqlite_keeps_its_promises(tmp_path: Path) -> None:
    owner = transaction.connect(f"sqlite:///{tmp_path / 'new.db'}")
    for _ in range(2):
        with owner.engine.connect() as connection:
            asked = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
            assert found == ["wal", 2, 1, 1]
    owner.close()


def test_other_databases_are_named_and_refused() -> None:
    with pytest.raises(ValueError, match="sqlite and postgresql, not mysql"):
        database.open_engine("mysql://somewhere/db")


def test_no_words_stand_in_a_database_error(town: Town) -> None:
    assert town.milo.handle == "milo"
    with pytest.raises(IntegrityError) as error, transaction.transaction() as db:
        db.add(a_member("milo", about="CANARY words"))
    assert "CANARY" not in str(error.value)


def ring_and_add(db: Session, member: Member, event: object = BellRang()) -> None:
    db.add(member)
    record(db, event)


def a_member(handle: str, about: str = "") -> Member:
    return Member(handle=handle, name=handle, about=about, created_at=clock.now())
