"""A past chat as a hosted session: in its circle, with its questions, over since long.

Its files are not made here but when their turn comes: the transcript is wanted, and whoever
makes transcripts finds it due.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor, actor_for
from community.access.comings import Answer, Coming
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Visibility
from community.access.session_rules import OpenTo, SessionState
from community.circles import actions as circles
from community.circles.models import Circle
from community.core.events import record
from community.core.ids import new_id
from community.core.upsert import upsert
from community.importing.asking import openings
from community.importing.chat import Chat
from community.importing.span import Span, span_of, stays
from community.members.models import Member
from community.rooms.models import Attendance, Item, ItemKind, Room, RoomState
from community.rooms.plan import planned_in
from community.sessions.actions.schedule import Plan, Prepared, create_session
from community.sessions.events import SessionChanged
from community.sessions.models import HostedSession
from community.transcripts.wanting import want

IN_SERIES = "chats/"  # and the name of the circle, by which it is found again
LATEST = timedelta(days=6)  # a session lasts a week at most


def series(db: Session, name: str, host_id: str, chat: Chat) -> Circle:
    """The circle all chats of a series are sessions of, made the first time; they host it."""
    source = f"{IN_SERIES}{name.casefold()}"
    circle = db.scalar(select(Circle).where(Circle.source_key == source))
    if circle is None:
        circle = circles.start_circle(
            db,
            Actor(host_id),
            name=name,
            purpose="Hosted chats of the past, with their questions and all that was said.",
            visibility=Visibility.OPEN,
        )
        circle.source_key = source
        circle.created_at = span_of(chat).began
        db.flush()
    return circle


def come_in(db: Session, circle: Circle, host_id: str, people: Collection[str]) -> None:
    """Whoever was there is in the circle, and whoever hosted a chat hosts it too."""
    circles.admit(db, circle, people)
    one = db.get_one(Membership, (circle.id, host_id), populate_existing=True)
    if one.role is not CircleRole.HOST:
        hosts = select(Membership.member_id).where(
            Membership.circle_id == circle.id,
            Membership.role == CircleRole.HOST,
            Membership.standing == Standing.JOINED,
        )
        circles.set_host(db, acting(db, db.scalars(hosts).first()), circle.id, host_id, host=True)


def acting(db: Session, member_id: str | None) -> Actor:
    member = db.get_one(Member, member_id)
    return actor_for(db, member.id, member.role)


def begin(
    db: Session, circle: Circle, chat: Chat, source: str, people: Mapping[str, str]
) -> HostedSession:
    """The session, with a place for everybody who spoke; its room is open until `finish`."""
    span, host_id = span_of(chat), people[chat.host]
    session = create_session(db, acting(db, host_id), circle.id, _plan(chat, span))
    session.source_key, session.introduction = source, chat.introduction
    session.created_at = session.published_at = span.began
    entered = {people[line.name]: line.at for line in reversed(chat.lines)}
    rows = [
        {
            "session_id": session.id, "member_id": member_id, "standing": Standing.JOINED,
            "role": CircleRole.MEMBER, "since": span.began, "answer": Answer.GOING,
            "answered_at": span.began, "invited": False, "entered_at": at,
        }
        for member_id, at in entered.items()
    ]  # fmt: skip
    db.flush()
    upsert(db, Coming, rows)
    return session


def _plan(chat: Chat, span: Span) -> Plan:
    ends = min(span.ended, span.began + LATEST)
    return Plan(
        title=chat.title,
        starts=span.began.replace(tzinfo=None),
        ends=ends.replace(tzinfo=None),
        zone="UTC",
        questions=tuple(Prepared(question) for question in chat.questions),
        open_to=OpenTo.PUBLIC,
        skills=chat.skills,
    )


def finish(db: Session, session: HostedSession, chat: Chat, people: Mapping[str, str]) -> None:
    """All has been said: who was there, what was asked, and that it is over."""
    span = span_of(chat)
    _ask(db, session, chat, span)
    by_name = {name.casefold(): member_id for name, member_id in people.items()}
    rows = [
        {
            "id": new_id(), "room_id": session.room_id, "member_id": by_name[name],
            "entered_at": came, "seen_at": seen,
        }
        for name, came, seen in stays(chat.lines)
    ]  # fmt: skip
    if rows:
        db.execute(insert(Attendance), rows)
    session.state = SessionState.CLOSED
    session.started_at, session.ended_at = span.began, span.ended
    session.late_until = session.closed_at = span.over
    room = db.get_one(Room, session.room_id, populate_existing=True)
    room.late_from, room.state = span.ended, RoomState.CLOSED
    db.flush()
    want(db, session.id)
    record(db, SessionChanged(session_id=session.id))


def _ask(db: Session, session: HostedSession, chat: Chat, span: Span) -> None:
    """Lines that put a prepared question become questions; what follows answers the last put.

    Until the end: whoever stays to talk answers nothing.
    """
    lines = [(line.name, str(line.text)) for line in chat.lines]
    found = openings(chat.questions, chat.host, lines)
    put = {place: question for question, place in found.items()}
    items = _items(db, session.room_id)
    planned = planned_in(db, session.room_id)
    asked: str | None = None
    answers: list[dict[str, str]] = []
    for place, line in enumerate(chat.lines):
        item_id = items.get(key_of(place + 1))
        if item_id is not None and place in put:
            asked = planned[put[place]].item_id = item_id
            _become_question(db, item_id, sum(one <= place for one in put), span)
        elif item_id is not None and asked is not None and line.at < span.ended:
            answers.append({"id": item_id, "question_id": asked})
    db.flush()
    if answers:
        db.execute(update(Item), answers)


def _items(db: Session, room_id: str) -> dict[str, str]:
    """Ids by client key."""
    rows = select(Item.client_key, Item.id).where(Item.room_id == room_id)
    return {key: item_id for key, item_id in db.execute(rows)}  # noqa: C416 - rows are no pairs to mypy


def _become_question(db: Session, item_id: str, number: int, span: Span) -> None:
    question = {"kind": ItemKind.QUESTION, "number": number, "closed_at": span.over}
    db.execute(update(Item).where(Item.id == item_id).values(**question))


def key_of(number: int) -> str:
    """The client key of a line of a chat, from 1."""
    return f"chat-{number:06d}"
