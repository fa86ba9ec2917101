"""The running log as a signed statement: sessions, minutes and totals of a period, no words."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Visibility
from community.core.errors import Refused
from community.evidence import actions
from community.evidence.models import Evidence
from community.evidence.queries import Learned, learned, signed_logs, total_of
from community.evidence.sealing import FORMAT
from community.members.models import Member

Plain = dict[str, Any]


def sign_log(
    db: Session, actor: Actor, since: date | None, until: date | None, desk: actions.Desk
) -> Evidence:
    """Of the days from `since` to `until`; the one there is, if it says the same."""
    lines = learned(db, actor, since, until)
    if not lines:
        raise Refused("There is nothing in this period to sign.")
    name = db.get_one(Member, actor.member_id).name
    said = log_statement(name, lines, since, until)
    return actions.signed(db, actor, None, said, desk, signed_logs(db, actor))


def log_statement(name: str, lines: list[Learned], since: date | None, until: date | None) -> Plain:
    """The oldest first; a hidden circle's name is not given, as everywhere in evidence."""
    total = total_of(lines)
    return {
        "format": FORMAT,
        "name": name,
        "log": {
            "since": str(since or lines[-1].day),
            "until": str(until or lines[0].day),
            "sessions": [_line(one) for one in reversed(lines)],
            "participatory_minutes": total.participatory,
            "reading_minutes": total.reading,
        },
    }


def _line(one: Learned) -> Plain:
    circle = one.session.circle
    return {
        "day": str(one.day),
        "title": one.session.title,
        "circle": "" if circle.visibility is Visibility.HIDDEN else circle.name,
        "kind": one.kind.value,
        "minutes": one.minutes,
        "minutes_present": one.present,
    }
