"""Members' questions that nobody answered in a session: offered to its hosts to pass on."""

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased, joinedload

from community.access.actor import Actor
from community.access.comings import Coming
from community.access.memberships import CircleRole, Standing
from community.access.policy import Audience, Permission
from community.core import clock
from community.core.errors import Invalid, NotFound
from community.core.events import record
from community.core.upsert import upsert
from community.rooms.models import Item, ItemKind
from community.sessions.actions.holding import held_session
from community.sessions.closing_models import Routing, UnansweredQuestion
from community.sessions.events import QuestionRouted
from community.sessions.models import HostedSession

# What asks something, and not an address that holds the sign.
_ASKS = re.compile(r"\?(?=$|[\s)\"”’!*_])")


def note_unanswered(db: Session, session_id: str) -> None:
    """When it ends: what was asked, and by nobody else replied to. Again, it changes nothing."""
    db.flush()
    session = db.get_one(HostedSession, session_id)
    rows = select(Item).where(*_open(session))
    found = [item.id for item in db.scalars(rows) if asks(item.body)]
    several = [
        {"item_id": one, "session_id": session_id, "routing": Routing.OFFERED} for one in found
    ]
    upsert(db, UnansweredQuestion, several)


def asks(body: str) -> bool:
    """Whether somebody asks something here, in their own words."""
    own = (line for line in body.splitlines() if not line.lstrip().startswith(">"))
    return bool(_ASKS.search("\n".join(own)))


def _open(session: HostedSession) -> tuple[ColumnElement[bool], ...]:
    """Said to everybody by a member who does not host, still there, and without a reply."""
    reply = aliased(Item)
    hosts = select(Coming.member_id).where(
        Coming.session_id == session.id,
        Coming.role == CircleRole.HOST,
        Coming.standing == Standing.JOINED,
    )
    asked = aliased(Item)
    answered = exists().where(
        reply.reply_to_id == Item.id,
        reply.author_id != Item.author_id,
        reply.withdrawn_at.is_(None),
        reply.hidden_at.is_(None),
        reply.audience == Audience.EVERYONE,
    )
    unseen = exists().where(asked.id == Item.question_id, asked.unseen.is_(True))
    return (
        Item.room_id == session.room_id,
        Item.kind == ItemKind.MESSAGE,
        Item.audience == Audience.EVERYONE,
        Item.author_id.is_not(None),
        Item.author_id.not_in(hosts),
        Item.withdrawn_at.is_(None),
        Item.hidden_at.is_(None),
        ~answered,
        ~unseen,
    )


def unanswered_in(db: Session, session: HostedSession) -> Sequence[tuple[UnansweredQuestion, Item]]:
    """For its hosts: those that are open still, in the order in which they were asked."""
    rows = (
        select(UnansweredQuestion, Item)
        .join(Item, Item.id == UnansweredQuestion.item_id)
        .where(UnansweredQuestion.session_id == session.id, *_open(session))
        .options(joinedload(Item.author))
        .order_by(Item.position)
    )
    return [(row, item) for row, item in db.execute(rows) if asks(item.body)]


def route(db: Session, actor: Actor, session_id: str, item_id: str, typed: str) -> None:
    """A host decides what becomes of one; they may decide anew."""
    session = held_session(db, actor, session_id, Permission.SESSION_HOST)
    row = db.get(UnansweredQuestion, item_id)
    if row is None or row.session_id != session.id:
        raise NotFound
    routing = {one.value: one for one in Routing}.get(typed)
    if routing is None:
        raise Invalid("Please choose what becomes of the question.")
    if routing is Routing.ASK and row.routing is not Routing.ASK:
        record(db, QuestionRouted(session_id=session.id, item_id=row.item_id))
    row.routing, row.decided_by, row.decided_at = routing, actor.member_id, clock.now()
