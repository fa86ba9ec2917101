"""Reading invitations: the one behind a token, and those somebody looks after."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from community.access.actor import Actor, actor_for
from community.access.blocks import muted_by
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import ADMITTING, Permission, Visibility, can, require
from community.choices.queries import chosen
from community.choices.rules import Inviters
from community.circles.models import Circle
from community.circles.queries import access_circle
from community.core import clock
from community.core.errors import NotFound
from community.core.ids import is_id
from community.invitations.models import Invitation, InvitationUse
from community.invitations.rules import SHOWN_AFTER, Over
from community.members.models import Member
from community.members.queries import may_be_turned_to, token_hash

LISTED = 200


@dataclass(frozen=True)
class Opened:
    """An invitation as whoever holds its token may know it."""

    invitation: Invitation
    circle: Circle | None
    by: Member | None
    admits: bool  # into the community as well, where that is not open to all


@dataclass(frozen=True)
class Listed:
    """An invitation as those see it who look after it. The address is for whoever typed it
    and for those who let people in."""

    invitation: Invitation
    by: Member | None
    email: str | None
    open: bool

    @property
    def state(self) -> str:
        one = self.invitation
        if one.revoked_at is not None:
            return "taken back"
        if one.uses >= one.most_uses:
            return "accepted" if one.email else "used up"
        return "open" if self.open else "over"


def living() -> ColumnElement[bool]:
    """The condition under which an invitation still opens something.

    Into a circle it is worth what its maker may do today: a host's into any that goes on,
    anybody else's only into an open one, where people come in by themselves.
    """
    circle, host = aliased(Circle), aliased(Membership)
    hosts = select(host.member_id).where(
        host.circle_id == circle.id,
        host.standing == Standing.JOINED,
        host.role == CircleRole.HOST,
    )
    by_host = hosts.where(host.member_id == Invitation.made_by)
    into_open = and_(circle.visibility == Visibility.OPEN, hosts.correlate(circle).exists())
    goes_on = (
        select(circle.id)
        .where(
            circle.id == Invitation.circle_id,
            circle.archived_at.is_(None),
            or_(by_host.correlate(circle, Invitation).exists(), into_open),
        )
        .correlate(Invitation)
        .exists()
    )
    return and_(
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > clock.now(),
        Invitation.uses < Invitation.most_uses,
        or_(Invitation.circle_id.is_(None), goes_on),
    )


def opened(db: Session, actor: Actor, token: str) -> Opened:
    """What the token opens for the actor; raises `Over` for whatever reason it opens nothing."""
    found = db.execute(
        select(Invitation, Circle, Member)
        .outerjoin(Circle, Circle.id == Invitation.circle_id)
        .outerjoin(Member, Member.id == Invitation.made_by)
        .where(Invitation.token_hash == token_hash(token), living())
    ).one_or_none()
    if found is None:
        raise Over
    invitation, circle, by = found
    if by is not None and by.id in actor.apart:
        raise Over
    return Opened(invitation, circle, by, admits(db, by))


def came_in_by(db: Session, actor: Actor, token: str) -> Invitation | None:
    """The invitation that the actor used, though it opens nothing now: they open it again."""
    return db.scalar(
        select(Invitation)
        .join(InvitationUse, InvitationUse.invitation_id == Invitation.id)
        .where(
            Invitation.token_hash == token_hash(token),
            InvitationUse.member_id == (actor.member_id or ""),
        )
    )


def admits(db: Session, by: Member | None) -> bool:
    """Whether their invitation lets somebody into the community, by what they are today."""
    if by is None:
        return False
    return by.role in ADMITTING or chosen(db).invites is Inviters.EVERYBODY


def may_invite(db: Session, actor: Actor) -> bool:
    """Into the community: whoever lets people in, and where it was so chosen, everybody."""
    if can(actor, Permission.COMMUNITY_ADMIT):
        return True
    return actor.signed_in and chosen(db).invites is Inviters.EVERYBODY


def require_inviting(db: Session, actor: Actor) -> None:
    if not may_invite(db, actor):
        require(actor, Permission.COMMUNITY_ADMIT)


def of_circle(db: Session, actor: Actor, circle_id: str) -> Sequence[Listed]:
    """All that the hosts of the circle look after, the newest first."""
    circle = access_circle(db, actor, circle_id, Permission.CIRCLE_PEOPLE)
    return _listed(db, actor, Invitation.circle_id == circle.id)


def of_community(db: Session, actor: Actor) -> Sequence[Listed]:
    """Those into the community; one's own, for whoever only may invite."""
    require_inviting(db, actor)
    condition: ColumnElement[bool] = Invitation.circle_id.is_(None)
    if not can(actor, Permission.COMMUNITY_ADMIT):
        condition = and_(condition, Invitation.made_by == actor.member_id)
    return _listed(db, actor, condition)


def _listed(db: Session, actor: Actor, condition: ColumnElement[bool]) -> Sequence[Listed]:
    rows = db.execute(
        select(Invitation, Member, living())
        .outerjoin(Member, Member.id == Invitation.made_by)
        .where(condition, Invitation.expires_at > clock.now() - SHOWN_AFTER)
        .order_by(Invitation.created_at.desc(), Invitation.id)
        .limit(LISTED)
    )
    sees_all = can(actor, Permission.COMMUNITY_ADMIT)
    return [
        Listed(one, by, one.email if sees_all or one.made_by == actor.member_id else None, open)
        for one, by, open in rows
    ]


def access_invitation(
    db: Session, actor: Actor, invitation_id: str, circle_id: str | None
) -> Invitation:
    """One into this circle, for its hosts; or into the community, for whoever made it and
    those who let people in."""
    require(actor, Permission.SIGNED_IN)
    if circle_id is not None:
        access_circle(db, actor, circle_id, Permission.CIRCLE_PEOPLE)
    found = db.get(Invitation, invitation_id) if is_id(invitation_id) else None
    if found is None or found.circle_id != circle_id:
        raise NotFound
    if circle_id is None and found.made_by != actor.member_id:
        require(actor, Permission.COMMUNITY_ADMIT)
    return found


def is_welcome(db: Session, by: Member, email: str) -> bool:
    """A member decides who may turn to them; whoever invites learns nothing of it."""
    invited = db.scalar(select(Member).where(Member.email == email))
    if invited is None:
        return True
    if by.id in muted_by(db, invited.id):
        return False
    return may_be_turned_to(db, actor_for(db, by.id, by.role), invited)
