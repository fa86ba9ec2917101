"""What hosts did to people and messages in the rooms of a circle, for its hosts.

The only place where the words of a hidden message are still read.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from community.access.actor import Actor, Place, places_of
from community.access.memberships import CircleRole
from community.core import clock
from community.core.markdown import to_html
from community.members.models import Member
from community.rooms.hosting_models import ActKind, HostAct
from community.rooms.models import Item, Room

ACTS_MOST = 100


@dataclass(frozen=True)
class Done:
    """One act: who did it to whom, the words it is about, and whether it still holds."""

    act: HostAct
    by: str
    member: str
    undone_by: str
    html: str
    withdrawn: bool
    holds: bool


def log_of(db: Session, actor: Actor, room: Room) -> list[Done]:
    """The latest acts in the rooms of what the actor hosts, newest first."""
    by, member, undone_by = aliased(Member), aliased(Member), aliased(Member)
    rows = db.execute(
        select(HostAct, by.name, member.name, undone_by.name, Item)
        .join(Room, Room.id == HostAct.room_id)
        .outerjoin(by, by.id == HostAct.by_id)
        .outerjoin(member, member.id == HostAct.member_id)
        .outerjoin(undone_by, undone_by.id == HostAct.undone_by_id)
        .outerjoin(Item, Item.id == HostAct.item_id)
        .where(Room.home_id == room.home_id)
        .order_by(HostAct.at.desc(), HostAct.id)
        .limit(ACTS_MOST)
    ).all()
    places = places_of(db, {row[0].member_id for row in rows if row[0].member_id})
    return [
        Done(
            act=act,
            by=by_name or "Somebody who left",
            member=name or "",
            undone_by=undone_name or "",
            html=to_html(item.body, frozenset()) if item is not None else "",
            withdrawn=item is not None and item.withdrawn_at is not None,
            holds=holds(act, item, places.get(act.member_id or "", {}).get(room.home_id)),
        )
        for act, by_name, name, undone_name, item in rows
    ]


def holds(act: HostAct, item: Item | None, place: Place | None) -> bool:
    """Whether it can still be undone. What time or leaving has ended need not be."""
    if act.undone_at is not None:
        return False
    if act.kind is ActKind.HIDE:
        return item is not None and item.hidden_at is not None and item.withdrawn_at is None
    if act.kind is ActKind.PROMOTE:
        return place is not None and place.role is CircleRole.HOST
    if act.kind is ActKind.SHARE:
        return False
    return act.until is None or act.until > clock.now()
