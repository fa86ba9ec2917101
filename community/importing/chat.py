"""One line of a file of hosted chats, checked."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from community.core.errors import Invalid
from community.core.text import tidy_line, tidy_text
from community.sessions.plans import QUESTION_MOST, QUESTIONS_MOST, SKILLS_MOST, TITLE_MOST
from community.skills.rules import split_names

KEY_MOST = 150
A_NEW_DAY = timedelta(hours=6)  # a clock going back further than this has passed midnight


@dataclass(frozen=True)
class Line:
    """One message of a chat."""

    at: datetime
    name: str
    text: str


@dataclass(frozen=True)
class Chat:
    """A past chat. `given`: all that was said of it, as it was given."""

    id: str
    title: str
    day: date
    host: str
    skills: tuple[str, ...]
    introduction: str
    questions: tuple[str, ...]
    lines: list[Line]
    given: dict[str, Any]

    @classmethod
    def parse(cls, text: str) -> "Chat":
        """Raises `ValueError` with a sentence saying what is wrong."""
        given = json.loads(text)
        if not isinstance(given, dict):
            raise ValueError("it is not a JSON object")
        missing = [
            name for name in ("id", "title", "date", "host", "messages") if name not in given
        ]
        if missing:
            raise ValueError(f"it has no {', '.join(missing)}")
        day = date.fromisoformat(given["date"].strip())
        return cls(
            id=_key_part(str(given["id"])),
            title=tidy_line(given["title"])[:TITLE_MOST].strip(),
            day=day,
            host=_key_part(given["host"]),
            skills=_skills(given.get("skills") or []),
            introduction=tidy_text(given.get("introduction") or "").strip(),
            questions=_questions(given.get("questions") or []),
            lines=list(_lines(day, given["messages"])),
            given={name: value for name, value in given.items() if name != "messages"},
        )


def _skills(names: Iterable[object]) -> tuple[str, ...]:
    """Those that can be a skill's name: an odd one is no reason to leave an evening out."""
    fit: list[str] = []
    for name in names:
        try:
            fit += split_names(str(name))
        except Invalid:
            continue
    return tuple(dict.fromkeys(fit))[:SKILLS_MOST]


def _questions(given: object) -> tuple[str, ...]:
    if not isinstance(given, list):
        raise ValueError("its questions are no list")
    tidy = (tidy_text(question).strip()[:QUESTION_MOST] for question in given)
    return tuple(question for question in tidy if question)[:QUESTIONS_MOST]


def _lines(day: date, messages: list[list[str]]) -> Iterator[Line]:
    before = datetime.combine(day, time(), UTC)
    for number, message in enumerate(messages, 1):
        try:
            clock, name, text = message
            at = datetime.combine(before.date(), time.fromisoformat(clock), UTC)
        except (ValueError, TypeError) as error:
            raise ValueError(f"its message {number} is not [HH:MM:SS, name, text]") from error
        if before - at > A_NEW_DAY:
            at += timedelta(days=1)
        before = max(before, at)
        yield Line(before, _key_part(name), text)


def _key_part(text: str) -> str:
    """An id or a name, by which the thing is found again: it has to fit its column."""
    tidy = tidy_line(text)
    if not 0 < len(tidy) <= KEY_MOST:
        raise ValueError(f"an id or a name in it has {len(tidy)} characters, not 1 to {KEY_MOST}")
    return tidy
