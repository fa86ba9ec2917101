"""The hosted sessions of the demonstration: one over, one to come, one whose lobby is open."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.orm import Session

from community.access.comings import Answer
from community.access.session_rules import OpenTo
from community.circles.models import Circle
from community.core import clock
from community.core.errors import Problem
from community.demo.meetings import Circles
from community.demo.stage import Content, People, acting, content
from community.importing import evening
from community.importing.chat import Chat, Line
from community.rooms.actions import Said, Saying, say_together
from community.rooms.models import Attendance
from community.sessions.actions.coming import answer, enter
from community.sessions.actions.schedule import Plan, Prepared, create_session, publish
from community.sessions.models import HostedSession
from community.sessions.times import set_times

ZONE = ZoneInfo("Europe/London")


def hold_sessions(db: Session, started: Circles, people: People) -> int:
    """How many there are."""
    given = content("sessions.toml")
    _past(db, given["past"], started, people)
    _coming(db, given["coming"], started, people)
    _lobby(db, given["lobby"], started, people)
    return len(given)


def _past(db: Session, given: Content, started: Circles, people: People) -> None:
    """As if it had been imported: its questions, who was there, and a transcript that is due."""
    chat = _as_chat(given)
    circle = db.get_one(Circle, started[given["circle"]])
    session = evening.begin(db, circle, chat, f"demo:{given['key']}", people)
    actors = {name: acting(db, people[name]) for name in {line.name for line in chat.lines}}
    sayings = [
        Saying(actors[line.name], session.room_id, evening.key_of(number), line.text, at=line.at)
        for number, line in enumerate(chat.lines, 1)
    ]
    _must_all(say_together(db, sayings))
    evening.finish(db, session, chat, people)
    _at_its_hour(db, session, chat, given)
    session.summary = given["summary"].strip()


def _at_its_hour(db: Session, session: HostedSession, chat: Chat, given: Content) -> None:
    """As it was agreed, and everybody stayed to the end: of imported chats nobody knows either."""
    starts = datetime.combine(chat.day, time(given["hour"]))
    set_times(session, starts, starts + timedelta(minutes=given["minutes"]), ZONE.key)
    session.started_at = session.starts_at
    stay = update(Attendance).where(Attendance.room_id == session.room_id)
    db.execute(stay.values(seen_at=session.ended_at))


def _as_chat(given: Content) -> Chat:
    day = (clock.now().astimezone(ZONE) - timedelta(days=given["days_ago"])).date()
    begins = datetime.combine(day, time(given["hour"]), ZONE).astimezone(UTC)
    lines = [
        Line(begins + timedelta(minutes=line["at"]), line["from"], _words(given, line))
        for line in given["lines"]
    ]
    return Chat(
        id=given["key"],
        title=given["title"],
        day=day,
        host=given["host"],
        skills=tuple(given["skills"]),
        introduction=given["introduction"].strip(),
        questions=tuple(given["questions"]),
        lines=lines,
        given={},
    )


def _words(given: Content, line: Content) -> str:
    return str(given["questions"][line["asks"] - 1] if "asks" in line else line["text"])


def _coming(db: Session, given: Content, started: Circles, people: People) -> None:
    day = (clock.now().astimezone(ZONE) + timedelta(days=given["in_days"])).date()
    session = _planned(db, given, started, people, datetime.combine(day, time(given["hour"])))
    for handle in given["going"]:
        answer(db, acting(db, people[handle]), session.id, Answer.GOING)


def _lobby(db: Session, given: Content, started: Circles, people: People) -> None:
    begins = clock.now().astimezone(ZONE) + timedelta(minutes=given["in_minutes"])
    on_the_five = begins.replace(minute=begins.minute // 5 * 5, second=0, microsecond=0)
    session = _planned(db, given, started, people, on_the_five.replace(tzinfo=None))
    for handle in given["going"]:
        enter(db, acting(db, people[handle]), session.id)
    sayings = [
        Saying(
            acting(db, people[line["from"]]),
            session.room_id,
            f"demo-lobby-{number}",
            line["text"],
            at=clock.now() - timedelta(minutes=line["at"]),
        )
        for number, line in enumerate(given["lines"])
    ]
    _must_all(say_together(db, sayings))


def _must_all(answers: Sequence[Said | Problem]) -> None:
    for one in answers:
        if isinstance(one, Problem):
            raise one


def _planned(
    db: Session, given: Content, started: Circles, people: People, starts: datetime
) -> HostedSession:
    host = acting(db, people[given["host"]])
    spread = given["minutes"] // (len(given["questions"]) + 1)
    questions = tuple(
        Prepared(question, minute=spread * (number + 1) - spread // 2)
        for number, question in enumerate(given["questions"])
    )
    plan = Plan(
        title=given["title"],
        starts=starts,
        ends=starts + timedelta(minutes=given["minutes"]),
        zone=ZONE.key,
        introduction=given["introduction"].strip(),
        questions=questions,
        open_to=OpenTo.MEMBERS,
    )
    session = create_session(db, host, started[given["circle"]], plan)
    publish(db, acting(db, people[given["host"]]), session.id)
    return session
