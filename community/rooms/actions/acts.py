"""What hosts do to people and messages, kept for their log until it is undone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core import clock
from community.core.errors import Invalid
from community.core.ids import new_id
from community.core.text import tidy_line
from community.rooms.hosting_models import ActKind, HostAct
from community.rooms.models import Room

REASON_MOST = 300


def tidy_reason(text: str) -> str:
    reason = tidy_line(text)
    if len(reason) > REASON_MOST:
        sentence = f"A reason has at most {REASON_MOST} characters; this one has {len(reason)}."
        raise Invalid(sentence, reason=sentence)
    return reason


def note(
    db: Session,
    actor: Actor,
    room: Room,
    kind: ActKind,
    *,
    member_id: str | None = None,
    item_id: str | None = None,
    reason: str = "",
    until: datetime | None = None,
) -> HostAct:
    act = HostAct(
        id=new_id(),
        room_id=room.id,
        kind=kind,
        by_id=actor.member_id,
        member_id=member_id,
        item_id=item_id,
        reason=reason,
        at=clock.now(),
        until=until,
    )
    db.add(act)
    return act


def undo_of_member(db: Session, actor: Actor, room: Room, kind: ActKind, member_id: str) -> None:
    """What was done to them in any room of the home is over, or something else stands now."""
    rooms = select(Room.id).where(Room.home_id == room.home_id)
    which = HostAct.member_id == member_id, HostAct.room_id.in_(rooms)
    _undo(db, actor, db.scalars(select(HostAct).where(*which, _open(kind))).all())


def undo_of_item(db: Session, actor: Actor, kind: ActKind, item_id: str) -> None:
    which = select(HostAct).where(HostAct.item_id == item_id, _open(kind))
    _undo(db, actor, db.scalars(which).all())


def _open(kind: ActKind) -> ColumnElement[bool]:
    return and_(HostAct.kind == kind, HostAct.undone_at.is_(None))


def _undo(db: Session, actor: Actor, acts: Sequence[HostAct]) -> None:
    for act in acts:
        act.undone_at, act.undone_by_id = clock.now(), actor.member_id
