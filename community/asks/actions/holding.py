"""Holding rows until the end of the transaction, so that two windows take turns.

Always in one order: an ask, then members by their ids. Whoever asks something new holds
themselves only.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor, placed_now
from community.access.policy import Permission
from community.asks.models import Ask
from community.asks.queries import access_ask
from community.members.models import Member


def held_ask(db: Session, actor: Actor, ask_id: str, permission: Permission) -> Ask:
    """The ask as it is at this moment, which nobody else changes now; raises as `require`."""
    found = access_ask(db, actor, ask_id, permission)
    db.execute(select(Ask.id).where(Ask.id == found.id).with_for_update(key_share=True)).all()
    return access_ask(db, placed_now(db, actor), ask_id, permission)


def hold_members(db: Session, ids: Iterable[str]) -> None:
    """How many asks of theirs go on, and whether they rest, is decided by one at a time."""
    held = select(Member.id).where(Member.id.in_(set(ids))).order_by(Member.id)
    db.execute(held.with_for_update(key_share=True)).all()
