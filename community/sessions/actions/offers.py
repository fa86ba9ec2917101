"""Applying to host: a member offers, the circle's hosts take or decline, whoever comes first."""

from datetime import datetime

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import Membership, Standing
from community.access.policy import Permission
from community.circles.actions.places import held
from community.core import clock
from community.core.errors import Invalid, NotFound, Refused
from community.core.events import record
from community.core.ids import new_id
from community.core.text import tidy_line
from community.sessions.actions.places import come_as_host, known
from community.sessions.actions.schedule import create_session
from community.sessions.events import HostOffered, OfferDeclined, OfferTaken, OfferWithdrawn
from community.sessions.models import HostedSession, HostOffer, OfferState
from community.sessions.offers import (
    Offering,
    access_offer,
    as_kept,
    check_dates,
    dates_of,
    how_many_wait,
    plan_at,
)
from community.sessions.plans import Plan
from community.sessions.times import known_zone, moment_of

WAITING_MOST = 3
REPLY_MOST = 500


def offer_to_host(db: Session, actor: Actor, circle_id: str, offering: Offering) -> HostOffer:
    """Its hosts are told. A member has a few offers open in a circle, not many."""
    circle, actor = held(db, actor, circle_id, Permission.CIRCLE_ADD)
    member_id = actor.member_id or ""
    if how_many_wait(db, circle.id, member_id) >= WAITING_MOST:
        raise Refused(f"{WAITING_MOST} of your offers wait for an answer. Please wait for one.")
    dates = check_dates(offering.dates, known_zone(offering.zone))
    plan = plan_at(offering, dates[0])
    offer = HostOffer(
        id=new_id(),
        circle_id=circle.id,
        member_id=member_id,
        title=plan.title,
        introduction=plan.introduction,
        questions=[one.body for one in plan.questions],
        dates=[as_kept(one) for one in dates],
        time_zone=plan.zone,
        minutes=offering.minutes,
        state=OfferState.WAITING,
        reply="",
        created_at=clock.now(),
    )
    db.add(offer)
    db.flush()
    record(db, HostOffered(circle_id=circle.id, offer_id=offer.id, member_id=member_id))
    return offer


def take_offer(db: Session, actor: Actor, offer_id: str, date: str) -> HostedSession:
    """A draft at that one of its dates, hosted by the member who offered and by who takes it."""
    offer, actor = _to_decide(db, actor, offer_id)
    starts = next((one for one in dates_of(offer) if as_kept(one) == date), None)
    if starts is None or moment_of(starts, offer.time_zone) <= clock.now():
        raise Invalid("Please choose one of the dates that are still to come.", date="unknown")
    place = db.get(Membership, (offer.circle_id, offer.member_id), populate_existing=True)
    if place is None or place.standing is not Standing.JOINED:
        raise Refused("Whoever offered this is not in the circle any more.")
    session = create_session(db, actor, offer.circle_id, _plan(offer, starts))
    come_as_host(db, known(db, session, offer.member_id))  # who offered need not be asked
    offer.session_id = session.id
    _answer(offer, OfferState.TAKEN)
    record(db, OfferTaken(session_id=session.id, **_told(offer, actor)))
    return session


def _plan(offer: HostOffer, starts: datetime) -> Plan:
    offering = Offering(
        title=offer.title,
        introduction=offer.introduction,
        questions=tuple(offer.questions),
        dates=(starts,),
        zone=offer.time_zone,
        minutes=offer.minutes,
    )
    return plan_at(offering, starts)


def decline_offer(db: Session, actor: Actor, offer_id: str, reply: str = "") -> HostOffer:
    offer, actor = _to_decide(db, actor, offer_id)
    offer.reply = tidy_line(reply)
    if len(offer.reply) > REPLY_MOST:
        raise Invalid(f"At most {REPLY_MOST} characters, please.", reply="too long")
    _answer(offer, OfferState.DECLINED)
    record(db, OfferDeclined(**_told(offer, actor)))
    return offer


def withdraw_offer(db: Session, actor: Actor, offer_id: str) -> HostOffer:
    """By the member who made it, also when they have left the circle."""
    offer = access_offer(db, actor, offer_id)
    if offer.member_id != actor.member_id:
        raise NotFound
    _hold(db, offer)
    _answer(offer, OfferState.WITHDRAWN)
    record(db, OfferWithdrawn(circle_id=offer.circle_id, offer_id=offer.id))
    return offer


def _to_decide(db: Session, actor: Actor, offer_id: str) -> tuple[HostOffer, Actor]:
    """Held with its circle, as it is now: of two hosts at once one decides."""
    offer = access_offer(db, actor, offer_id)
    _circle, actor = held(db, actor, offer.circle_id, Permission.CIRCLE_EDIT)
    _hold(db, offer)
    return offer, actor


def _hold(db: Session, offer: HostOffer) -> None:
    db.refresh(offer, with_for_update=True)
    if offer.state is not OfferState.WAITING:
        raise Refused("This offer has been answered already.")


def _told(offer: HostOffer, by: Actor) -> dict[str, str]:
    return {
        "circle_id": offer.circle_id,
        "offer_id": offer.id,
        "member_id": offer.member_id,
        "by_id": by.member_id or "",
    }


def _answer(offer: HostOffer, state: OfferState) -> None:
    offer.state, offer.answered_at = state, clock.now()
