"""Builders for polls: `opened(town.hana, circle, "Tea?", "Yes", "No")` is its item as shown."""

from itertools import count
from typing import Any

from community.access.policy import Permission
from community.core.transaction import reading
from community.rooms.poll_models import PollWay
from community.rooms.polls.closing import close_poll
from community.rooms.polls.finding import votes_of
from community.rooms.polls.opening import open_poll
from community.rooms.polls.rules import NewPoll
from community.rooms.polls.voting import vote
from community.rooms.queries import access_item
from community.rooms.shown import show
from tests.doing import do
from tests.town import Evening, Meeting, Person

_keys = count(1)
Shown = dict[str, Any]


def opened(
    who: Person,
    where: Meeting | Evening,
    body: str = "Which splint?",
    *options: str,
    key: str | None = None,
    way: PollWay = PollWay.SINGLE,
    **more: Any,
) -> Shown:
    new = NewPoll(body, options or ("Thumb", "Wrist", "Elbow"), way=way, **more)
    item = do(who, open_poll, where.room_id, key or f"poll-key-{next(_keys):06d}", new)
    return look(who, item.id)


def look(who: Person, item_id: str) -> Shown:
    """The item as `who` gets it."""
    actor = who.actor
    with reading() as db:
        return show(db, [access_item(db, actor, item_id, Permission.ITEM_READ)])[0]


def choose(who: Person, item: Shown, *texts: str, **points: int) -> Shown:
    """Vote for the options with these words; with `Thumb=3`, points."""
    ids = {option["text"]: option["id"] for option in item["poll"]["options"]}
    choices: Any = {ids[text]: number for text, number in points.items()}
    do(who, vote, item["id"], choices or [ids[text] for text in texts])
    return look(who, item["id"])


def close(who: Person, item: Shown, **how: Any) -> Shown:
    do(who, close_poll, item["id"], **how)
    return look(who, item["id"])


def sums(item: Shown) -> dict[str, int | None]:
    return {option["text"]: option["votes"] for option in item["poll"]["options"]}


def voted(who: Person, item: Shown) -> dict[str, int] | None:
    """What `who` is told of their own vote: none if there is none."""
    actor = who.actor
    with reading() as db:
        return votes_of(db, actor, [item["id"]]).get(item["id"])
