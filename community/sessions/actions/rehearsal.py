"""A rehearsal: a room like the session's, with its run-sheet, for its hosts alone.

It is a room of its own that nobody else may read or is told of, so nothing said in it can stand
in the session's, and it goes whole when the rehearsal ends.
"""

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.access.session_rules import SessionState
from community.core.errors import Refused
from community.core.ids import new_id
from community.files.models import File
from community.rooms.actions.holding import changed, hold
from community.rooms.actions.rooms import open_room_of_session
from community.rooms.models import Attachment, Room, RoomState
from community.rooms.plan import planned_in
from community.rooms.plan_models import PlannedQuestion
from community.sessions.actions.holding import held_session
from community.sessions.actions.places import come_as_host, known
from community.sessions.models import HostedSession

BEFORE = (SessionState.DRAFT, SessionState.PUBLISHED)


def rehearsal_of(db: Session, session: HostedSession) -> Room | None:
    return db.scalar(
        select(Room).where(
            Room.home_id == session.id, Room.id != session.room_id, Room.parent_id.is_(None)
        )
    )


def rehearse(db: Session, actor: Actor, session_id: str) -> Room:
    """The rehearsal's room; the one there is, if hosts rehearse already."""
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    if session.state not in BEFORE:
        raise Refused("A rehearsal is for before the session.")
    come_as_host(db, known(db, session, actor.member_id or ""))
    room = rehearsal_of(db, session)
    if room is None:
        room = _open(db, session)
    return room


def _open(db: Session, session: HostedSession) -> Room:
    room = open_room_of_session(db, session.circle_id, session.id, session.title)
    room.people = []  # which hosts may enter all the same
    db.flush()
    for one in planned_in(db, session.room_id):
        copied = {"place": one.place, "body": one.body, "minute": one.minute, "unseen": one.unseen}
        db.add(PlannedQuestion(id=new_id(), room_id=room.id, **copied))
    return room


def end_rehearsal(db: Session, actor: Actor, session_id: str) -> HostedSession:
    """Nothing of it is kept: no words, no files, no attendance."""
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    drop_rehearsal(db, session)
    return session


def drop_rehearsal(db: Session, session: HostedSession) -> None:
    """Of a session that is held. Whoever is still in it is told that it is over."""
    room = rehearsal_of(db, session)
    if room is None:
        return
    db.flush()
    hold(db, room.id)
    db.refresh(room)
    room.state = RoomState.CLOSED
    changed(db, room, desk=True)
    forget_room(db, room.id)


def forget_room(db: Session, room_id: str) -> None:
    """With its small groups, and with what was sent into any of them."""
    rooms = select(Room.id).where(or_(Room.id == room_id, Room.parent_id == room_id))
    sent = select(Attachment.file_id).where(Attachment.room_id.in_(rooms))
    db.execute(delete(File).where(File.id.in_(sent)))
    db.execute(delete(Room).where(Room.id == room_id))
