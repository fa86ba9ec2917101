"""Files are kept with their bytes, within limits that hold at the same moment too."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community.access.actor import ANYBODY
from community.core import clock
from community.core.errors import Invalid, NotFound, Refused, SignedOut, SlowDown
from community.core.transaction import reading, transaction
from community.files import actions, queries
from community.files.models import File, FileContent
from tests.doing import at_once, do, refusals
from tests.town import Person, Town

MORE = {"name": "a.txt", "media_type": "text/plain"}


def keep(who: Person, content: bytes = b"words") -> str:
    return do(who, actions.store, content=content, **MORE).id


def how_many(table: type) -> int:
    with reading() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def test_what_is_kept_is_given_back_byte_by_byte(town: Town) -> None:
    every = bytes(range(256)) * 10
    file_id = keep(town.milo, every)
    with reading() as db:
        assert queries.content(db, file_id) == every
        file = queries.file(db, file_id)
        assert (file.owner_id, file.size, file.name) == (town.milo.id, len(every), "a.txt")


def test_what_is_removed_leaves_nothing(town: Town) -> None:
    file_id = keep(town.milo)
    for _ in range(2):
        with transaction() as db:
            actions.remove(db, file_id)
    assert (how_many(File), how_many(FileContent)) == (0, 0)
    with reading() as db:
        for number in (file_id, "", "x" * 16, "\0"):
            with pytest.raises(NotFound):
                queries.content(db, number)
            with pytest.raises(NotFound):
                queries.file(db, number)


@pytest.mark.parametrize("content", [b"", b"x" * (actions.FILE_MOST + 1)], ids=["none", "much"])
def test_an_empty_file_and_a_large_one_are_refused(town: Town, content: bytes) -> None:
    with pytest.raises(Invalid):
        keep(town.milo, content)
    assert how_many(File) == 0


def test_nobody_keeps_files_without_being_signed_in(town: Town) -> None:
    with pytest.raises(SignedOut), transaction() as db:
        actions.store(db, ANYBODY, content=b"a", **MORE)


def test_twenty_files_a_day_and_tomorrow_again(town: Town) -> None:
    moment = clock.now()
    with clock.fixed(moment) as at:
        for _ in range(actions.A_DAY_MOST):
            keep(town.milo)
        with pytest.raises(SlowDown, match="tomorrow"):
            keep(town.milo)
        keep(town.hana)
        at(moment + timedelta(days=1, seconds=1))
        keep(town.milo)


def test_the_last_that_fits_is_kept_once_at_the_same_moment(town: Town) -> None:
    for _ in range(actions.A_DAY_MOST - 1):
        keep(town.milo)
    answers = at_once(*[lambda: keep(town.milo)] * 5)
    assert refusals(answers) == ["SlowDown"] * 4
    assert how_many(File) == actions.A_DAY_MOST


def test_all_files_of_a_member_have_room_for_two_hundred_megabytes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MEMBER_MOST", 10)
    keep(town.milo, b"123456")
    with pytest.raises(Refused, match="200 MB"):
        keep(town.milo, b"12345")
    keep(town.milo, b"1234")
