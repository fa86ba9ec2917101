"""Reading members and sign-ins."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from sqlalchemy import bindparam, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from community.access.actor import Actor, CommunityRole, Place
from community.access.blocks import Block, BlockKind
from community.access.comings import Coming
from community.access.homes import BAR_OF_MEMBERSHIP, PLACE, PLACE_IN_SESSION
from community.access.memberships import Bar, Membership
from community.access.policy import Permission, can, require
from community.core import clock, text
from community.core.errors import NotFound
from community.core.ids import is_id
from community.core.text import fold, tidy_line
from community.core.transaction import Reader
from community.members.models import Member, Profile, Reach, SignIn
from community.members.rules import SEEN_EVERY, SIGN_IN_IDLE, avatar_tone, is_handle, sign_in_name
from community.members.sights import share_a_circle


@dataclass(frozen=True)
class SignedIn:
    """Who a cookie belongs to, and what the policy knows of them."""

    sign_in_id: str
    member: "Known"
    actor: Actor
    since: datetime
    seen_long_ago: bool = False


@dataclass(frozen=True)
class Known:
    """A member as every page and socket needs them; the rest is read where it is shown."""

    id: str
    name: str
    handle: str
    role: CommunityRole
    introduced: bool  # has said something about themselves
    photo_id: str | None = None

    @property
    def initials(self) -> str:
        return text.initials(self.name)

    @property
    def tone(self) -> int:
        return avatar_tone(self.id)


# A block stands between two whoever made it: their ids, joined by commas.
_APART = (
    select(
        func.aggregate_strings(
            case((Block.member_id == Member.id, Block.other_id), else_=Block.member_id), ","
        )
    )
    .where(
        Block.kind == BlockKind.BLOCK,
        or_(Block.member_id == Member.id, Block.other_id == Member.id),
    )
    .correlate(Member)
    .scalar_subquery()
)

_WHO = (
    SignIn.expires_at,
    SignIn.seen_at,
    SignIn.created_at.label("since"),
    SignIn.only_id,
    Member.id,
    Member.name,
    Member.handle,
    Member.role.label("member_role"),
    (Member.about != "").label("introduced"),
    Member.photo_id,
)
_THIS_ONE = SignIn.id == bindparam("sign_in_id")
# Asked at every request and handshake, so it is one statement, made once: a row for each place
# in a circle (or one without any), and one for each place in a hosted session.
_SIGNED_IN = union_all(
    select(
        literal(0).label("part"),
        *_WHO,
        _APART.label("apart"),
        Membership.circle_id.label("home_id"),
        *PLACE,
    )
    .join(Member, Member.id == SignIn.member_id)
    .outerjoin(Membership, Membership.member_id == Member.id)
    .outerjoin(Bar, BAR_OF_MEMBERSHIP)
    .where(_THIS_ONE),
    select(literal(1), *_WHO, literal(""), Coming.session_id, *PLACE_IN_SESSION)
    .join(Member, Member.id == SignIn.member_id)
    .join(Coming, Coming.member_id == Member.id)
    .where(_THIS_ONE),
)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def signed_in_with(db: Reader, token: str) -> SignedIn | None:
    """Who this cookie's token signs in, if it still does."""
    return signed_in_as(db, token_hash(token))


def signed_in_as(db: Reader, sign_in_id: str) -> SignedIn | None:
    """Who this sign-in belongs to; None once it has ended, expired or lain idle too long."""
    rows = db.execute(_SIGNED_IN, {"sign_in_id": sign_in_id}).all()
    if not rows:
        return None
    first, moment = min(rows, key=attrgetter("part")), clock.now()
    if first.expires_at < moment or first.seen_at + SIGN_IN_IDLE < moment:
        return None
    introduced = bool(first.introduced)
    member = Known(
        first.id, first.name, first.handle, first.member_role, introduced, first.photo_id
    )
    places = {
        row.home_id: Place(
            row.standing, row.circle_role, row.joined_at, row.silent_until, row.out_until
        )
        for row in rows
        if row.home_id
    }
    apart = frozenset(filter(None, (first.apart or "").split(",")))
    actor = Actor(member.id, member.role, first.only_id, places, apart)
    return SignedIn(sign_in_id, member, actor, first.since, first.seen_at + SEEN_EVERY < moment)


def access_person(db: Session, actor: Actor, member_id: str, permission: Permission) -> Member:
    """The member, if the actor may; raises as `require` does."""
    member = db.get(Member, member_id) if is_id(member_id) else None
    return _allowed(actor, member, permission)


def access_person_called(db: Session, actor: Actor, handle: str) -> Member:
    """The member with this handle, for their page."""
    return _allowed(actor, _called(db, handle), Permission.PERSON_SEE)


def person_to_keep_apart(db: Session, actor: Actor, handle: str) -> Member:
    """The member with this handle, also if one of the two has blocked the other."""
    return _allowed(actor, _called(db, handle), Permission.PERSON_BLOCK)


def _called(db: Session, handle: str) -> Member | None:
    called = fold(handle)
    known = is_handle(called)
    return db.scalar(select(Member).where(Member.handle == called)) if known else None


def _allowed(actor: Actor, member: Member | None, permission: Permission) -> Member:
    require(actor, Permission.SIGNED_IN)
    if member is None or member.guest:
        raise NotFound
    require(actor, permission, member)
    return member


def may_be_turned_to(db: Session, actor: Actor, member: Member) -> bool:
    """Whether the actor may call this member into something at this moment: no block stands
    between them, the member wants to be asked by people like the actor, and is not away."""
    if not can(actor, Permission.PERSON_SEE, member) or member.away or member.guest:
        return False
    reach = db.scalar(select(Profile.reach).where(Profile.member_id == member.id))
    if reach is Reach.CIRCLES:
        return share_a_circle(db, actor, member.id)
    return reach is Reach.MEMBERS


def by_name_or_email(db: Session, words: str) -> Member | None:
    """For signing in: the account with this e-mail address or handle."""
    name = sign_in_name(words)
    by_email = Member.email == tidy_line(words).casefold()
    return db.scalar(select(Member).where(by_email if "@" in name else Member.handle == name))
