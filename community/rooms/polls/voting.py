"""Voting: each counts once, and without a name nothing joins them to what they chose."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from community.access.actor import Actor
from community.access.policy import Permission
from community.core import clock
from community.core.errors import Refused
from community.rooms.actions.change import not_gone
from community.rooms.actions.holding import changed, held_item
from community.rooms.models import Item
from community.rooms.poll_models import NamedVote, Poll, PollOption, PollVoters
from community.rooms.polls import counting, rules
from community.rooms.polls.finding import options_of, poll_of
from community.rooms.polls.rules import Choices

VOTED = "You have voted already. What is given without a name cannot be changed."


def vote(db: Session, actor: Actor, item_id: str, choices: Choices) -> Item:
    """By name, a second vote takes the place of the first; without one it is refused."""
    item = held_item(db, actor, item_id, Permission.ITEM_VOTE)
    not_gone(item)
    poll = poll_of(db, item)
    not_over(item, poll)
    options = options_of(db, poll)
    given = rules.ballot(poll.way, poll.points, [option.id for option in options], choices)
    add = _by_name if poll.named else _without_name
    if add(db, actor.member_id or "", poll, options, given):
        changed(db, item.room, [item])
    return item


def not_over(item: Item, poll: Poll) -> None:
    """Its last moment may have passed a little before it is noticed."""
    if item.closed_at is not None or (poll.closes_at and poll.closes_at <= clock.now()):
        raise Refused("This poll is closed.")


def _without_name(
    db: Session, member_id: str, poll: Poll, options: Sequence[PollOption], given: dict[str, int]
) -> bool:
    """Every row of the poll is written anew, whatever was chosen: PostgreSQL keeps with each
    row which transaction wrote it last.
    """
    voters = db.get_one(PollVoters, poll.item_id)
    if member_id in voters.members:
        raise Refused(VOTED)
    voters.members = sorted([*voters.members, member_id])
    poll.voters += 1
    for option in options:
        option.tally += given.get(option.id, 0)
        flag_modified(option, "tally")
    if poll.live:
        counting.note_vote(poll, options)
    return True


def _by_name(
    db: Session, member_id: str, poll: Poll, options: Sequence[PollOption], given: dict[str, int]
) -> bool:
    mine = (
        NamedVote.member_id == member_id,
        NamedVote.option_id.in_([option.id for option in options]),
    )
    before = {one.option_id: one.points for one in db.scalars(select(NamedVote).where(*mine))}
    if before == given:
        return False
    db.execute(delete(NamedVote).where(*mine))
    db.add_all(
        NamedVote(option_id=option_id, member_id=member_id, points=points)
        for option_id, points in given.items()
    )
    poll.voters += 0 if before else 1
    for option in options:
        option.tally += given.get(option.id, 0) - before.get(option.id, 0)
    return True
