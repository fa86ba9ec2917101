"""Whoever wrote a question that nobody answered in a session hears that its hosts would pass it
on, in the inbox and by mail: asking it is one press away, as long as they have not."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor, actor_for
from community.access.policy import Permission, can
from community.asks.events import QuestionPassedOn
from community.asks.models import Ask
from community.core.ids import ID_LENGTH
from community.core.outbox import Payload, subscribe
from community.core.transaction import transaction
from community.mail import Letter
from community.members.models import Member
from community.notifications.actions import notify
from community.notifications.ask_mails import deliver
from community.notifications.ask_readers import reader_of
from community.notifications.models import Notice, NoticeKind
from community.rooms.models import Item, Room
from community.sessions.models import HostedSession
from community.sessions.queries import WITH_HOUSE

_WITH_ROOM = joinedload(Item.room).joinedload(Room.circle)


def tell_writer(jobs: Sequence[Payload]) -> None:
    """Not by whom: hosts decide together. Of one question once, whoever presses again."""
    with transaction() as db:
        for job in jobs:
            found = question_of(db, job)
            if found is not None:
                writer, item, session = found
                about = {"circle_id": session.circle_id, "session_id": session.id}
                cause = f"{item.id}:{NoticeKind.QUESTION_LEFT}"
                notify(db, [writer.id], NoticeKind.QUESTION_LEFT, **about, cause=cause)


def question_of(db: Session, job: Payload) -> tuple[Member, Item, HostedSession] | None:
    """Who wrote it, and where, while it stands, they may read both and have not asked it on."""
    item = db.get(Item, job["item_id"], options=[_WITH_ROOM])
    session = db.get(HostedSession, job["session_id"], options=WITH_HOUSE)
    if item is None or session is None or item.author_id is None:
        return None
    writer = db.get_one(Member, item.author_id)
    actor = actor_for(db, writer.id, writer.role)
    if writer.guest or not can(actor, Permission.SESSION_SEE, session):
        return None
    if not _may_ask(actor, item) or _asked_on(db, actor, [item.id]):
        return None
    return writer, item, session


def letter(db: Session, job: Payload) -> Letter | None:
    found = question_of(db, job)
    reader = reader_of(db, found[0].id) if found is not None else None
    if found is None or reader is None:
        return None
    _writer, item, session = found
    return reader.letter(
        f"question:{item.id}",
        f"Your question in {session.title}",
        f"A question of yours in “{session.title}” had no answer. Its hosts think that others may "
        "know.",
        "You can ask it on: of somebody, of those who can teach it, or of everybody.",
        button=("Ask it on", f"/asks/new?item={item.id}"),
    )


def item_of(notice: Notice) -> str:
    return notice.cause[:ID_LENGTH]


def to_ask_on(db: Session, actor: Actor, notices: Sequence[Notice]) -> dict[str, str | None]:
    """By notice, the question that its reader may ask on; where they have, none."""
    told = {one.id: item_of(one) for one in notices if one.kind is NoticeKind.QUESTION_LEFT}
    if not told:
        return {}
    found = select(Item).where(Item.id.in_(told.values())).options(_WITH_ROOM)
    fit = {item.id for item in db.scalars(found) if _may_ask(actor, item)}
    asked = _asked_on(db, actor, fit)
    return {one: None if item in asked else item for one, item in told.items() if item in fit}


def _may_ask(actor: Actor, item: Item) -> bool:
    own = item.author_id == actor.member_id and not item.gone
    return own and can(actor, Permission.ITEM_READ, item)


def _asked_on(db: Session, actor: Actor, item_ids: Sequence[str] | set[str]) -> set[str | None]:
    mine = select(Ask.item_id).where(Ask.asker_id == actor.member_id, Ask.item_id.in_(item_ids))
    return set(db.scalars(mine))


subscribe(QuestionPassedOn, "inbox.question_left", tell_writer)
subscribe(QuestionPassedOn, "mail.question_left", deliver(letter), waits_outside=True)
