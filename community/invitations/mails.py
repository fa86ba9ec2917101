"""Invitations on their way: the letter is written, and its token made, when it is sent."""

import logging
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.choices.queries import chosen
from community.circles.models import Circle
from community.core import clock
from community.core.outbox import Payload, subscribe
from community.core.transaction import transaction
from community.invitations.actions import new_token
from community.invitations.events import PersonInvited
from community.invitations.models import Invitation
from community.invitations.queries import is_welcome, living
from community.mail import Letter, post
from community.members.models import Member

log = logging.getLogger(__name__)


def send_invitations(jobs: Sequence[Payload]) -> None:
    """Each by itself: one that cannot be sent holds up no other, and none is sent twice
    because of it."""
    failures = [error for job in jobs if (error := _send(job["invitation_id"]))]
    if failures:
        raise failures[0]


def _send(invitation_id: str) -> Exception | None:
    with transaction() as db:
        letter = _letter(db, invitation_id)
    if letter is None:
        return None
    try:
        post(letter)
    except Exception as error:
        log.exception("An invitation could not be sent")
        return error
    with transaction() as db:
        db.get_one(Invitation, invitation_id).mailed_at = clock.now()
    return None


def _letter(db: Session, invitation_id: str) -> Letter | None:
    """None where there is nothing to send any more, or to somebody who does not want it."""
    one = db.scalar(
        select(Invitation).where(
            Invitation.id == invitation_id, Invitation.mailed_at.is_(None), living()
        )
    )
    by = db.get(Member, one.made_by) if one and one.made_by else None
    if one is None or one.email is None or by is None or not is_welcome(db, by, one.email):
        return None
    circle = db.get(Circle, one.circle_id) if one.circle_id else None
    return _written(db, one, one.email, by, circle)


def _written(db: Session, one: Invitation, to: str, by: Member, circle: Circle | None) -> Letter:
    community = chosen(db).name
    into = f"the circle “{circle.name}” on {community}" if circle else community
    until = f"{one.expires_at.day} {one.expires_at:%B %Y}"
    return Letter(
        to=to,
        subject=f"{by.name} invites you to {circle.name if circle else community}",
        paragraphs=[
            f"Hello {one.name},",
            f"{by.name} invites you to {into}, where people learn from one another.",
        ],
        button=("Look at the invitation", f"/invitation/{new_token(db, one)}"),
        after=[
            f"The invitation is for you alone, and open until {until}.",
            f"If you do not know {by.name}, leave it: nothing happens by itself.",
        ],
    )


subscribe(PersonInvited, "mail.invitation", send_invitations, waits_outside=True)
