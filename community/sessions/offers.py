"""Offers to host: what is said in one, and who may read it.

An offer is between the member who makes it and the hosts of the circle; nobody else knows of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import Membership, Standing
from community.core import clock
from community.core.errors import Invalid, NotFound
from community.core.ids import is_id
from community.members.models import Member
from community.sessions.models import HostOffer, OfferState
from community.sessions.plans import Plan, Prepared, tidied
from community.sessions.times import moment_of, wall_after

DATES_MOST = 5
MINUTES_LEAST, MINUTES_MOST = 15, 8 * 60
AHEAD_MOST = timedelta(days=2 * 365)


@dataclass(frozen=True)
class Offering:
    """What a member says who would like to host; dates are walls in `zone`."""

    title: str
    dates: tuple[datetime, ...]
    zone: str
    minutes: int = 60
    introduction: str = ""
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offered:
    """An offer with whose it is."""

    offer: HostOffer
    member: Member

    @property
    def choices(self) -> "list[Choice]":
        """Its dates that are still to come."""
        made = (Choice(self.offer, wall) for wall in dates_of(self.offer))
        return [one for one in made if one.starts_at > clock.now()]


@dataclass(frozen=True)
class Choice:
    """One of the dates of an offer."""

    offer: HostOffer
    wall: datetime

    @property
    def key(self) -> str:
        return as_kept(self.wall)

    @property
    def time_zone(self) -> str:
        return self.offer.time_zone

    @property
    def starts_at(self) -> datetime:
        return moment_of(self.wall, self.time_zone)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.offer.minutes)


def as_kept(wall: datetime) -> str:
    return f"{wall:%Y-%m-%dT%H:%M}"


def dates_of(offer: HostOffer) -> list[datetime]:
    return [datetime.fromisoformat(one) for one in offer.dates]


def plan_at(offering: Offering, starts: datetime) -> Plan:
    """The session it would be on one of its dates, fit to be kept; raises `Invalid`."""
    if not MINUTES_LEAST <= offering.minutes <= MINUTES_MOST:
        sentence = f"A session takes {MINUTES_LEAST} to {MINUTES_MOST} minutes."
        raise Invalid(sentence, minutes=sentence)
    return tidied(
        Plan(
            title=offering.title,
            introduction=offering.introduction,
            questions=tuple(map(Prepared, offering.questions)),
            starts=starts,
            ends=wall_after(starts, timedelta(minutes=offering.minutes), offering.zone),
            zone=offering.zone,
        )
    )


def check_dates(dates: Sequence[datetime], zone: str) -> list[datetime]:
    """Each once, soonest first, all of them to come."""
    kept = sorted(set(dates))
    if not kept:
        raise _refuse("Please give at least one date that would suit you.")
    if len(kept) > DATES_MOST:
        raise _refuse(f"At most {DATES_MOST} dates, please.")
    now = clock.now()
    years = range(now.year - 1, now.year + 5)  # the first and last of all are no moment everywhere
    if any(
        one.year not in years or not now < moment_of(one, zone) < now + AHEAD_MOST for one in kept
    ):
        raise _refuse("Each date has to be in the future, within two years.")
    return kept


def _refuse(sentence: str) -> Invalid:
    return Invalid(sentence, dates=sentence)


def access_offer(db: Session, actor: Actor, offer_id: str) -> HostOffer:
    """For its own member and the circle's hosts; for everybody else there is none."""
    offer = db.get(HostOffer, offer_id) if is_id(offer_id) else None
    if offer is None or not actor.signed_in:
        raise NotFound
    if offer.member_id != actor.member_id and not _decides(actor, offer):
        raise NotFound
    return offer


def _decides(actor: Actor, offer: HostOffer) -> bool:
    return actor.hosts(offer.circle_id) and offer.member_id not in actor.apart


def waiting_offers(db: Session, actor: Actor, circle_id: str) -> list[Offered]:
    """What the circle's hosts have to decide, the oldest first, of those still in the circle."""
    if not actor.hosts(circle_id):
        return []
    found = _waiting(circle_id).where(HostOffer.member_id.not_in(actor.apart))
    rows = db.execute(found.order_by(HostOffer.created_at, HostOffer.id))
    return [Offered(*row) for row in rows]


def _waiting(circle_id: str) -> Select[HostOffer, Member]:
    still_in = (Membership.circle_id == HostOffer.circle_id) & (
        Membership.member_id == HostOffer.member_id
    )
    return (
        select(HostOffer, Member)
        .join(Member, Member.id == HostOffer.member_id)
        .join(Membership, still_in)
        .where(
            HostOffer.circle_id == circle_id,
            HostOffer.state == OfferState.WAITING,
            Membership.standing == Standing.JOINED,
        )
    )


def my_offers(db: Session, actor: Actor, circle_id: str) -> list[Offered]:
    """The member's own, the latest first, with what became of each."""
    found = (
        select(HostOffer, Member)
        .join(Member, Member.id == HostOffer.member_id)
        .where(HostOffer.circle_id == circle_id, HostOffer.member_id == actor.member_id)
        .order_by(HostOffer.created_at.desc(), HostOffer.id)
        .limit(20)
    )
    return [Offered(*row) for row in db.execute(found)]


def how_many_wait(db: Session, circle_id: str, member_id: str) -> int:
    of_member = HostOffer.circle_id == circle_id, HostOffer.member_id == member_id
    waiting = select(func.count()).where(*of_member, HostOffer.state == OfferState.WAITING)
    return db.scalar(waiting) or 0
