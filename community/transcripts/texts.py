"""All words of a transcript in which somebody may be named, before any of it is drawn."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.circles.models import Circle
from community.rooms.models import Attachment, Item
from community.rooms.shown_polls import polls_of
from community.sessions.models import HostedSession


def texts_of(db: Session, session: HostedSession, items: Sequence[Item]) -> list[str]:
    """Whatever goes through `Names.text`: what is missing here could keep a name there."""
    circle = db.get_one(Circle, session.circle_id)
    texts = [session.title, session.introduction, session.summary, circle.name]
    texts += [item.body for item in items if not item.gone]
    for poll in polls_of(db, items, names_most=0).values():
        texts += [poll["outcome"], *(option["text"] for option in poll["options"])]
    shown = Attachment.room_id == session.room_id, Attachment.item_id.is_not(None)
    return texts + list(db.scalars(select(Attachment.words).where(*shown)))
