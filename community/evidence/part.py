"""What a session's own page shows of the reader's evidence."""

from typing import Any

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.access.session_rules import OVER
from community.evidence.own_words import own_words
from community.evidence.queries import reflection_of
from community.sessions import page
from community.sessions.models import HostedSession
from community.sessions.present import minutes_present


def evidence_part(db: Session, actor: Actor, session: HostedSession) -> dict[str, Any]:
    """`evidence`: nothing for whoever was not there, or before it is over."""
    if session.state not in OVER or not can(actor, Permission.SESSION_RECALL, session):
        return {"evidence": None}
    return {
        "evidence": {
            "present": minutes_present(db, actor.member_id or "", [session])[session.id],
            "said": len(own_words(db, actor, session)),
            "reflected": reflection_of(db, actor, session.id) is not None,
        }
    }


page.parts.append(evidence_part)
