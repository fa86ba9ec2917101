"""Saying thanks, and what the thanked do with it."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import Membership, Standing
from community.access.policy import Permission
from community.core import clock
from community.core.errors import Invalid, Refused
from community.core.events import record
from community.core.ids import new_id
from community.core.text import tidy_text
from community.members.models import Member
from community.thanks.events import Thanked
from community.thanks.models import Thanks
from community.thanks.queries import access_thanks, person_to_thank

WORDS_LEAST, WORDS_MOST = 10, 500
AGAIN_AFTER = timedelta(days=7)


def thank(db: Session, actor: Actor, handle: str, words: str) -> Thanks:
    """Thank somebody one shares a circle with, once a week. They alone read it at first."""
    person = person_to_thank(db, actor, handle)
    tidy = _tidy_words(words)
    circle_id = _shared_circle(db, actor, person)
    _check_not_lately(db, actor, person)
    thanks = Thanks(
        id=new_id(),
        by_id=actor.member_id,
        to_id=person.id,
        words=tidy,
        created_at=clock.now(),
    )
    db.add(thanks)
    record(
        db,
        Thanked(
            thanks_id=thanks.id,
            by_id=actor.member_id or "",
            to_id=person.id,
            circle_id=circle_id,
        ),
    )
    return thanks


def _tidy_words(words: str) -> str:
    tidy = tidy_text(words)
    if not WORDS_LEAST <= len(tidy) <= WORDS_MOST:
        sentence = f"What did they teach you? Between {WORDS_LEAST} and {WORDS_MOST} characters."
        raise Invalid(sentence, words=sentence)
    return tidy


def _shared_circle(db: Session, actor: Actor, person: Member) -> str:
    theirs = select(Membership.circle_id).where(
        Membership.member_id == person.id,
        Membership.standing == Standing.JOINED,
        Membership.circle_id.in_(actor.circles),
    )
    circle_id = db.scalar(theirs.order_by(Membership.since).limit(1))
    if circle_id is None:
        raise Refused("You can thank people you share a circle with.")
    return circle_id


def _check_not_lately(db: Session, actor: Actor, person: Member) -> None:
    # Their row is held, so that two presses at once are one.
    db.execute(select(Member.id).where(Member.id == actor.member_id).with_for_update()).all()
    lately = select(func.count()).where(
        Thanks.by_id == actor.member_id,
        Thanks.to_id == person.id,
        Thanks.created_at > clock.now() - AGAIN_AFTER,
    )
    if db.scalar(lately):
        raise Refused(f"You have thanked {person.name} this week already. They will have read it.")


def show(db: Session, actor: Actor, thanks_id: str, *, shown: bool) -> None:
    """Whoever was thanked decides whether it stands on their page."""
    access_thanks(db, actor, thanks_id, Permission.THANKS_SHOW).shown = shown


def remove(db: Session, actor: Actor, thanks_id: str) -> Thanks:
    """Gone for both; whoever wrote it and whoever received it may. Returns what it was."""
    thanks = access_thanks(db, actor, thanks_id, Permission.THANKS_REMOVE)
    db.delete(thanks)
    return thanks
