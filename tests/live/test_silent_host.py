"""A host's line that is cut without a word: the others learn of it, and when it is back."""

from typing import Any

from sqlalchemy import select

from community.core.ids import new_id
from community.core.transaction import reading
from community.rooms.actions.promoting import promote
from community.rooms.models import Attendance
from realtime.presence import Presence
from tests.doing import do
from tests.evenings import desk_of, live, room_of
from tests.live.stage import Stage
from tests.live.test_attendance import connection
from tests.live.test_evening import do as ask
from tests.live.test_evening import staged
from tests.town import Evening, Person, Town


def stays(who: Person, evening: Evening) -> list[bool]:
    """Of each of their stays, whether it is over."""
    mine = Attendance.member_id == who.id, Attendance.room_id == evening.room_id
    with reading() as db:
        rows = select(Attendance.left_at).where(*mine).order_by(Attendance.entered_at)
        return [left_at is not None for left_at in db.scalars(rows)]


def test_a_host_who_falls_silent_is_away_and_nobody_else(stage: Stage) -> None:
    """Hana's line stands and answers nothing. Hedda and Milo say nothing either, but their
    programs answer by themselves; and Ana hosts nothing."""
    evening, (hana, hedda, milo) = staged(stage, f"silent {new_id()}")
    ana = stage.town.person(f"Ana {new_id()}")
    stage.town.come(ana, evening)
    do(hana, promote, evening.room_id, milo.id)
    silent, member = stage.raw(hana), stage.raw(ana)
    for line in (silent, member):
        assert line.ask("enter", {"room": evening.room_id, "after": 0})["ok"]
    other = stage.seated(hedda, evening)
    stage.seated(milo, evening, "polling")
    everybody = {hana.id, hedda.id, milo.id, ana.id}
    other.wait(lambda seat: seat.people[evening.room_id] == everybody)
    assert ask(other, "start_session", evening)["ok"]
    other.wait(lambda seat: seat.people[evening.room_id] == everybody - {hana.id})
    late = silent.ask("changes", {"room": evening.room_id, "after": 0}, number=2)
    assert late["ok"]  # her line stood all the while
    other.wait(lambda seat: seat.people[evening.room_id] == everybody)
    other.wait(lambda _: stays(hana, evening) == [True, False])
    for who in (hedda, milo, ana):
        assert stays(who, evening) == [False]


def present() -> tuple[Presence, list[dict[str, Any]]]:
    """Who is in a process of which the others are told."""
    here, told = Presence(lambda *_: None), list[dict[str, Any]]()
    here.share = told.append
    return here, told


def test_the_other_processes_are_told_of_it(town: Town) -> None:
    evening = live(town, town.milo)
    here, told = present()
    line = connection(town.hana)
    for change in (here.entered, here.away, here.away, here.back, here.back, here.left):
        change(evening.room_id, line)
        here.tell_changes()
    assert [(len(one["joined"]), one["left"]) for one in told] == [
        *((1, []), (0, [town.hana.id])),
        *((1, []), (0, [town.hana.id])),
    ]


def test_who_is_silent_at_one_of_two_windows_is_here(town: Town) -> None:
    evening = live(town, town.milo)
    here, _ = present()
    lines = [connection(town.hana), connection(town.hana)]
    lines[1].sid = "another window"
    for line in lines:
        here.entered(evening.room_id, line)
    here.away(evening.room_id, lines[0])
    assert here.here(evening.room_id)["count"] == 1
    here.away(evening.room_id, lines[1])
    assert here.here(evening.room_id)["count"] == 0
    here.left(evening.room_id, lines[0])  # and now it is closed
    here.back(evening.room_id, lines[0])
    assert here.here(evening.room_id)["count"] == 0
    here.back(evening.room_id, lines[1])
    assert here.here(evening.room_id)["count"] == 1


def test_who_is_made_a_host_is_told_of_to_all(town: Town) -> None:
    evening = live(town, town.milo)
    before = room_of(evening).desk_version
    do(town.hana, promote, evening.room_id, town.milo.id)
    assert room_of(evening).desk_version > before
    told = desk_of(evening.room_id)
    assert [one["id"] for one in told["session"]["hosts"]] == [town.hana.id, town.milo.id]
