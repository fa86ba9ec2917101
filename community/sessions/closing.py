"""What a session's page asks and shows when it is over: closing words, summary, discussion."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.blocks import muted_by
from community.access.policy import Permission, can
from community.access.session_rules import OVER, Confidentiality
from community.core.ids import new_id
from community.members.models import Member
from community.sessions.actions.closing import RELEASED_AT
from community.sessions.actions.discussion import may_comment
from community.sessions.actions.unanswered import unanswered_in
from community.sessions.closing_models import FeedbackGiven, HostFeedback, SessionComment, Takeaway
from community.sessions.comment_wishes import wants
from community.sessions.models import HostedSession
from community.sessions.names_out import shown_without_names

NOTHING = {"closing": None, "discussion": None}
_MESSAGE = re.compile(r"\]\(#(m\d{1,9})\)")


def closing_of(db: Session, actor: Actor, session: HostedSession) -> dict[str, Any]:
    """`closing` and `discussion`: nothing before the end, and each as far as it is for them."""
    if session.state not in OVER:
        return NOTHING
    readable = can(actor, Permission.SESSION_READ, session)
    hosting = can(actor, Permission.SESSION_HOST, session)
    there = can(actor, Permission.SESSION_RECALL, session)
    key = session.id, actor.member_id or ""
    return {
        "closing": {
            "asked": there,
            "asks_feedback": there and not hosting,
            "mine": db.get(Takeaway, key) if there else None,
            "given": there and db.get(FeedbackGiven, key) is not None,
            "takeaways": shared_takeaways(db, actor, session) if readable else [],
            "feedback": released_feedback(db, session.id) if hosting else None,
            "released_at": RELEASED_AT,
            "unanswered": unanswered_in(db, session) if hosting else [],
        },
        "discussion": {
            "comments": _worded(db, session, comments_on(db, actor, session)),
            "open": may_comment(actor, session),
            "client_key": new_id(),
            "hosting": hosting,
            "me": actor.member_id,
            "told": wants(db, actor, session) if actor.signed_in else None,
            "summary": linked(db, session),
            "nameless": session.confidentiality is Confidentiality.NO_NAMES,
        }
        if readable
        else None,
    }


def linked(db: Session, session: HostedSession) -> str:
    """The summary, its links to messages leading into the transcript from elsewhere."""
    summary = shown_without_names(db, session, [session.summary])[0]
    return _MESSAGE.sub(rf"](/sessions/{session.id}/transcript#\1)", summary)


def released_feedback(db: Session, session_id: str) -> Sequence[str]:
    """By chance, but each time the same."""
    rows = select(HostFeedback.body).where(
        HostFeedback.session_id == session_id, HostFeedback.released.is_(True)
    )
    return db.scalars(rows.order_by(HostFeedback.id)).all()


def shared_takeaways(db: Session, actor: Actor, session: HostedSession) -> list[tuple[str, str]]:
    """Name and words; the name is empty where a session is kept without names, and then a block
    leaves nothing out: whoever blocks somebody would see which words go, and so whose they are."""
    rows = (
        select(Member.id, Member.name, Takeaway.body)
        .join(Takeaway, Takeaway.member_id == Member.id)
        .where(Takeaway.session_id == session.id, Takeaway.shared.is_(True))
    )
    nameless = session.confidentiality is Confidentiality.NO_NAMES
    order = Takeaway.body if nameless else Member.name
    found = db.execute(rows.order_by(order, Member.id)).all()
    near = [(name, body) for one, name, body in found if nameless or one not in actor.apart]
    bodies = shown_without_names(db, session, [body for _, body in near])
    names = ("" if nameless else name for name, _ in near)
    return list(zip(names, bodies, strict=True))


def comments_on(
    db: Session, actor: Actor, session: HostedSession
) -> list[tuple[SessionComment, Member | None]]:
    """In order, with who wrote them; what was taken back is not there any more, nor is anything
    of whom the reader muted."""
    unheard = actor.apart | muted_by(db, actor.member_id or "")
    rows = (
        select(SessionComment, Member)
        .outerjoin(Member, Member.id == SessionComment.author_id)
        .where(SessionComment.session_id == session.id, SessionComment.withdrawn_at.is_(None))
        .order_by(SessionComment.created_at, SessionComment.id)
    )
    return [
        (row, author)
        for row, author in db.execute(rows)
        if author is None or author.id not in unheard
    ]


def _worded(
    db: Session, session: HostedSession, comments: list[tuple[SessionComment, Member | None]]
) -> list[tuple[SessionComment, Member | None, str]]:
    """With the words as readers see them."""
    bodies = shown_without_names(db, session, [row.body for row, _ in comments])
    return [(*one, body) for one, body in zip(comments, bodies, strict=True)]
