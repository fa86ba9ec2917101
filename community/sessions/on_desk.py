"""What a session says on the desk of its room, so that everybody in it knows how it stands."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.comings import Coming
from community.access.memberships import CircleRole, Standing
from community.access.session_rules import SessionState
from community.core.events import within
from community.members.models import Member
from community.rooms.actions.holding import changed, hold
from community.rooms.evening import REHEARSAL, tell_evenings
from community.rooms.models import Room, RoomState
from community.rooms.people import shown_moment
from community.sessions.events import SessionChanged
from community.sessions.models import HostedSession

IN_ORDER = Coming.since, Coming.member_id


def evening_of(db: Session, room: Room) -> dict[str, Any] | None:
    session = db.get(HostedSession, room.home_id)
    if session is None:
        return None
    state = session.state.value
    if room.id != session.room_id:
        state = SessionState.CLOSED.value if room.closed else REHEARSAL
    dated = not session.undated
    return {
        "id": session.id,
        "title": session.title,
        "state": state,
        "starts_at": shown_moment(session.starts_at) if dated else None,
        "ends_at": shown_moment(session.ends_at) if dated else None,
        "started_at": _moment(session.started_at),
        "late_from": _moment(room.late_from),
        "late_until": _moment(session.late_until),
        "closed_at": _moment(session.closed_at),
        "hosts": hosts_of(db, session.id),
    }


def hosts_of(db: Session, session_id: str) -> list[dict[str, Any]]:
    """Those who have a place in it as hosts."""
    rows = db.execute(
        select(Member.id, Member.name)
        .join(Coming, Coming.member_id == Member.id)
        .where(
            Coming.session_id == session_id,
            Coming.role == CircleRole.HOST,
            Coming.standing == Standing.JOINED,
        )
        .order_by(*IN_ORDER)
    )
    return [{"id": member_id, "name": name} for member_id, name in rows]


def _moment(moment: datetime | None) -> str | None:
    return shown_moment(moment) if moment else None


def tell_room(db: Session, event: SessionChanged) -> None:
    """The session is held already; then its room. In that of a cancelled one nobody writes."""
    session = db.get(HostedSession, event.session_id)
    if session is None:
        return
    db.flush()
    hold(db, session.room_id)
    room = db.get_one(Room, session.room_id, populate_existing=True)
    if session.state is SessionState.CANCELLED:
        room.state = RoomState.CLOSED
    changed(db, room, desk=True)


tell_evenings(evening_of)
within(SessionChanged, tell_room)
