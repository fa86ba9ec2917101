"""What is signed: what the community's record says, and what the member says of it themselves.

Nobody else's words or names are in it, but the title that the hosts gave the session.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Visibility
from community.access.session_rules import Confidentiality
from community.circles.models import Circle
from community.evidence.models import Reflection
from community.evidence.own_words import own_words
from community.evidence.sealing import FORMAT
from community.members.models import Member
from community.rooms.models import Item, ItemKind
from community.sessions.models import HostedSession
from community.sessions.present import minutes_present, span_of

Plain = dict[str, Any]


def statement_of(
    db: Session, actor: Actor, session: HostedSession, reflection: Reflection | None
) -> Plain:
    """Without what is given when it is signed: code, address, community and moment."""
    words = own_words(db, actor, session)
    nameless = is_nameless(session)
    counts = {"messages": _count(words, ItemKind.MESSAGE)}
    counts |= {"questions": _count(words, ItemKind.QUESTION)}
    member_id = actor.member_id or ""
    return {
        "format": FORMAT,
        "name": db.get_one(Member, member_id).name,
        "session": _session(db, session),
        "by_record": {
            "minutes_present": minutes_present(db, member_id, [session])[session.id],
            **({} if nameless else counts),
        },
        "by_own_account": _account(reflection) if reflection else None,
        "words": [] if nameless else said_in(words),
    }


def is_nameless(session: HostedSession) -> bool:
    """Then words beside a name would be the key to the transcript that must not be kept, and so
    would their number be: few voices have said as many."""
    return session.confidentiality is Confidentiality.NO_NAMES


def _session(db: Session, session: HostedSession) -> Plain:
    began, over = span_of(session)
    circle = db.get_one(Circle, session.circle_id)
    return {
        "title": session.title,
        "circle": "" if circle.visibility is Visibility.HIDDEN else circle.name,
        "began": moment(began),
        "ended": moment(over),
        "time_zone": session.time_zone,
    }


def _account(reflection: Reflection) -> Plain:
    prompts = ("relevant", "surprised", "ideas", "valuable")
    said = {name: getattr(reflection, name) for name in prompts}
    return {"kind": reflection.kind.value, "minutes": reflection.minutes, **said}


def _count(words: Sequence[tuple[Item, str]], kind: ItemKind) -> int:
    return sum(item.kind is kind for item, _text in words)


def said_in(words: Sequence[tuple[Item, str]]) -> list[Plain]:
    return [{"at": moment(item.created_at), "words": text} for item, text in words]


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
