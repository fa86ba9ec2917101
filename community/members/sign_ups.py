"""From wanting to join to being a member: confirmed by mail, and let in where that is the way.

Until then there is a `SignUp` and no member, so an address that was only typed shows nowhere.
Whoever asks with the address of a member gets the same answer; that member gets a letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.choices.queries import chosen
from community.choices.rules import SignUpWay
from community.core import clock
from community.core.errors import NotFound, Refused
from community.core.events import record
from community.core.ids import new_id
from community.members import actions, rules, tries
from community.members.actions import NewMember
from community.members.events import AccountSought, LetIn, SignUpBegun, SignUpWaits
from community.members.models import Member, SignUp
from community.members.queries import token_hash

OVER = (
    "This link was used already, is older than a day, or there is a newer one. "
    "If you are not a member yet, please sign up once more."
)


@dataclass(frozen=True)
class Confirmed:
    """What came of it: a member, or (with none) somebody who waits to be let in."""

    member: Member | None


def begin(db: Session, new: NewMember, *, message: str = "", address: str = "") -> str:
    """Somebody wants to join and will get a letter; returns what their browser remembers it by.

    The newest wish of an address replaces those before it. `address` is where it comes from.
    """
    _require_way_in(db, new)
    email, sign_up_id = rules.tidy_email(new.email), new_id()
    if not tries.may_mail(db, "sign up", email, address):
        return sign_up_id
    member_id = db.scalar(select(Member.id).where(Member.email == email))
    if member_id is not None:
        record(db, AccountSought(member_id=member_id))
        return sign_up_id
    _forget(db, email, confirmed=False)
    db.add(_sign_up(sign_up_id, new, message))
    record(db, SignUpBegun(sign_up_id=sign_up_id))
    return sign_up_id


def begin_without_mail(
    db: Session, new: NewMember, *, message: str = "", address: str = ""
) -> Confirmed:
    """Where no mail can be sent there is nothing to wait for but being let in."""
    _require_way_in(db, new)
    if address:
        tries.begin_joining(db, address)
    sign_up = _sign_up(new_id(), new, message)
    return _come_in(db, sign_up)


def _sign_up(sign_up_id: str, new: NewMember, message: str) -> SignUp:
    moment = clock.now()
    return SignUp(
        id=sign_up_id,
        name=rules.tidy_name(new.name),
        email=rules.tidy_email(new.email),
        password_hash=new.password_hash,
        message=rules.tidy_message(message),
        invitation_id=new.invitation_id,
        admitted=new.admitted,
        created_at=moment,
        expires_at=moment + rules.SIGN_UP_LASTS,
    )


def _require_way_in(db: Session, new: NewMember) -> None:
    if chosen(db).sign_up is SignUpWay.INVITATION and not new.admitted:
        raise Refused("One joins this community by invitation. Please ask a member for one.")


def _forget(db: Session, email: str, *, confirmed: bool) -> None:
    """Earlier wishes of an address, and all that are over; who waits to be let in goes on to."""
    same = SignUp.email == email
    if not confirmed:
        same &= SignUp.confirmed_at.is_(None)
    db.execute(delete(SignUp).where(same | (SignUp.expires_at < clock.now())))


def begun(db: Session, token: str) -> SignUp:
    """The sign-up that a mailed link is about; `NotFound` once it is over."""
    sign_up = db.scalar(select(SignUp).where(SignUp.token_hash == token_hash(token)))
    if sign_up is None or sign_up.expires_at < clock.now():
        raise NotFound(OVER)
    return sign_up


def confirm(db: Session, token: str) -> Confirmed:
    """The address is theirs: the sign-up becomes a member, or waits.

    Of two who use the link at the same moment one is too late.
    """
    sign_up = begun(db, token)
    same = SignUp.id == sign_up.id, SignUp.token_hash == sign_up.token_hash
    used = db.execute(update(SignUp).where(*same).values(token_hash=None))
    if not used.rowcount:  # type: ignore[attr-defined]
        raise NotFound(OVER)
    return _come_in(db, sign_up)


def _come_in(db: Session, sign_up: SignUp) -> Confirmed:
    if chosen(db).sign_up is not SignUpWay.OPEN and not sign_up.admitted:
        _wait(db, sign_up)
        return Confirmed(None)
    return Confirmed(_become_member(db, sign_up))


def _wait(db: Session, sign_up: SignUp) -> None:
    others = (SignUp.email == sign_up.email) & (SignUp.id != sign_up.id)
    db.execute(delete(SignUp).where(others))
    sign_up.confirmed_at = clock.now()
    sign_up.expires_at = clock.now() + rules.WAIT_LASTS
    db.add(sign_up)
    record(db, SignUpWaits(sign_up_id=sign_up.id))


def _become_member(db: Session, sign_up: SignUp, *, approved: bool = False) -> Member:
    new = NewMember(
        name=sign_up.name,
        email=sign_up.email,
        password_hash=sign_up.password_hash,
        invitation_id=sign_up.invitation_id,
        approved=approved,
    )
    _forget(db, new.email, confirmed=True)
    return actions.sign_up(db, new)


def waiting(db: Session, actor: Actor) -> Sequence[SignUp]:
    """Who confirmed their address and waits to be let in, longest first."""
    require(actor, Permission.COMMUNITY_ADMIT)
    there = SignUp.confirmed_at.is_not(None), SignUp.expires_at > clock.now()
    return db.scalars(select(SignUp).where(*there).order_by(SignUp.confirmed_at, SignUp.id)).all()


def let_in(db: Session, actor: Actor, sign_up_id: str) -> Member:
    """Make them a member; a letter tells them."""
    member = _become_member(db, _waiting_one(db, actor, sign_up_id), approved=True)
    record(db, LetIn(member_id=member.id))
    return member


def turn_away(db: Session, actor: Actor, sign_up_id: str) -> None:
    """Keep nothing of them."""
    db.delete(_waiting_one(db, actor, sign_up_id))


def _waiting_one(db: Session, actor: Actor, sign_up_id: str) -> SignUp:
    require(actor, Permission.COMMUNITY_ADMIT)
    sign_up = db.get(SignUp, sign_up_id, with_for_update=True)
    if sign_up is None or sign_up.confirmed_at is None:
        raise NotFound
    return sign_up
