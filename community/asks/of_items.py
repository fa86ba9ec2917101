"""What a host of a session would pass on goes to whoever wrote it: they decide whether it is asked
of others, and of whom. Nothing of a session leaves its readers without its writer."""

from sqlalchemy.orm import Session

from community.asks.events import QuestionPassedOn
from community.core.events import record, within
from community.sessions.events import QuestionRouted


def pass_on(db: Session, event: QuestionRouted) -> None:
    record(db, QuestionPassedOn(item_id=event.item_id, session_id=event.session_id))


within(QuestionRouted, pass_on)
