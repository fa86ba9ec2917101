"""Changes to invitations: make, take back, accept."""

import secrets
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from community.access.actor import Actor, placed_now
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Permission, Visibility, can, require
from community.circles import actions as circles
from community.circles.models import Circle
from community.circles.queries import access_circle
from community.core import clock
from community.core.errors import SlowDown
from community.core.events import record
from community.core.ids import new_id
from community.core.upsert import upsert
from community.invitations import rules
from community.invitations.events import PersonInvited
from community.invitations.models import Invitation, InvitationUse
from community.invitations.queries import access_invitation, living, opened, require_inviting
from community.invitations.rules import Over
from community.members.models import Member
from community.members.queries import token_hash


@dataclass(frozen=True)
class Made:
    """A new invitation with its token, which is known only now."""

    invitation: Invitation
    token: str


def make_link(
    db: Session,
    actor: Actor,
    circle_id: str | None = None,
    *,
    uses: int | None = rules.USES,
    days: int | None = rules.DAYS,
) -> Made:
    """A link for several people, into a circle (its hosts) or only into the community."""
    _require(db, actor, circle_id)
    _not_too_many(db, actor)
    lasts, most_uses = rules.check_days(days), rules.check_uses(uses)
    made = _made(actor, circle_id)
    made.invitation.most_uses = most_uses
    made.invitation.expires_at = made.invitation.created_at + lasts
    db.add(made.invitation)
    return made


def invite_person(
    db: Session,
    actor: Actor,
    circle_id: str | None = None,
    *,
    name: str,
    email: str,
    days: int | None = rules.DAYS,
    by_mail: bool = True,
) -> Made:
    """An invitation for one person. Sent `by_mail` it gets the token they receive only then."""
    _require(db, actor, circle_id)
    _not_too_many(db, actor)
    lasts = rules.check_days(days)
    made = _made(actor, circle_id)
    one = made.invitation
    one.name, one.email = rules.check_person(name, email)
    one.most_uses, one.expires_at = 1, one.created_at + lasts
    db.add(one)
    if by_mail:
        record(db, PersonInvited(invitation_id=one.id))
    return made


def _made(actor: Actor, circle_id: str | None) -> Made:
    token = secrets.token_urlsafe(24)
    invitation = Invitation(
        id=new_id(),
        token_hash=token_hash(token),
        circle_id=circle_id,
        made_by=actor.member_id,
        created_at=clock.now(),
        uses=0,
    )
    return Made(invitation, token)


def _require(db: Session, actor: Actor, circle_id: str | None) -> None:
    """Whoever brings people in may also lead them into a circle that is open to all."""
    if circle_id is None:
        require_inviting(db, actor)
    elif not _open_to(db, actor, circle_id):
        access_circle(db, actor, circle_id, Permission.CIRCLE_PEOPLE)


def _open_to(db: Session, actor: Actor, circle_id: str) -> bool:
    if not can(actor, Permission.COMMUNITY_ADMIT):
        return False
    circle = access_circle(db, actor, circle_id, Permission.CIRCLE_SEE)
    return circle.visibility is Visibility.OPEN and circle.archived_at is None


def _not_too_many(db: Session, actor: Actor) -> None:
    """Whoever lets people in may invite a whole year's intake; others a number each day."""
    if can(actor, Permission.COMMUNITY_ADMIT):
        return
    moment = clock.now()
    # The row is held, so that many at once are counted one after the other.
    since = db.scalar(
        select(Member.created_at).where(Member.id == actor.member_id).with_for_update()
    )
    made = db.scalar(
        select(func.count()).where(
            Invitation.made_by == actor.member_id,
            Invitation.created_at > moment - rules.ONE_DAY,
        )
    )
    most = rules.a_day(since or moment, moment)
    if (made or 0) >= most:
        raise SlowDown(
            rules.ONE_DAY.total_seconds(),
            f"You have made {most} invitations since yesterday. Please make more tomorrow.",
        )


def new_token(db: Session, invitation: Invitation) -> str:
    """At the moment of mailing: nobody but who opens the letter ever has it."""
    token = secrets.token_urlsafe(24)
    invitation.token_hash = token_hash(token)
    return token


def revoke(
    db: Session, actor: Actor, invitation_id: str, circle_id: str | None = None
) -> Invitation:
    """Take one back, of this circle or of the community; who came in by it stays."""
    invitation = access_invitation(db, actor, invitation_id, circle_id)
    if invitation.revoked_at is None:
        invitation.revoked_at = clock.now()
    return invitation


def accept(db: Session, actor: Actor, token: str, *, agreed: bool = False) -> Standing | None:
    """Come in by the invitation; returns the standing in its circle, None without a circle."""
    require(actor, Permission.SIGNED_IN)
    found = opened(db, actor, token)
    if found.circle is None:
        return None
    standing = placed_now(db, actor).stands(found.circle.id)
    if standing in (Standing.JOINED, Standing.WAITING):
        return standing
    use(db, found.invitation, actor.member_id or "")
    ask_in(db, found.circle.id, actor.member_id or "")
    return circles.join(db, placed_now(db, actor), found.circle.id, agreed=agreed)


def use(db: Session, invitation: Invitation, member_id: str) -> None:
    """Count one use, or raise `Over`: also for a member who came in by it before.

    The count is raised where it is compared, so that many at once are never too many.
    """
    counted = db.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, living())
        .values(uses=Invitation.uses + 1)
        .execution_options(synchronize_session=False)
    )
    row = {"invitation_id": invitation.id, "member_id": member_id, "used_at": clock.now()}
    if not counted.rowcount or not upsert(db, InvitationUse, [row]):  # type: ignore[attr-defined]
        raise Over


def ask_in(db: Session, circle_id: str, member_id: str) -> None:
    """As if a host had invited them; whoever is in already, or waits, stays as they are."""
    # Held first, as by everybody who changes its people: no two wait for one another.
    db.execute(select(Circle.id).where(Circle.id == circle_id).with_for_update()).all()
    place = {
        "circle_id": circle_id,
        "member_id": member_id,
        "standing": Standing.INVITED,
        "role": CircleRole.MEMBER,
        "since": clock.now(),
    }
    upsert(db, Membership, [place])
    db.execute(
        update(Membership)
        .where(
            Membership.circle_id == circle_id,
            Membership.member_id == member_id,
            Membership.standing == Standing.ASKED,
        )
        .values(standing=Standing.INVITED)
    )
