"""Reading a session's transcript out of its room, as far as it is for everybody who may read it.

Only what was said to everybody is here: nothing for hosts alone, no answer that was never
revealed. What was withdrawn or hidden keeps its place without words and without a name.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from community.access.comings import Coming
from community.access.memberships import CircleRole, Standing
from community.access.policy import Audience, Visibility
from community.access.session_rules import Confidentiality, OpenTo
from community.circles.models import Circle
from community.core import clock
from community.core.markdown import to_html
from community.core.text import fold
from community.members.models import Member, Profile, Sight
from community.members.sights import OPEN, sight_of
from community.rooms.models import Item, ItemKind, Room
from community.sessions.models import HostedSession
from community.sessions.names_out import named_in, people_around, people_called
from community.transcripts.grouping import grouped
from community.transcripts.names import Names, Real, Replaced
from community.transcripts.saying import Sayings
from community.transcripts.shape import Facts, HostLine, Reference, TranscriptData, Voice
from community.transcripts.texts import texts_of

FIRST, WITH_LATE = 1, 2


def read(
    db: Session,
    session: HostedSession,
    *,
    number: int | None = None,
    revision: int = 0,
    base: str = "",
) -> TranscriptData:
    """The version with this number, of its words as they are now; without one, the newest.

    `base`: the address of the community, such as `https://learn.example.org`.
    """
    room = db.get_one(Room, session.room_id)
    number = number or newest_number(db, room)
    until = room.late_from if number == FIRST else None
    items = _items(db, room, until)
    names = _names(db, session, items)
    said = Sayings(db, session, room, names, until).of(items)
    unseen = frozenset(item.number or 0 for item in items if item.unseen)
    opening, questions, beside = grouped(said, unseen)
    summary = names.text(session.summary)
    return TranscriptData(
        facts=_facts(db, session, names),
        number=number,
        revision=revision,
        made_at=clock.now(),
        address=f"{base}/sessions/{session.id}/transcript/{number}",
        hosts=_hosts(db, session, names),
        voices=tuple(sorted({one.voice for one in said if one.voice.key}, key=_by_name)),
        opening=opening,
        questions=questions,
        beside=beside,
        summary=summary,
        summary_html=to_html(summary) if summary else "",
    )


def newest_number(db: Session, room: Room) -> int:
    """2 once somebody said something in the late lane; what the room tells is no answer."""
    if room.late_from is None:
        return FIRST
    since = Item.created_at >= room.late_from, Item.kind != ItemKind.NOTICE
    late = select(Item.id).where(_in_transcript(room), *since).limit(1)
    return FIRST if db.scalar(late) is None else WITH_LATE


def _in_transcript(room: Room) -> ColumnElement[bool]:
    return and_(Item.room_id == room.id, Item.audience == Audience.EVERYONE)


def _items(db: Session, room: Room, until: datetime | None) -> Sequence[Item]:
    items = select(Item).where(_in_transcript(room)).order_by(Item.position)
    if until is not None:
        items = items.where(Item.created_at < until)
    return db.scalars(items).all()


def _host_ids(db: Session, session: HostedSession) -> list[str]:
    hosts = (Coming.session_id == session.id, Coming.role == CircleRole.HOST)
    rows = select(Coming.member_id).where(*hosts, Coming.standing == Standing.JOINED)
    return list(db.scalars(rows.order_by(Coming.since, Coming.member_id)))


def _names(db: Session, session: HostedSession, items: Sequence[Item]) -> Names:
    """What everybody is called, in the order in which they are first heard; then the hosts."""
    standing = [item for item in items if not item.gone]
    hosts = _host_ids(db, session)
    heard = [item.author_id for item in standing if item.author_id]
    nameless = session.confidentiality is Confidentiality.NO_NAMES
    around = {one for item in standing for one in item.mentions.values()} if nameless else set()
    ids = {*heard, *hosts, *around}
    order = list(dict.fromkeys([*heard, *hosts]))
    if not nameless:
        return Real(order, people_called(db, ids, ids), set(hosts))
    # A circle may have thousands of names, and the server draws this between other pages.
    named = named_in(people_around(db, session, ids), texts_of(db, session, items))
    return Replaced(order, named, set(hosts))


def _hosts(db: Session, session: HostedSession, names: Names) -> tuple[HostLine, ...]:
    """Name, role and organisation as far as whoever may read the transcript may see them."""
    ids = _host_ids(db, session)
    if session.confidentiality is Confidentiality.NO_NAMES:
        return tuple(HostLine(names.voice(one)) for one in ids)
    seen = (Sight.PUBLIC,) if session.open_to is OpenTo.PUBLIC else OPEN
    rows = select(Member, Profile).outerjoin(Profile).where(Member.id.in_(ids))
    known = {member.id: (member, profile) for member, profile in db.execute(rows)}
    lines = []
    for one in ids:
        if one in known:
            member, profile = known[one]
            shows = profile is not None and sight_of(profile.sights, "organisation") in seen
            where = profile.organisation if shows else ""
            lines.append(HostLine(names.voice(one), member.role_line, where))
    return tuple(lines)


def _facts(db: Session, session: HostedSession, names: Names) -> Facts:
    circle = db.get_one(Circle, session.circle_id)
    introduction = names.text(session.introduction)
    return Facts(
        session_id=session.id,
        title=names.text(session.title),
        circle="" if circle.visibility is Visibility.HIDDEN else names.text(circle.name),
        introduction=introduction,
        introduction_html=to_html(introduction) if introduction else "",
        references=tuple(_reference(one) for one in session.references),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        started_at=session.started_at,
        ended_at=session.ended_at,
        time_zone=session.time_zone,
        confidentiality=session.confidentiality,
    )


def _reference(given: dict[str, object]) -> Reference:
    wanted = ("author", "year", "title", "address", "accessed")
    return Reference(*(str(given.get(name) or "") for name in wanted))


def _by_name(voice: Voice) -> tuple[bool, str, str]:
    return not voice.host, fold(voice.name), voice.key
