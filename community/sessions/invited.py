"""Whom hosts have asked to a session, and what became of it: for its hosts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.comings import Answer, Coming
from community.access.memberships import CircleRole
from community.access.session_rules import OVER, Confidentiality
from community.members.models import Member
from community.sessions.models import HostedSession, Pass
from community.sessions.passes import path_for

STATES = {
    Answer.NONE: "no answer yet",
    Answer.GOING: "going",
    Answer.MAYBE: "maybe",
    Answer.NO: "cannot come",
}


@dataclass(frozen=True)
class Invited:
    """Of a guest the host sees the address they gave; of a member never more than the name."""

    pass_id: str
    name: str
    guest: bool
    email: str
    state: str

    @property
    def path(self) -> str:
        return path_for(self.pass_id)


def invited_to(db: Session, session: HostedSession) -> list[Invited]:
    """By name. The caller has asked whether the reader hosts the session.

    Who came stands nowhere once a session without names is over.
    """
    here = (Coming.session_id == Pass.session_id) & (Coming.member_id == Pass.member_id)
    rows = db.execute(
        select(Pass, Member, Coming.answer, Coming.entered_at)
        .join(Member, Member.id == Pass.member_id)
        .join(Coming, here)
        .where(
            Pass.session_id == session.id,
            Pass.revoked_at.is_(None),
            Coming.invited,
            Coming.role == CircleRole.MEMBER,
        )
        .order_by(Member.name, Member.id)
    )
    kept = session.confidentiality is not Confidentiality.NO_NAMES or session.state not in OVER
    return [
        Invited(own.id, one.name, one.guest, own.email, _state(answer, came) if kept else "")
        for own, one, answer, came in rows
    ]


def _state(answer: Answer, came: datetime | None) -> str:
    return "came in" if came else STATES[answer]
