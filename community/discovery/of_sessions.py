"""Hosted sessions as the index is told of them, and each word of their transcripts.

Of a session without names nothing goes in but what its page and its transcript show.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.comings import Coming
from community.access.memberships import CircleRole, Standing
from community.access.session_rules import Confidentiality
from community.circles.models import Circle
from community.discovery.audience import (
    MEMBERS,
    audience_of,
    audience_of_session,
    audience_of_words,
)
from community.discovery.portraits import Names, called_by
from community.members.models import Member
from community.rooms.models import ItemKind, Room
from community.sessions.models import HostedSession, SessionSkill
from community.sessions.names_out_of_many import titles_without_names
from community.transcripts.models import Transcript
from community.transcripts.reading import read
from community.transcripts.shape import Said, TranscriptData
from search.api import Document

SAID = (ItemKind.MESSAGE, ItemKind.QUESTION, ItemKind.POLL)
_WORD = re.compile(r"message:([a-z2-7]+)-m([0-9]+)")


def of_sessions(db: Session, sessions: Sequence[HostedSession]) -> list[Document]:
    ids = [session.id for session in sessions]
    skills = called_by(db, SessionSkill.session_id, SessionSkill.skill_id, ids)
    hosts, newest = _hosts(db, ids), newest_transcripts(db, ids)
    texts = titles_without_names(db, sessions)
    return [
        _session(one, texts[one.id], skills[one.id], hosts.get(one.id, ()), one.id in newest)
        for one in sessions
    ]


def _session(
    session: HostedSession,
    texts: Sequence[str],
    skills: Names,
    hosts: tuple[str, ...],
    has_transcript: bool,
) -> Document:
    title, introduction = texts
    audience = audience_of_session(session)
    inside = audience == f"j{session.circle_id}"
    return Document(
        key=f"session:{session.id}",
        kind="session",
        title=title,
        body=introduction,
        audience=audience,
        skills=skills.every,
        people=() if session.confidentiality is Confidentiality.NO_NAMES else hosts,
        circle=session.circle.name if inside else _circle_of(session.circle),
        starts_at=session.starts_at,
        marks={"skill": skills.own, "has": ("transcript",) * has_transcript},
    )


def _circle_of(circle: Circle) -> str:
    """Its name, unless not everybody who reads the session may know of it."""
    return circle.name if audience_of(circle) == MEMBERS else ""


def of_words(db: Session, sessions: Sequence[HostedSession]) -> list[Document]:
    """Everything that stands in the transcripts of these sessions, each message by itself."""
    ids = [session.id for session in sessions]
    skills = called_by(db, SessionSkill.session_id, SessionSkill.skill_id, ids)
    newest = newest_transcripts(db, ids)
    return [
        document
        for one in sessions
        if one.id in newest
        for document in _words(db, one, newest[one.id], skills[one.id])
    ]


def _words(db: Session, session: HostedSession, number: int, skills: Names) -> Iterator[Document]:
    data = read(db, session, number=number)
    audience, circle = audience_of_words(session), _circle_of(session.circle)
    for said in data.entries():
        if said.kind in SAID and not said.gone:
            yield Document(
                key=word_key(session.id, said.place),
                kind="message",
                title="",
                body=_text(said),
                audience=audience,
                people=_writer(said, data),
                circle=circle,
                starts_at=said.at,
                # To be counted and filtered by only: it is the session that is about the skill.
                marks={"skill": skills.own},
                context=session.id,
            )


def _text(said: Said) -> str:
    lines = said.poll.lines if said.poll else ()
    parts = (said.words, *(line.text for line in lines), *(kept.words for kept in said.files))
    return "\n".join(filter(None, parts))


def _writer(said: Said, data: TranscriptData) -> tuple[str, ...]:
    """Whoever is named beside the words; of guests no more than that."""
    voice = said.voice
    if data.facts.nameless or not voice.key:
        return ()
    return tuple(filter(None, (voice.name, voice.handle)))


def word_key(session_id: str, place: int) -> str:
    return f"message:{session_id}-m{place}"


def place_of(key: str) -> tuple[str, int]:
    """The session and the place in its room that a message's key speaks of."""
    found = _WORD.fullmatch(key)
    return (found[1], int(found[2])) if found else ("", 0)


def every_word_key(db: Session, session_ids: Sequence[str]) -> set[str]:
    """The keys of whatever could be in the index of these sessions."""
    rows = (
        select(HostedSession.id, Room.last_position)
        .join(Room, Room.id == HostedSession.room_id)
        .where(HostedSession.id.in_(session_ids))
    )
    return {word_key(one, place) for one, last in db.execute(rows) for place in range(1, last + 1)}


def newest_transcripts(db: Session, session_ids: Sequence[str]) -> Mapping[str, int]:
    """By session the number of the transcript that is read; those without one are left out."""
    rows = select(Transcript.session_id, func.max(Transcript.number))
    mine = rows.where(Transcript.session_id.in_(session_ids)).group_by(Transcript.session_id)
    return {row[0]: row[1] for row in db.execute(mine)}


def _hosts(db: Session, session_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Names and handles of who hosts each: they stand on its page for everybody who sees it."""
    rows = (
        select(Coming.session_id, Member.handle, Member.name)
        .join(Member, Member.id == Coming.member_id)
        .where(
            Coming.session_id.in_(session_ids),
            Coming.role == CircleRole.HOST,
            Coming.standing == Standing.JOINED,
            Member.guest.is_(False),
        )
        .order_by(Member.id)
    )
    found: dict[str, tuple[str, ...]] = {}
    for session_id, handle, name in db.execute(rows):
        found[session_id] = (*found.get(session_id, ()), name, handle)
    return found
