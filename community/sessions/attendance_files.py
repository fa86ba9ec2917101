"""The attendance of a session to take away: as a table and as JSON."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from community.core.tables import Row, written
from community.files.names import tidy_file_name
from community.sessions.attendance import AttendanceList, Attended
from community.sessions.models import HostedSession
from community.sessions.present import span_of

FORMAT = "comentor-attendance/1"
COLUMNS = ("name", "handle", "guest", "host", "answer", "was there")
TIMES = ("minutes", "first in (UTC)", "last out (UTC)")
TITLE_MOST = 90


def as_csv(session: HostedSession, listed: AttendanceList) -> str:
    """A line for each person; where there are no names, one for each answer."""
    return "".join(written(_rows(listed)))


def _rows(listed: AttendanceList) -> Iterator[Row]:
    if not listed.named:
        yield "what", "how many"
        yield from sorted(listed.answers.items())
        yield "was there", listed.there
        return
    yield (*COLUMNS, *TIMES) if listed.timed else COLUMNS
    for one in listed.people:
        plain = _plain(one, timed=listed.timed)
        yield [_cell(value) for value in plain.values()]


def _cell(value: object) -> object:
    return {True: "yes", False: ""}[value] if isinstance(value, bool) else value


def as_json(session: HostedSession, listed: AttendanceList) -> str:
    began, over = span_of(session)
    told: dict[str, Any] = {
        "format": FORMAT,
        "session": {"title": session.title, "began": _moment(began), "ended": _moment(over)},
        "answers": listed.answers,
        "were_there": listed.there,
    }
    if listed.named:
        told["people"] = [_plain(one, timed=listed.timed) for one in listed.people]
    return json.dumps(told, ensure_ascii=False, indent=1)


def _plain(one: Attended, *, timed: bool) -> dict[str, Any]:
    known = {
        "name": one.name,
        "handle": one.handle,
        "guest": one.guest,
        "host": one.host,
        "answer": "" if one.answer == "none" else one.answer,
        "was_there": one.there,
    }
    if not timed:
        return known
    spent = {"first_in": _moment(one.first_in), "last_out": _moment(one.last_out)}
    return known | {"minutes": one.minutes} | spent


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def name_of(session: HostedSession, kind: str) -> str:
    """Like the session and its day: `Splints that last 2026-05-24 attendance.csv`."""
    day = span_of(session)[0].astimezone(session.zone).date()
    title = session.title[:TITLE_MOST].strip()
    return tidy_file_name(f"{title} {day.isoformat()} attendance.{kind}")
