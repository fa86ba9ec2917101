"""Reading asks."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.ask_rules import AskState, AskTo
from community.access.policy import Permission, require
from community.asks.models import Ask, AskTurn
from community.asks.visible import WITH_HOUSE
from community.core.errors import NotFound, SignedOut
from community.core.ids import is_id
from community.skills.models import Offer


@dataclass(frozen=True)
class SeenAsk:
    """An ask with what the policy needs to know of it: see `access.ask_rules.AskLike`."""

    ask: Ask
    asked: frozenset[str]
    taught: bool

    @property
    def asker_id(self) -> str:
        return self.ask.asker_id

    @property
    def put_to(self) -> AskTo:
        return self.ask.put_to

    @property
    def state(self) -> AskState:
        return self.ask.state


def access_ask(db: Session, actor: Actor, ask_id: str, permission: Permission) -> Ask:
    """The ask with its asker and skill, if the actor may; raises as `require` does."""
    known = ask_id if is_id(ask_id) else ""
    ask = db.get(Ask, known, options=WITH_HOUSE, populate_existing=True)
    if ask is None:
        raise NotFound if actor.signed_in else SignedOut
    require(actor, permission, seen_by(db, actor, ask))
    return ask


def seen_by(db: Session, actor: Actor, ask: Ask) -> SeenAsk:
    """For asking the policy about it."""
    turns = select(AskTurn.member_id).where(AskTurn.ask_id == ask.id)
    mine = select(Offer.skill_id).where(
        Offer.member_id == actor.member_id, Offer.skill_id == ask.skill_id
    )
    taught = ask.skill_id is not None and db.scalar(mine) is not None
    return SeenAsk(ask, frozenset(db.scalars(turns)), taught)
