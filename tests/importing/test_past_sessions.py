"""What an imported chat is afterwards: a session that is over, with questions and a transcript."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from community.access.policy import Visibility
from community.circles import actions as circles
from community.circles.models import Circle
from community.core.ids import new_id
from community.core.transaction import reading, transaction
from community.importing.chats import Report, import_chats
from community.importing.evening import acting
from community.importing.models import ImportedChat
from community.importing.script import read_script
from community.members import actions as members
from community.members.models import Member
from community.rooms.actions import Saying, say_together
from community.rooms.models import Attendance, Item, ItemKind, Room, RoomState
from community.rooms.plan import planned_in
from community.rooms.queries import room_of_circle
from community.sessions.models import HostedSession
from community.transcripts import building
from community.transcripts.models import FileKind, Transcript, TranscriptFile, TranscriptState
from community.transcripts.reading import read
from tests.browsing import Browsing
from tests.importing.test_chats import CHAT, counts, write
from tests.town import Town

QUESTIONS = ["Which material for a splint?", "How long at night?", "What of burns?"]
EVENING: dict[str, Any] = {
    **CHAT,
    "id": "evening",
    "questions": QUESTIONS,
    "messages": [
        ["16:40:00", "Carl", "I am early"],
        ["17:00:00", "Berta Holm", "#startmeeting"],
        ["17:01:00", "Berta Holm", "First: which material for a splint?"],
        ["17:02:00", "Carl", "Leather"],
        ["17:03:00", "Dora", "Cork"],
        ["17:20:00", "Berta Holm", "How long at night?"],
        ["17:21:00", "Carl", "Eight hours"],
        ["18:00:00", "Berta Holm", "#endmeeting"],
        ["18:00:00", "Dora", "Thank you"],
        ["19:30:00", "Carl", "One more thing"],
    ],
}


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2020, 1, 7, hour, minute, second, tzinfo=UTC)


def only_session() -> HostedSession:
    with reading() as db:
        return db.scalars(select(HostedSession)).one()


def test_it_began_and_ended_as_its_marks_say_and_what_came_later_is_late(
    town: Town, tmp_path: Path
) -> None:
    import_chats(write(tmp_path, EVENING))
    session = only_session()
    assert (session.starts_at, session.started_at) == (at(17), at(17))
    assert (session.ended_at, session.closed_at) == (at(18, 0, 1), at(19, 30, 1))
    with reading() as db:
        room = db.get_one(Room, session.room_id)
        assert (room.state, room.late_from) == (RoomState.CLOSED, at(18, 0, 1))
        data = read(db, session)
        late = [one.body for one in data.beside if one.late]
        assert late == ["One more thing"]
        assert [one.number for one in db.scalars(select(Transcript))] == [1, 2]


def test_without_marks_it_lasts_until_nobody_says_anything_for_long(
    town: Town, tmp_path: Path
) -> None:
    lines = [line for line in EVENING["messages"] if not line[2].startswith("#")]
    import_chats(write(tmp_path, {**EVENING, "messages": lines}))
    session = only_session()
    assert (session.started_at, session.ended_at) == (at(16, 40), at(17, 21, 1))


def test_answers_stand_under_the_question_that_was_put_last(town: Town, tmp_path: Path) -> None:
    import_chats(write(tmp_path, EVENING))
    session = only_session()
    with reading() as db:
        plan = planned_in(db, session.room_id)
        assert [one.body for one in plan] == QUESTIONS
        asked = [db.get(Item, one.item_id) if one.item_id else None for one in plan]
        assert [one and one.kind for one in asked] == [ItemKind.QUESTION, ItemKind.QUESTION, None]
        data = read(db, session)
    assert [(q.number, [one.body for one in q.answers]) for q in data.questions] == [
        (1, ["Leather", "Cork"]),
        (2, ["Eight hours", "#endmeeting", "Thank you"]),
    ]
    assert [one.body for one in data.opening] == ["I am early", "#startmeeting"]


def test_who_spoke_was_there_from_word_to_word_but_for_long_silences(
    town: Town, tmp_path: Path
) -> None:
    import_chats(write(tmp_path, EVENING))
    with reading() as db:
        rows = db.execute(
            select(Member.name, Attendance.entered_at, Attendance.seen_at)
            .join(Member, Member.id == Attendance.member_id)
            .order_by(Attendance.entered_at, Member.name)
        )
        assert [tuple(row) for row in rows] == [
            ("Carl", at(16, 40), at(17, 21)),
            ("Berta Holm", at(17), at(17, 20)),
            ("Dora", at(17, 3), at(17, 3)),
            ("Berta Holm", at(18), at(18)),
            ("Dora", at(18), at(18)),
            ("Carl", at(19, 30), at(19, 30)),
        ]


def test_its_files_are_due_and_made_later(browsing: Browsing, town: Town, tmp_path: Path) -> None:
    import_chats(write(tmp_path, EVENING))
    with reading() as db:
        assert set(db.scalars(select(Transcript.state))) == {TranscriptState.DUE}
    assert building.make_all_due("https://learn.example.org") == 2
    with reading() as db:
        assert set(db.scalars(select(Transcript.state))) == {TranscriptState.READY}
        assert {FileKind.CSV, FileKind.JSON} <= set(db.scalars(select(TranscriptFile.kind)))
    page = browsing.by(town.otto).get(f"/sessions/{only_session().id}/transcript")
    assert "Leather" in page.text
    assert "One more thing" in page.text


def test_an_evening_without_a_word_or_a_question_is_one_all_the_same(
    town: Town, tmp_path: Path
) -> None:
    report = import_chats(write(tmp_path, {**EVENING, "messages": [], "questions": None}))
    assert report == Report(chats=1, people=1)
    assert building.make_all_due("https://learn.example.org") == 1


def test_evenings_of_two_series_are_in_two_circles_and_each_host_hosts_theirs(
    town: Town, tmp_path: Path
) -> None:
    import_chats(write(tmp_path, EVENING, {**EVENING, "id": "two", "host": "Carl"}))
    import_chats(write(tmp_path, {**EVENING, "id": "three"}), "Reading club")
    with reading() as db:
        names = list(db.scalars(select(Circle.name).order_by(Circle.name)))
        assert names == ["Hosted chats", "Reading club"]
        carl = acting(db, db.scalars(select(Member.id).where(Member.name == "Carl")).one())
        hosted = {one.id for one in db.scalars(select(Circle)) if carl.hosts(one.id)}
        assert hosted == {one.id for one in db.scalars(select(Circle).filter_by(name=names[0]))}


def test_a_chat_that_came_as_a_circle_of_its_own_stays_so_and_can_be_played(
    town: Town, tmp_path: Path
) -> None:
    """As earlier versions brought them in."""
    with transaction() as db:
        berta = members.add_imported(db, name="Berta Holm", source_key="chats:berta holm")
        circle = circles.start_circle(
            db, acting(db, berta.id), name="Splints", purpose="Then", visibility=Visibility.OPEN
        )
        circle.source_key = "chats:evening"
        given = {name: value for name, value in EVENING.items() if name != "messages"}
        day = at(17).date()
        db.add(
            ImportedChat(
                id=new_id(), source_key="chats:evening", circle_id=circle.id, day=day, given=given
            )
        )
        db.flush()
        room = room_of_circle(db, circle.id)
        assert room is not None
        moments = [at(17), at(17, 5)]
        sayings = [
            Saying(acting(db, berta.id), room.id, f"chat-{n:06d}", f"Line {n}", at=moment)
            for n, moment in enumerate(moments, 1)
        ]
        say_together(db, sayings)
        db.execute(delete(Transcript))
    before = counts()
    assert import_chats(write(tmp_path, EVENING)) == Report(known=2)
    assert counts() == before
    script = read_script("evening")
    assert [line.body for line in script.lines] == ["Line 1", "Line 2"]
    assert (script.host_id, script.began) == (berta.id, at(17))
    assert at(17, 5) < script.ended < at(17, 5) + timedelta(seconds=1)
