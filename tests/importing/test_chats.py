"""Hosted chats kept elsewhere come in whole, once, and in order."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from community.access.comings import Coming
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Visibility
from community.access.session_rules import OpenTo, SessionState
from community.circles.models import Circle
from community.core import transaction
from community.core.outbox import Job
from community.core.transaction import reading
from community.importing import chats
from community.importing.chats import Report, import_chats
from community.importing.models import ImportedChat
from community.members.models import Member
from community.rooms.models import Attendance, Item, Room
from community.rooms.plan_models import PlannedQuestion
from community.sessions.models import HostedSession
from community.skills.models import Skill
from community.transcripts.models import Transcript
from tests.town import Town

CHAT: dict[str, Any] = {
    "id": "2020-01-07-splints",
    "title": "Splints at night",
    "date": "2020-01-07",
    "host": "Berta Holm",
    "skills": ["splinting", "C#"],
    "introduction": "We **meet** to talk.",
    "questions": ["Which material?"],
    "messages": [
        ["22:58:00", "Berta Holm", "Welcome!"],
        ["23:59:30", "Carl", "Hello @berta-holm"],
        ["00:00:10", "berta holm", "Past midnight already"],
        ["00:00:05", "Carl", "A clock that goes back a little"],
        ["00:30:00", "Carl", ""],
    ],
}


def write(path: Path, *lines: object) -> Path:
    file = path / "chats.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    file.write_text("\n".join(texts) + "\n", encoding="utf-8", errors="surrogatepass")
    return file


def chat(**changes: Any) -> dict[str, Any]:
    return {**CHAT, **changes}


TABLES = (
    Member, Circle, Membership, Room, Item, ImportedChat, HostedSession, Coming, PlannedQuestion,
    Attendance, Transcript, Skill, Job,
)  # fmt: skip


def counts() -> dict[str, int]:
    with reading() as db:
        return {
            table.__tablename__: db.scalar(select(func.count()).select_from(table)) or 0
            for table in TABLES
        }


def test_a_chat_becomes_a_past_session_with_its_people_and_words(
    town: Town, tmp_path: Path
) -> None:
    report = import_chats(write(tmp_path, CHAT))
    assert report == Report(chats=1, people=2, messages=5)
    with reading() as db:
        circle = db.scalars(select(Circle)).one()
        assert (circle.name, circle.visibility) == ("Hosted chats", Visibility.OPEN)
        people = {m.name: m for m in db.scalars(select(Member))}
        assert set(people) == {"Berta Holm", "Carl"}
        assert all(person.password_hash is None for person in people.values())
        items = list(db.scalars(select(Item).order_by(Item.position)))
        assert [item.position for item in items] == [1, 2, 3, 4, 5]
        assert items[1].mentions == {"berta-holm": people["Berta Holm"].id}
        session = db.scalars(select(HostedSession)).one()
        assert (session.circle_id, session.room_id) == (circle.id, items[0].room_id)
        assert (session.title, session.introduction) == ("Splints at night", "We **meet** to talk.")
        assert (session.state, session.open_to) == (SessionState.CLOSED, OpenTo.PUBLIC)
        came = {one.member_id: one for one in db.scalars(select(Coming))}
        assert set(came) == {person.id for person in people.values()}
        assert came[people["Berta Holm"].id].role is CircleRole.HOST
        assert came[people["Carl"].id].standing is Standing.JOINED
        assert set(db.scalars(select(Skill.name))) == {"splinting", "C#"}
        kept = db.scalars(select(ImportedChat)).one()
        assert kept.given["questions"] == ["Which material?"]
        assert "messages" not in kept.given


def test_times_past_midnight_belong_to_the_next_day_and_never_go_back(
    town: Town, tmp_path: Path
) -> None:
    import_chats(write(tmp_path, CHAT))
    with reading() as db:
        times = list(db.scalars(select(Item.created_at).order_by(Item.position)))
    assert times[0] == datetime(2020, 1, 7, 22, 58, tzinfo=UTC)
    assert times[1] == datetime(2020, 1, 7, 23, 59, 30, tzinfo=UTC)
    assert times[2] == datetime(2020, 1, 8, 0, 0, 10, tzinfo=UTC)
    assert times == sorted(times)


def test_a_second_run_changes_nothing(town: Town, tmp_path: Path) -> None:
    file = write(tmp_path, CHAT, chat(id="another"))
    import_chats(file)
    before = counts()
    report = import_chats(file)
    assert report == Report(known=10)
    assert counts() == before
    assert "New: 0 chats, 0 people and 0 messages. Already here: 10 messages." in report.summary()


def test_the_same_person_in_two_chats_is_one_member_however_spelt(
    town: Town, tmp_path: Path
) -> None:
    other = chat(id="b", host="CARL", messages=[["20:00:00", "  carl ", "Again"]])
    import_chats(write(tmp_path, CHAT, other))
    assert counts()["members"] == 2


BROKEN: list[object] = [
    "{not json", "[]", "null", '"text"', "5", "[" * 100_000,
    {name: value for name, value in CHAT.items() if name != "date"},
    chat(date="yesterday"), chat(date=5), chat(title=""), chat(title=None), chat(host=""),
    chat(host="x" * 500), chat(id="x" * 500), chat(id=""), chat(messages=5), chat(messages=[5]),
    chat(messages=[["20:00:00", "Carl"]]), chat(messages=[["late", "Carl", "Hi"]]),
    chat(messages=[["20:00:00", "", "Hi"]]), chat(messages=[["20:00:00", "x" * 500, "Hi"]]),
    chat(messages=[["20:00:00", "Carl", None]]), chat(messages=[["20:00:00", 5, "Hi"]]),
    chat(date="9999-12-31", messages=[["23:00:00", "Carl", "Hi"], ["01:00:00", "Carl", "Hi"]]),
    chat(date="9999-12-31", messages=[["23:59:59", "Carl", "Hi"]]),
]  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN, ids=lambda line: str(line)[:30])
def test_a_broken_line_is_told_by_its_number_and_the_rest_comes_in(
    town: Town, tmp_path: Path, broken: object
) -> None:
    file = write(tmp_path, chat(id="first"), broken, "", chat(id="last"))
    report = import_chats(file)
    assert report.chats == 2
    assert [line.partition(" was")[0] for line in report.broken] == ["Line 2"]
    assert counts()["circles"] == 1
    assert counts()["hosted_sessions"] == 2
    assert counts()["items"] == 10


def test_bytes_that_are_no_text_are_told_too(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "chats.jsonl"
    file.write_bytes(b"\xff\xfe\n" + json.dumps(CHAT).encode() + b"\n")
    assert [line[:6] for line in import_chats(file).broken] == ["Line 1"]
    assert counts()["circles"] == 1


def test_odd_signs_are_tidied_and_stored_by_both_databases(town: Town, tmp_path: Path) -> None:
    odd = "a\0b\ud800c\u202ed"
    odd_chat = chat(id=odd, title=odd, host=odd, messages=[["20:00:00", odd, odd]])
    report = import_chats(write(tmp_path, odd_chat))
    assert report.broken == []
    with reading() as db:
        assert db.scalars(select(Item.body)).one() == "abcd"
        assert db.scalars(select(Member.name)).one() == "abcd"


def test_an_interrupted_import_goes_on_where_it_was(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, *[chat(id=f"chat {number}") for number in range(4)])
    taken: list[int] = []
    take_line = chats._import_line

    def until_the_third(number: int, line: bytes, report: Report, series: str) -> None:
        if len(taken) == 2:
            raise KeyboardInterrupt
        taken.append(number)
        take_line(number, line, report, series)

    monkeypatch.setattr(chats, "_import_line", until_the_third)
    with pytest.raises(KeyboardInterrupt):
        import_chats(file)
    monkeypatch.undo()
    assert counts()["hosted_sessions"] == 2
    report = import_chats(file)
    assert (report.chats, report.messages, report.known) == (2, 10, 10)
    assert counts() | {
        "members": 2, "circles": 1, "rooms": 5, "items": 20, "imported_chats": 4,
        "hosted_sessions": 4, "comings": 8, "transcripts": 8,
    } == counts()  # fmt: skip


def test_a_chat_cut_off_in_the_middle_leaves_nothing_of_itself(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(chats, "_say_all", dies)
    with pytest.raises(KeyboardInterrupt):
        import_chats(write(tmp_path, CHAT))
    assert set(counts().values()) == {0}


@pytest.mark.slow
def test_a_long_chat_comes_in_whole(town: Town, tmp_path: Path) -> None:
    many = [[f"20:{n // 60:02d}:{n % 60:02d}", f"P{n % 7}", f"Number {n}"] for n in range(1200)]
    report = import_chats(write(tmp_path, chat(messages=many)))
    assert report.messages == 1200
    with reading() as db:
        bodies = list(db.scalars(select(Item.body).order_by(Item.position)))
        assert bodies == [text for _at, _name, text in many]
        assert db.scalar(select(func.max(Room.last_position))) == 1200
    assert transaction.database() is not None
