"""A poll with its options, and what somebody has voted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core.errors import Refused
from community.rooms.desk import Desk
from community.rooms.models import Item, ItemKind
from community.rooms.poll_models import NamedVote, Poll, PollOption, PollVoters

Shown = dict[str, Any]
# By poll: what one chose, by option; nothing of what one chose without one's name.
Votes = dict[str, dict[str, int]]


def poll_of(db: Session, item: Item) -> Poll:
    """Of an item the actor may read; a withdrawn one has none."""
    poll = db.get(Poll, item.id) if item.kind is ItemKind.POLL else None
    if poll is None:
        raise Refused("This is not a poll, or it was withdrawn.")
    return poll


def options_of(db: Session, poll: Poll) -> Sequence[PollOption]:
    found = select(PollOption).where(PollOption.item_id == poll.item_id)
    return db.scalars(found.order_by(PollOption.place)).all()


def my_votes(db: Session, actor: Actor, desk: Desk, items: Iterable[Shown] = ()) -> Votes:
    """Of a room's open polls and those among these items: in which the actor has voted."""
    open_polls = (poll["id"] for poll in desk.get("polls", ()))
    return votes_of(db, actor, {*open_polls, *_polls_among(items)})


def votes_in(db: Session, actor: Actor, items: Iterable[Shown]) -> Votes:
    return votes_of(db, actor, _polls_among(items))


def _polls_among(items: Iterable[Shown]) -> list[str]:
    return [item["id"] for item in items if item["kind"] == ItemKind.POLL]


def votes_of(db: Session, actor: Actor, poll_ids: Iterable[str]) -> Votes:
    """The polls among these in which the actor has voted; no query where there are none."""
    ids, member_id = list(poll_ids), actor.member_id or "nobody"
    if not ids:
        return {}
    votes: Votes = defaultdict(dict)
    named = (
        select(PollOption.item_id, NamedVote.option_id, NamedVote.points)
        .join(NamedVote, NamedVote.option_id == PollOption.id)
        .where(PollOption.item_id.in_(ids), NamedVote.member_id == member_id)
    )
    for item_id, option_id, points in db.execute(named):
        votes[item_id][option_id] = points
    # Looked for where it lies: the list may be of thousands, and many ask at the same moment.
    listed = cast(PollVoters.members, Text).contains(f'"{member_id}"')
    for item_id in db.scalars(
        select(PollVoters.item_id).where(PollVoters.item_id.in_(ids), listed)
    ):
        votes[item_id] = {}
    return dict(votes)
