"""Somebody joined the community by an invitation: what it promised follows at once."""

from sqlalchemy.orm import Session

from community.access.actor import CommunityRole, actor_for
from community.choices.queries import chosen
from community.choices.rules import SignUpWay
from community.circles import actions as circles
from community.circles.models import Circle
from community.core.errors import Refused
from community.core.events import within
from community.invitations.actions import ask_in, use
from community.invitations.models import Invitation
from community.invitations.queries import admits
from community.invitations.rules import Over
from community.members.events import MemberJoined
from community.members.models import Member


def come_in(db: Session, event: MemberJoined) -> None:
    """Count the use and open the circle, in the transaction that makes the member.

    Where the community is not open to all, the invitation is what they join by: one that is
    over by now takes the whole account back.
    """
    if event.invitation_id is None:
        return
    invitation = db.get(Invitation, event.invitation_id)
    try:
        if invitation is None:
            raise Over
        use(db, invitation, event.member_id)
    except Over as over:
        if _needs_it(db, event):
            raise Refused(over.message) from over
        return
    maker = db.get(Member, invitation.made_by) if invitation.made_by else None
    if _needs_it(db, event) and not admits(db, maker):
        raise Refused(Over().message)
    if invitation.circle_id is not None:
        _into(db, invitation.circle_id, event.member_id)


def _needs_it(db: Session, event: MemberJoined) -> bool:
    return not event.approved and chosen(db).sign_up is not SignUpWay.OPEN


def _into(db: Session, circle_id: str, member_id: str) -> None:
    """A circle with an agreement waits for them to read it; the others they are in."""
    ask_in(db, circle_id, member_id)
    if not db.get_one(Circle, circle_id).agreement:
        circles.join(db, actor_for(db, member_id, CommunityRole.MEMBER), circle_id)


within(MemberJoined, come_in)
