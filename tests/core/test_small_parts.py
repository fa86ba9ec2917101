"""Clock, moments, upsert: small parts everything stands on."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from community.core import clock
from community.core.transaction import reading, transaction
from community.core.upsert import upsert
from community.members.models import Member, SignInTries
from tests.town import Town


def test_the_clock_can_be_held_and_goes_on_afterwards() -> None:
    past = datetime(2020, 2, 29, tzinfo=UTC)
    with clock.fixed(past) as set_clock:
        assert clock.now() == past
        set_clock(past + timedelta(days=1))
        assert clock.now() == datetime(2020, 3, 1, tzinfo=UTC)
        with pytest.raises(KeyError), clock.fixed(past):
            raise KeyError
        assert clock.now() == datetime(2020, 3, 1, tzinfo=UTC)
    assert clock.now() > datetime(2026, 1, 1, tzinfo=UTC)


def test_moments_come_back_in_utc_whatever_zone_they_were_given_in(town: Town) -> None:
    given = datetime(2026, 10, 25, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5.75)))
    with transaction() as db:
        db.add(Member(id="a" * 16, handle="zoe", name="Zoe", created_at=given))
    with reading() as db:
        kept = db.get_one(Member, "a" * 16).created_at
    assert (kept, kept.utcoffset()) == (given, timedelta())


def test_a_moment_without_a_zone_is_refused(town: Town) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - that is what this is about
    with pytest.raises(StatementError, match="needs a time zone"), transaction() as db:
        db.add(Member(handle="zoe", name="Zoe", created_at=naive))


def row(key: str, failures: int) -> dict[str, object]:
    return {"key": key, "failures": failures, "window_ends": datetime(2027, 1, 1, tzinfo=UTC)}


def test_upsert_inserts_leaves_alone_or_changes(town: Town) -> None:
    def kept() -> dict[str, int]:
        with reading() as db:
            rows = db.execute(select(SignInTries.key, SignInTries.failures))
            return {key: failures for key, failures in rows}  # noqa: C416

    with transaction() as db:
        assert upsert(db, SignInTries, []) == 0
        assert upsert(db, SignInTries, [row("a", 1), row("b", 1)]) == 2
        assert upsert(db, SignInTries, [row("a", 9), row("c", 1)]) == 1
    assert kept() == {"a": 1, "b": 1, "c": 1}
    with transaction() as db:
        upsert(db, SignInTries, [row("a", 7)], change=("failures",))
    assert kept() == {"a": 7, "b": 1, "c": 1}


def test_upsert_takes_a_thousand_rows_at_once(town: Town) -> None:
    with transaction() as db:
        assert upsert(db, SignInTries, [row(f"{n}", n) for n in range(1000)]) == 1000
        assert db.scalar(select(func.count()).select_from(SignInTries)) == 1000
