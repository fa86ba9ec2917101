"""Who is to be told of new comments on a session's page."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.comings import Coming
from community.access.memberships import CircleRole, Standing
from community.access.policy import Permission
from community.core.events import record
from community.core.upsert import upsert
from community.sessions.closing_models import CommentWish
from community.sessions.events import CommentsUnwanted
from community.sessions.models import HostedSession
from community.sessions.queries import access_session


def wish(db: Session, actor: Actor, session_id: str, *, wanted: bool) -> None:
    session = access_session(db, actor, session_id, Permission.SESSION_READ)
    keep_wish(db, session.id, actor.member_id or "", wanted=wanted)


def keep_wish(db: Session, session_id: str, member_id: str, *, wanted: bool) -> None:
    row = {"session_id": session_id, "member_id": member_id, "wanted": wanted}
    upsert(db, CommentWish, [row], change=("wanted",))
    if not wanted:
        record(db, CommentsUnwanted(session_id=session_id, member_id=member_id))


def wish_by_comment(db: Session, session_id: str, member_id: str) -> None:
    """Who says something wants to hear what is said to it, unless they have said otherwise."""
    row = {"session_id": session_id, "member_id": member_id, "wanted": True}
    upsert(db, CommentWish, [row])


def wants(db: Session, actor: Actor, session: HostedSession) -> bool:
    row = db.get(CommentWish, (session.id, actor.member_id or ""))
    return row.wanted if row is not None else actor.hosts(session.id)


def who_wants(db: Session, session_id: str) -> set[str]:
    """Members; whether they may still read what is said, the caller asks of each."""
    wishes = select(CommentWish).where(CommentWish.session_id == session_id)
    said = {row.member_id: row.wanted for row in db.scalars(wishes)}
    hosting = (
        Coming.session_id == session_id,
        Coming.role == CircleRole.HOST,
        Coming.standing == Standing.JOINED,
    )
    hosts = set(db.scalars(select(Coming.member_id).where(*hosting)))
    return {one for one in hosts | said.keys() if said.get(one, True)}
