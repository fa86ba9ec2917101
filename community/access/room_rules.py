"""What the policy decides about rooms and the items in them."""

from community.access.actor import Actor
from community.access.circle_rules import KNOWING, may_know_circle
from community.access.things import (
    Audience,
    History,
    ItemLike,
    RoomLike,
    in_archived_circle,
)
from community.core import clock

ARCHIVED = "This circle is archived: read only."
CLOSED = "This group is over: read only."
# The same sentence for every room: nobody who is not in it learns how it stands.
NOT_YET_OVER = "You can put this right in its room, or once its session is over."
SESSION_CLOSED = "This session is over: read only."


def may_read_room(actor: Actor, room: RoomLike) -> bool:
    """In the circle, not put out by a host, and of a small group only its people and the hosts."""
    home_id = room.home_id
    if not actor.may_enter(home_id):
        return False
    return room.people is None or actor.member_id in room.people or actor.hosts(home_id)


def may_know_room(actor: Actor, room: RoomLike) -> bool:
    if room.of_session:
        return actor.stands(room.home_id) in KNOWING
    return may_know_circle(actor, room.circle)


def hosts_room(actor: Actor, room: RoomLike) -> bool:
    return room.circle.archived_at is None and actor.hosts(room.home_id)


def why_not_host_room(actor: Actor, room: RoomLike) -> str:
    return f"Only a host of the {'session' if room.of_session else 'circle'} can do this."


def may_take_part(actor: Actor, room: RoomLike) -> bool:
    """React, vote, raise a hand: also while only hosts write."""
    return (
        room.circle.archived_at is None
        and may_read_room(actor, room)
        and not room.closed
        and not actor.is_silenced(room.home_id)
    )


def may_say_in_room(actor: Actor, room: RoomLike) -> bool:
    if not may_take_part(actor, room):
        return False
    return actor.hosts(room.home_id) or not (_only_hosts_write(actor, room) or is_paused(room))


def _only_hosts_write(actor: Actor, room: RoomLike) -> bool:
    """But whoever they called up speaks."""
    return room.read_only and (room.word_id is None or room.word_id != actor.member_id)


def is_paused(room: RoomLike) -> bool:
    return room.paused_until is not None and room.paused_until > clock.now()


def why_not_read(actor: Actor, room: RoomLike) -> str:
    if actor.in_circle(room.home_id):
        if not actor.may_enter(room.home_id):
            return "A host has closed this room to you for now."
        return "This is the room of a small group that you are not in."
    if room.of_session:
        return "Say that you are coming, on the session's page, to enter its room."
    return "Join the circle to enter its room."


def why_not_say(actor: Actor, room: RoomLike) -> str:
    if not may_read_room(actor, room):
        if room.of_session or actor.in_circle(room.home_id):
            return why_not_read(actor, room)
        return "Only the people of a circle write in its room."
    if in_archived_circle(room):
        return ARCHIVED
    if room.closed:
        return SESSION_CLOSED if room.of_session and room.people is None else CLOSED
    if actor.is_silenced(room.home_id):
        return "A host has asked you to only read for a while."
    if _only_hosts_write(actor, room):
        return "Only hosts write here at the moment."
    return "There is a short pause. You can write again in a moment."


def why_not_touch(actor: Actor, item: ItemLike) -> str:
    return why_not_say(actor, item.room)


def may_read_item(actor: Actor, item: ItemLike) -> bool:
    """The same rule stands as one condition of a query in `community.rooms.readable`."""
    if not may_read_room(actor, item.room):
        return False
    if wrote_it(actor, item):
        return True
    if item.audience is Audience.AUTHOR:
        return False
    if actor.hosts(item.room.home_id):
        return True
    if item.audience is Audience.HOSTS:
        return actor.member_id == item.to_id
    return may_read_back_to(actor, item)


def may_read_back_to(actor: Actor, item: ItemLike) -> bool:
    """By the circle's history rule; what stands for all, such as questions, is for newcomers."""
    room = item.room
    if room.history is History.EVERYTHING or item.for_newcomers:
        return True
    since = actor.since(room.home_id)
    return since is not None and item.last_open >= since


def wrote_it(actor: Actor, item: ItemLike) -> bool:
    return actor.member_id is not None and actor.member_id == item.author_id


def may_change_item(actor: Actor, item: ItemLike) -> bool:
    """New words are as good as new messages: whoever may not write may not change them either.

    But the transcript of a session that is over can be put right by whoever wrote it.
    """
    if not (may_read_item(actor, item) and wrote_it(actor, item)):
        return False
    return may_say_in_room(actor, item.room) or (item.room.of_session and item.room.closed)


def why_not_change(actor: Actor, item: ItemLike) -> str:
    if wrote_it(actor, item) or in_archived_circle(item):
        return why_not_say(actor, item.room)
    return "Only its writer can change a message."


def may_withdraw_item(actor: Actor, item: ItemLike) -> bool:
    """Also in an archived circle: one's own words can always be taken back."""
    return may_read_item(actor, item) and wrote_it(actor, item)


def may_take_back_own(actor: Actor, item: ItemLike) -> bool:
    """Whatever became of their place there. Who came by the link of one session: what is in it."""
    here = actor.signed_in or actor.only == item.room.home_id
    return here and wrote_it(actor, item)


def may_correct_own(actor: Actor, item: ItemLike) -> bool:
    """Where people go on talking, only who may write there; once a session is over, its writer."""
    if not may_take_back_own(actor, item):
        return False
    room = item.room  # a small group is closed while its session goes on
    over = room.of_session and room.closed and room.people is None
    return may_change_item(actor, item) or over


def may_react_to_item(actor: Actor, item: ItemLike) -> bool:
    return may_read_item(actor, item) and may_take_part(actor, item.room)


def hosts_item(actor: Actor, item: ItemLike) -> bool:
    return may_read_item(actor, item) and hosts_room(actor, item.room)


def why_not_host_item(actor: Actor, item: ItemLike) -> str:
    return why_not_host_room(actor, item.room)


def may_move_item(actor: Actor, item: ItemLike) -> bool:
    """To another question: its writer while they may write, and any host."""
    return hosts_item(actor, item) or may_change_item(actor, item)
