"""Who was there is stored once a second for all; one that cannot be stored harms no other."""

import time

import pytest
from sqlalchemy import delete, select

from community.core import transaction
from community.core.errors import Busy
from community.core.transaction import reading
from community.members.models import Member
from community.members.queries import signed_in_with
from community.rooms.models import Attendance
from realtime import presence
from realtime.connections import Connection
from realtime.presence import Presence
from tests.town import Person, Town


def connection(person: Person) -> Connection:
    with reading() as db:
        signed_in = signed_in_with(db, person.sign_in())
    assert signed_in is not None
    return Connection.of(f"socket of {person.id}", signed_in, time.monotonic())


def stored() -> list[str]:
    with reading() as db:
        return list(db.scalars(select(Attendance.member_id).order_by(Attendance.entered_at)))


def test_the_stays_of_others_count_when_one_cannot_be_kept(town: Town) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    here = Presence(lambda *_: None)
    for person in (town.milo, town.otto):
        here.entered(circle.room_id, connection(person))
    with transaction.transaction() as db:
        db.execute(delete(Member).where(Member.id == town.otto.id))
    here.write_attendance(confirm=False)
    assert stored() == [town.milo.id]


def test_stays_wait_while_the_database_is_busy(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    circle = town.circle(town.hana, town.milo)
    here = Presence(lambda *_: None)
    here.entered(circle.room_id, connection(town.milo))

    def busy() -> None:
        raise Busy

    with monkeypatch.context() as patched:
        patched.setattr(presence, "transaction", busy)
        with pytest.raises(Busy):
            here.write_attendance(confirm=True)
    assert stored() == []
    here.write_attendance(confirm=False)
    assert stored() == [town.milo.id]
