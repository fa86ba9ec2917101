"""What somebody reads who was put out of a room: what happened, for how long, and who hosts it."""

from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.memberships import CircleRole
from community.access.policy import Permission, can
from community.core.errors import Forbidden
from community.core.transaction import reading
from community.rooms.hosting_models import ActKind, HostAct
from community.rooms.models import Room
from community.rooms.people import Shown, shown_person
from community.rooms.people_in import people_in
from community.rooms.spans import LIFTED_BY_HAND
from community.rooms.views import views
from community.web.errors import on_problem
from community.web.identity import current_actor


@views.errorhandler(Forbidden)
def out_of_room(problem: Forbidden) -> ResponseReturnValue:
    """In place of any page of the room; whoever is kept off for another reason reads that."""
    actor = current_actor()
    with reading() as db:
        room = _asked_for(db)
        if room is None or not is_out(actor, room):
            return on_problem(problem)
        shown = render_template(
            "rooms/out_of_room.html",
            circle=room.circle if can(actor, Permission.CIRCLE_SEE, room.circle) else None,
            until=_until(actor, room),
            reason=_reason(db, actor, room),
            hosts=_hosts(db, room),
            apart=actor.apart,
        )
    return shown, problem.status


def is_out(actor: Actor, room: Room) -> bool:
    return actor.in_circle(room.home_id) and not actor.may_enter(room.home_id)


def _asked_for(db: Session) -> Room | None:
    """The room whose page the address is; of its messages nothing is known to who is out."""
    args = request.view_args or {}
    found = select(Room).options(joinedload(Room.circle))
    if "circle_id" in args:
        return db.scalar(found.where(Room.home_id == args["circle_id"], Room.parent_id.is_(None)))
    return db.scalar(found.where(Room.id == args.get("room_id", "")))


def _hosts(db: Session, room: Room) -> list[Shown]:
    return [
        shown_person(one.member.id, one.member.name, one.member.handle)
        for one in people_in(db, room)
        if one.role is CircleRole.HOST
    ]


def _until(actor: Actor, room: Room) -> datetime | None:
    """Nothing where only a host ends it."""
    out_until = actor.places[room.home_id].out_until
    return None if out_until is None or out_until >= LIFTED_BY_HAND else out_until


def _reason(db: Session, actor: Actor, room: Room) -> str:
    """What the inbox tells as well; by which host is told nowhere."""
    about_me = HostAct.member_id == actor.member_id, HostAct.kind == ActKind.PUT_OUT
    said = (
        select(HostAct.reason)
        .join(Room, Room.id == HostAct.room_id)
        .where(Room.home_id == room.home_id, *about_me, HostAct.undone_at.is_(None))
        .order_by(HostAct.at.desc(), HostAct.id)
    )
    return db.scalar(said.limit(1)) or ""
