"""Whom something may be put to at this moment, and why somebody cannot be asked."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.blocks import Block, BlockKind, muted_by
from community.access.memberships import Membership, Standing
from community.asks.actions.resting import is_resting
from community.asks.models import AskTurn, Rest
from community.core import clock
from community.members.models import Member, Profile, Reach
from community.members.queries import may_be_turned_to
from community.members.sights import seen_by
from community.skills.models import Offer

LATELY = timedelta(days=30)


def could_answer(
    db: Session, actor: Actor, skill_id: str, besides: Collection[str], most: int
) -> list[Member]:
    """Some of those who can teach it and could be asked now, as far as the actor may see that:
    who was asked least lately comes first, so that it is never always the same."""
    lately = (
        select(func.count())
        .where(AskTurn.member_id == Member.id, AskTurn.asked_at > clock.now() - LATELY)
        .scalar_subquery()
    )
    muting = select(Block.member_id).where(
        Block.other_id == actor.member_id, Block.kind == BlockKind.MUTE
    )
    found = _teaching(db, actor, skill_id, besides).where(Member.id.not_in(muting))
    return list(db.scalars(found.order_by(lately, Member.id).limit(most)))


def is_anybody_here(db: Session, actor: Actor, skill_id: str, besides: Collection[str]) -> bool:
    """Whether somebody could be asked, as it looks to the actor: who muted them does not show
    by not being there."""
    return db.scalars(_teaching(db, actor, skill_id, besides).limit(1)).first() is not None


def _teaching(db: Session, actor: Actor, skill_id: str, besides: Collection[str]) -> Select[Member]:
    not_these = {actor.member_id or "", *actor.apart, *besides}
    not_these |= muted_by(db, actor.member_id or "")
    return (
        select(Member)
        .join(Offer, Offer.member_id == Member.id)
        .join(Profile, Profile.member_id == Member.id)
        .where(
            Offer.skill_id == skill_id,
            seen_by(actor, Offer.member_id, Offer.sight),
            ~Member.guest,
            Member.id.not_in(not_these),
            or_(Member.away_until.is_(None), Member.away_until < clock.now().date()),
            Member.id.not_in(select(Rest.member_id)),
            _reached_by(actor),
        )
    )


def _reached_by(actor: Actor) -> ColumnElement[bool]:
    """As `members.queries.may_be_turned_to`, for members joined with their profiles."""
    mates = select(Membership.member_id).where(
        Membership.circle_id.in_(actor.circles), Membership.standing == Standing.JOINED
    )
    near = and_(Profile.reach == Reach.CIRCLES, Member.id.in_(mates))
    return or_(Profile.reach == Reach.MEMBERS, near)


def may_be_asked(db: Session, actor: Actor, member: Member) -> bool:
    return may_be_turned_to(db, actor, member) and not is_resting(db, member.id)


def why_not_asked(db: Session, actor: Actor, member: Member) -> str:
    """What the actor reads who would ask somebody they may see; empty if they may."""
    if may_be_asked(db, actor, member):
        return ""
    if member.away:
        why = f" just now: {member.away_words[0].lower()}{member.away_words[1:]}"
    elif is_resting(db, member.id):
        why = " just now: taking a rest from asks"
    else:
        why = " by name"
    return f"{member.name} cannot be asked{why}. You can ask those who can teach it, or everybody."
