"""Letters about a session that moved or does not take place, to everybody who has to do with it.

Guests get them too: the session is what they came for. A member who wants no mails gets none.
"""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.comings import Answer, Coming
from community.access.memberships import Standing
from community.access.policy import Permission
from community.access.session_rules import SessionState
from community.core.events import within
from community.core.outbox import Payload, handle
from community.mail import Letter
from community.sessions.events import SessionCancelled, SessionMoved
from community.sessions.letters import Reader, delivered, enqueue_each, letter, reader_of


def _who(db: Session, job: Payload) -> Reader | None:
    return reader_of(db, job, Permission.SESSION_SEE)


def moved(db: Session, job: Payload, reader: Reader) -> Letter | None:
    """As it is when the letter goes out: of two moves only the last counts."""
    session = reader.session
    if session.state is not SessionState.PUBLISHED:
        return None
    return letter(
        job,
        reader,
        f"Moved: {session.title}",
        f"“{session.title}” has another time or place than before. It is now:",
        reader.when,
        *filter(None, [session.address]),
        button=("See the session", reader.way),
    )


def cancelled(db: Session, job: Payload, reader: Reader) -> Letter | None:
    """A link opens nothing of it any more, and so a guest has nothing to press."""
    session = reader.session
    if session.state is not SessionState.CANCELLED:
        return None
    return letter(
        job,
        reader,
        f"Cancelled: {session.title}",
        f"“{session.title}”, {reader.when}, does not take place.",
        *filter(None, [session.why_cancelled]),
        button=None if reader.member.guest else ("See the session", reader.page),
    )


def _tell_each(name: str) -> Callable[[Session, SessionMoved | SessionCancelled], None]:
    def tell(db: Session, event: SessionMoved | SessionCancelled) -> None:
        concerned = (
            Coming.session_id == event.session_id,
            Coming.member_id != event.by_id,
            Coming.answer != Answer.NO,
            Coming.standing.in_((Standing.JOINED, Standing.WAITING, Standing.INVITED)),
        )
        people = db.scalars(select(Coming.member_id).where(*concerned)).all()
        about = {"session_id": event.session_id, "cause": event.cause}
        enqueue_each(db, name, about, people)

    return tell


handle("mail.session_moved", delivered(_who, moved), waits_outside=True)
handle("mail.session_cancelled", delivered(_who, cancelled), waits_outside=True)
within(SessionMoved, _tell_each("mail.session_moved"))
within(SessionCancelled, _tell_each("mail.session_cancelled"))
