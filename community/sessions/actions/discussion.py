"""What is said on a session's page after it, and what its hosts write of it in short."""

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, can, require
from community.access.session_rules import OVER
from community.core.errors import Forbidden, Invalid, NotFound, Refused
from community.core.events import record
from community.core.ids import is_id
from community.core.text import tidy_text
from community.sessions.actions.commenting import forget, write
from community.sessions.actions.holding import held_session
from community.sessions.closing_models import SessionComment
from community.sessions.comment_wishes import wish_by_comment
from community.sessions.events import SessionChanged, SessionCommented
from community.sessions.models import HostedSession
from community.sessions.queries import access_session

SUMMARY_MOST = 4_000


def comment(db: Session, actor: Actor, session_id: str, client_key: str, body: str) -> str:
    """The comment's id; sent twice, it is one."""
    session = held_session(db, actor, session_id, Permission.SESSION_READ)
    if not may_comment(actor, session):
        raise Refused("Nothing can be added to this session's page.")
    here = {"session_id": session.id, "author_id": actor.member_id}
    comment_id, new = write(db, SessionComment, client_key, body, **here)
    if not new:
        return comment_id
    if actor.signed_in:
        wish_by_comment(db, session.id, actor.member_id or "")
    record(db, SessionCommented(session_id=session.id, comment_id=comment_id))
    return comment_id


def may_comment(actor: Actor, session: HostedSession) -> bool:
    """Whoever may read what was said and is here by name, unless hosts keep them from writing."""
    here = actor.signed_in or actor.only == session.id
    kept_from = any(
        actor.is_silenced(one) or (actor.in_circle(one) and not actor.may_enter(one))
        for one in (session.id, session.circle_id)
    )
    living = session.circle.archived_at is None
    readable = can(actor, Permission.SESSION_READ, session)
    return here and living and session.state in OVER and readable and not kept_from


def take_comment_back(db: Session, actor: Actor, session_id: str, comment_id: str) -> None:
    """One's own, or as a host anybody's: its words are gone."""
    session = access_session(db, actor, session_id, Permission.SESSION_READ)
    row = db.get(SessionComment, comment_id) if is_id(comment_id) else None
    if row is None or row.session_id != session.id:
        raise NotFound
    own = actor.member_id is not None and row.author_id == actor.member_id
    if not own and not can(actor, Permission.SESSION_HOST, session):
        raise Forbidden("Only its writer or a host can take it back.")
    forget(row)


def summarise(db: Session, actor: Actor, session_id: str, summary: str) -> None:
    """In Markdown; `[words](#m17)` leads to a message of the transcript."""
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    require(actor, Permission.SESSION_READ, session)
    if session.state not in OVER:
        raise Refused("The summary is written when the session is over.")
    summary = tidy_text(summary)
    if len(summary) > SUMMARY_MOST:
        sentence = f"Please keep the summary to {SUMMARY_MOST:,} characters."
        raise Invalid(sentence, summary=sentence)
    if summary != session.summary:
        session.summary = summary
        record(db, SessionChanged(session_id=session.id))
