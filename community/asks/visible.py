"""Which asks somebody may read, as a condition of a query.

The twin of `access.ask_rules.may_read_ask`; a test compares them over all cases.
"""

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import joinedload

from community.access.actor import Actor
from community.access.ask_rules import AskTo
from community.asks.models import Ask, AskTurn
from community.skills.models import Offer

WITH_HOUSE = (joinedload(Ask.asker), joinedload(Ask.skill))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    if not actor.signed_in:
        return false()
    others = and_(
        Ask.asker_id.not_in(actor.apart),
        or_(
            Ask.put_to == AskTo.EVERYBODY,
            was_asked(actor),
            and_(Ask.put_to == AskTo.SKILL, taught_by(actor)),
        ),
    )
    return or_(Ask.asker_id == actor.member_id, others)


def was_asked(actor: Actor) -> ColumnElement[bool]:
    turns = select(AskTurn.ask_id).where(AskTurn.member_id == actor.member_id)
    return Ask.id.in_(turns)


def taught_by(actor: Actor) -> ColumnElement[bool]:
    """Whether the actor can teach what it is about, whoever sees that they do."""
    taught = select(Offer.skill_id).where(Offer.member_id == actor.member_id)
    return and_(Ask.skill_id.is_not(None), Ask.skill_id.in_(taught))


def visible_asks(actor: Actor) -> Select[Ask]:
    """Asks the actor may read, each with its asker and skill, to narrow and order."""
    return select(Ask).where(visible_to(actor)).options(*WITH_HOUSE)
