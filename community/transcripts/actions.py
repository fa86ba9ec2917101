"""What readers change about a transcript: that they have read it, and their own words in it."""

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.upsert import upsert
from community.sessions.actions import own_words
from community.sessions.queries import access_session
from community.transcripts.models import Reader
from community.transcripts.queries import my_word


def note_reader(db: Session, actor: Actor, session_id: str) -> None:
    """Once, however often they read it."""
    access_session(db, actor, session_id, Permission.SESSION_READ)
    upsert(db, Reader, [{"session_id": session_id, "member_id": actor.member_id}])


def correct(db: Session, actor: Actor, session_id: str, place: int, body: str) -> None:
    """New words for one's own message; a mark says so, and the old ones are nowhere any more."""
    session = access_session(db, actor, session_id, Permission.SESSION_SEE)
    own_words.correct(db, actor, my_word(db, actor, session, place).id, body)


def take_back(db: Session, actor: Actor, session_id: str, place: int) -> None:
    """A mark says that something was here, and no longer whose it was."""
    session = access_session(db, actor, session_id, Permission.SESSION_SEE)
    own_words.take_back(db, actor, my_word(db, actor, session, place).id)
