"""Polls as they are shown; the same for every reader.

The shape: way, points, live, named, voters (how many have voted), closes_at (while it is open),
outcome, counted (of how many voters the sums are, or none as long as none may be seen), options:
each with id, text, and where there are sums `votes` (else none) and of a named poll `members`,
the first of those who chose it, by name.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.members.models import Member
from community.rooms.models import Item, ItemKind
from community.rooms.people import shown_moment
from community.rooms.poll_models import NamedVote, Poll, PollOption
from community.rooms.polls import counting

Shown = dict[str, Any]
NAMES_MOST = 30  # of those who chose an option; the poll's own page lists all


def polls_of(
    db: Session, items: Sequence[Item], names_most: int | None = NAMES_MOST
) -> dict[str, Shown]:
    """By item; no query where there is no poll, else two, and a third for names."""
    closed = {i.id: i.closed_at is not None for i in items if i.kind is ItemKind.POLL}
    if not closed:
        return {}
    options: dict[str, list[PollOption]] = defaultdict(list)
    in_order = select(PollOption).where(PollOption.item_id.in_(closed)).order_by(PollOption.place)
    for option in db.scalars(in_order):
        options[option.item_id].append(option)
    polls = db.scalars(select(Poll).where(Poll.item_id.in_(closed))).all()
    named = [
        option.id
        for poll in polls
        if poll.named and (poll.live or closed[poll.item_id])
        for option in options[poll.item_id]
    ]
    chosen = _chosen(db, named, names_most)
    return {
        poll.item_id: _shown(poll, options[poll.item_id], chosen, closed[poll.item_id])
        for poll in polls
    }


def _chosen(db: Session, option_ids: Sequence[str], most: int | None) -> dict[str, list[Shown]]:
    """By option, the first of those who chose it."""
    if not option_ids:
        return {}
    by_name = (Member.name, Member.id)
    place = func.row_number().over(partition_by=NamedVote.option_id, order_by=by_name)
    all_of_them = (
        select(NamedVote.option_id, Member.id, Member.name, NamedVote.points, place.label("place"))
        .join(Member, Member.id == NamedVote.member_id)
        .where(NamedVote.option_id.in_(option_ids))
        .subquery()
    )
    rows = select(all_of_them).order_by(all_of_them.c.place)
    if most is not None:
        rows = rows.where(all_of_them.c.place <= most)
    found: dict[str, list[Shown]] = defaultdict(list)
    for option_id, member_id, name, points, _place in db.execute(rows):
        found[option_id].append({"id": member_id, "name": name, "points": points})
    return found


def _shown(
    poll: Poll, options: Sequence[PollOption], chosen: dict[str, list[Shown]], closed: bool
) -> Shown:
    sums = counting.seen(poll, options, closed=closed)
    votes = sums.votes if sums else [None] * len(options)
    return {
        "way": poll.way.value,
        "points": poll.points,
        "live": poll.live,
        "named": poll.named,
        "voters": poll.voters,
        "closes_at": shown_moment(poll.closes_at) if poll.closes_at else None,
        "outcome": poll.outcome,
        "counted": sums.voters if sums else None,
        "options": [
            {
                "id": option.id,
                "text": option.text,
                "votes": number,
                "members": chosen.get(option.id, []),
            }
            for option, number in zip(options, votes, strict=True)
        ],
    }
