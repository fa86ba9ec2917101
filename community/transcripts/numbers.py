"""The numbers of a session: what happened in its room, counted, and never by person.

They are of what the transcript holds: words that were said to everybody and still stand. From
the end on they no longer change, but for what is late, which is counted apart.
`transcripts.recounting` counts the same in another way, and has to find the same.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.policy import Audience
from community.rooms.models import Attendance, Item, ItemKind, Reaction, Room
from community.sessions.models import HostedSession
from community.transcripts.models import Reader
from community.transcripts.reading import FIRST

# Stays are written down every half minute: whoever was seen in the last minute stayed to the end.
LAST = timedelta(minutes=1)
A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Evening:
    """When a session began and ended, as its numbers see it."""

    room_id: str
    began: datetime
    over: datetime

    @property
    def minutes(self) -> int:
        """How many were begun."""
        return max(1, -int((self.began - self.over) // timedelta(minutes=1)))


@dataclass(frozen=True)
class Word:
    """Something said by a person, without what they said."""

    id: str
    author_id: str | None
    at: datetime
    number: int | None  # of a question
    answers: str | None  # the id of a question


def evening_of(db: Session, session: HostedSession) -> Evening:
    """Where nothing can be late, because nobody took it apart, the last word is of it too."""
    room = db.get_one(Room, session.room_id)
    over = room.late_from or session.ended_at or session.ends_at
    if room.late_from is None:
        over = max([over, *(word.at + A_MOMENT for word in _words(db, room.id))])
    return Evening(room.id, min(session.started_at or session.starts_at, over), over)


def count(db: Session, session: HostedSession, number: int = FIRST) -> dict[str, Any]:
    """The numbers of a version of its transcript, as they are kept with it."""
    evening = evening_of(db, session)
    words = _words(db, evening.room_id)
    said = [word for word in words if word.at < evening.over]
    late = [] if number == FIRST else [word for word in words if word.at >= evening.over]
    stays = _stays(db, evening)
    pulse = Counter((word.at - evening.began) // timedelta(minutes=1) for word in said)
    by_person = Counter(word.author_id for word in said if word.author_id)
    return {
        "present": len(_present(stays, evening) | by_person.keys()),
        "wrote": len(by_person),
        "messages": len(said),
        "questions": sum(word.number is not None for word in said),
        "answers": _answers(said),
        "reactions": _reactions(db, evening, {word.id for word in said}),
        "deliveries": sum(_others(stays, word) for word in said) if stays else None,
        "spread": spread(by_person.values()),
        "before": sum(many for minute, many in pulse.items() if minute < 0),
        "pulse": [pulse[minute] for minute in range(evening.minutes)],
        "late": len(late),
        "late_wrote": len({word.author_id for word in late if word.author_id}),
    }


def readers(db: Session, session_id: str) -> int:
    """How many members have opened the transcript since."""
    mine = select(func.count()).where(Reader.session_id == session_id)
    return db.scalar(mine) or 0


def spread(messages: Iterable[int]) -> int:
    """How few people together wrote half of the messages: the more, the wider the voices."""
    each = sorted(messages, reverse=True)
    half, people = sum(each), 0
    while half > 0:
        half -= 2 * each[people]
        people += 1
    return people


def _words(db: Session, room_id: str) -> list[Word]:
    rows = select(Item.id, Item.author_id, Item.created_at, Item.number, Item.question_id).where(
        Item.room_id == room_id,
        Item.audience == Audience.EVERYONE,
        Item.kind.in_([ItemKind.MESSAGE, ItemKind.QUESTION, ItemKind.POLL]),
        Item.withdrawn_at.is_(None),
        Item.hidden_at.is_(None),
    )
    return [Word(*row) for row in db.execute(rows.order_by(Item.position))]


def _answers(said: Sequence[Word]) -> list[list[int]]:
    """For each question its number and how many messages answer it."""
    each = Counter(word.answers for word in said)
    asked = [word for word in said if word.number is not None]
    return [[word.number or 0, each[word.id]] for word in asked]


def _reactions(db: Session, evening: Evening, said: set[str]) -> int:
    rows = (
        select(Reaction.item_id)
        .join(Item, Item.id == Reaction.item_id)
        .where(Item.room_id == evening.room_id, Reaction.created_at < evening.over)
    )
    return sum(item_id in said for item_id in db.scalars(rows))


Stays = dict[str, tuple[list[datetime], list[datetime]]]


def _stays(db: Session, evening: Evening) -> Stays:
    """By member, when they came and went: in order, and without stays beside each other."""
    rows = (
        select(Attendance.member_id, Attendance.entered_at, Attendance.seen_at)
        .where(Attendance.room_id == evening.room_id, Attendance.entered_at < evening.over)
        .order_by(Attendance.member_id, Attendance.entered_at)
    )
    found: Stays = defaultdict(lambda: ([], []))
    for member_id, entered, seen in db.execute(rows):
        came, went = found[member_id]
        left = evening.over if seen >= evening.over - LAST else seen
        if went and entered <= went[-1]:
            went[-1] = max(went[-1], left)
        else:
            came.append(entered)
            went.append(left)
    return dict(found)


def _present(stays: Stays, evening: Evening) -> set[str]:
    return {member_id for member_id, (_, went) in stays.items() if went[-1] >= evening.began}


def _others(stays: Stays, word: Word) -> int:
    """How many were there when it came, but for whoever wrote it."""
    there = 0
    for member_id, (came, went) in stays.items():
        place = bisect_right(came, word.at) - 1
        there += member_id != word.author_id and place >= 0 and bisect_left(went, word.at) <= place
    return there
