"""What somebody does with their own words, whatever became of their place where they said them."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.errors import NotFound
from community.core.ids import is_id
from community.rooms.actions.change import edit, withdraw
from community.rooms.models import Item
from community.sessions.actions.commenting import forget
from community.sessions.closing_models import SessionComment, Takeaway
from community.sessions.own_words import sources


def correct(db: Session, actor: Actor, item_id: str, body: str) -> None:
    """As in its room; a transcript it stands in is made anew."""
    edit(db, actor, item_id, body, Permission.ITEM_OWN_CHANGE)


def take_back(db: Session, actor: Actor, item_id: str) -> None:
    withdraw(db, actor, item_id, Permission.ITEM_OWN)


def take_any_back(db: Session, actor: Actor, word_id: str) -> None:
    """A message, a comment, or (by the id of its session) what they take away."""
    if is_id(word_id) and db.get(Item, word_id) is not None:
        take_back(db, actor, word_id)
    elif is_id(word_id) and db.get(SessionComment, word_id) is not None:
        take_comment_back(db, actor, word_id)
    else:
        take_takeaway_back(db, actor, word_id)


def take_comment_back(db: Session, actor: Actor, comment_id: str) -> None:
    """On a session's page, or elsewhere."""
    row = db.get(SessionComment, comment_id) if is_id(comment_id) else None
    if row is None and any(one.take_back(db, actor, comment_id) for one in sources):
        return
    if row is None or not _is_own(actor, row.author_id, row.session_id):
        raise NotFound
    forget(row)


def take_takeaway_back(db: Session, actor: Actor, session_id: str) -> None:
    """Words and all, as if it had never been written."""
    row = db.get(Takeaway, (session_id, actor.member_id or "")) if is_id(session_id) else None
    if row is None or not _is_own(actor, row.member_id, row.session_id):
        raise NotFound
    db.execute(delete(Takeaway).filter_by(session_id=row.session_id, member_id=row.member_id))


def _is_own(actor: Actor, author_id: str | None, session_id: str) -> bool:
    """As `access.room_rules.may_take_back_own` says of items."""
    here = actor.signed_in or actor.only == session_id
    return here and actor.member_id is not None and actor.member_id == author_id
