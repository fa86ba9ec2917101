"""Polls as they are shown; the same for every reader.

The shape: way, points, live, named, voters, closes_at, outcome, options: each with id, text and,
as soon as sums may be seen, `votes` (else none) and in a named poll `members`, the ids of who
chose it.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.rooms.models import Item, ItemKind
from community.rooms.poll_models import NamedVote, Poll, PollOption

Shown = dict[str, Any]


def polls_of(db: Session, items: Sequence[Item]) -> dict[str, Shown]:
    """By item; no query where there is no poll, else three."""
    closed = {i.id: i.closed_at is not None for i in items if i.kind is ItemKind.POLL}
    if not closed:
        return {}
    options: dict[str, list[PollOption]] = defaultdict(list)
    in_order = select(PollOption).where(PollOption.item_id.in_(closed)).order_by(PollOption.place)
    for option in db.scalars(in_order):
        options[option.item_id].append(option)
    chosen = _chosen(db, [option.id for some in options.values() for option in some])
    return {
        poll.item_id: _shown(poll, options[poll.item_id], chosen, closed[poll.item_id])
        for poll in db.scalars(select(Poll).where(Poll.item_id.in_(closed)))
    }


def _chosen(db: Session, option_ids: Sequence[str]) -> dict[str, list[str]]:
    """Members by option, of named polls."""
    rows = db.execute(
        select(NamedVote.option_id, NamedVote.member_id)
        .where(NamedVote.option_id.in_(option_ids))
        .order_by(NamedVote.member_id)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for option_id, member_id in rows:
        found[option_id].append(member_id)
    return found


def _shown(
    poll: Poll, options: Sequence[PollOption], chosen: dict[str, list[str]], closed: bool
) -> Shown:
    seen = poll.live or closed
    return {
        "way": poll.way.value,
        "points": poll.points,
        "live": poll.live,
        "named": poll.named,
        "voters": poll.voters,
        "closes_at": poll.closes_at.strftime("%Y-%m-%dT%H:%M:%SZ") if poll.closes_at else None,
        "outcome": poll.outcome,
        "options": [
            {
                "id": option.id,
                "text": option.text,
                "votes": option.tally if seen else None,
                "members": chosen[option.id] if seen and poll.named else [],
            }
            for option in options
        ],
    }
