"""Keeping somebody at a distance: blocking works both ways, muting one way and quietly.

Neither touches a circle: both stay in it, and nobody reads a circle unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.blocks import Block, BlockKind
from community.access.policy import Permission, require
from community.core import clock
from community.core.errors import NotFound, Refused
from community.core.events import record
from community.core.upsert import upsert
from community.members.events import BlocksChanged
from community.members.models import Member
from community.members.queries import access_person

MOST = 1_000  # enough for anybody; every request reads the blocks there are


@dataclass(frozen=True)
class Distance:
    """Somebody the actor keeps at a distance, and how."""

    member: Member
    kind: BlockKind


def keep_apart(db: Session, actor: Actor, member_id: str, kind: BlockKind) -> Member:
    """Block or mute; the other of the two makes way. They are told of neither."""
    other = _known(db, actor, member_id)
    if len(distances(db, actor)) >= MOST:
        raise Refused("You keep very many people at a distance. Please let some be first.")
    row = {
        "member_id": actor.member_id,
        "other_id": other.id,
        "kind": kind,
        "created_at": clock.now(),
    }
    upsert(db, Block, [row], change=["kind", "created_at"])
    record(db, BlocksChanged(member_id=actor.member_id or "", other_id=other.id))
    return other


def let_be(db: Session, actor: Actor, member_id: str) -> Member:
    """Take back what the actor put between; what the other put there stays."""
    other = _known(db, actor, member_id)
    db.execute(delete(Block).where(Block.member_id == actor.member_id, Block.other_id == other.id))
    record(db, BlocksChanged(member_id=actor.member_id or "", other_id=other.id))
    return other


def _known(db: Session, actor: Actor, member_id: str) -> Member:
    """Who blocked the actor is not there for them, unless they had done something first."""
    other = access_person(db, actor, member_id, Permission.PERSON_BLOCK)
    if other.id in actor.apart and db.get(Block, (actor.member_id, other.id)) is None:
        raise NotFound
    return other


def distances(db: Session, actor: Actor) -> Sequence[Distance]:
    """Everybody the actor keeps at a distance, by name."""
    require(actor, Permission.SIGNED_IN)
    rows = db.execute(
        select(Member, Block.kind)
        .join(Block, Block.other_id == Member.id)
        .where(Block.member_id == actor.member_id)
        .order_by(Member.name, Member.id)
    )
    return [Distance(member, kind) for member, kind in rows]


def mutes(db: Session, actor: Actor, member_id: str) -> bool:
    """Whether the actor does not want to hear from them."""
    key = (actor.member_id, member_id)
    row = db.get(Block, key) if actor.signed_in else None
    return row is not None and row.kind is BlockKind.MUTE
