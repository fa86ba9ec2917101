"""What a room offers somebody: for showing buttons; each use asks the policy again."""

from community.access.actor import Actor
from community.access.policy import POLICY, Permission, can
from community.rooms.now import AnyRoom

ARCHIVED = "archived"
EVERYTHING = ("say", "edit", "withdraw", "react")
# One's own words can always be taken back.
READING = ("withdraw",)
# What nobody but hosts does while the room is read-only or paused.
WRITING = ("say", "edit")


def roles_in(actor: Actor, room: AnyRoom) -> list[str]:
    return ["host"] if actor.hosts(room.home_id) else ["member"]


def abilities_in(actor: Actor, room: AnyRoom) -> list[str]:
    """Whatever the desk says: that only hosts write for now is for the page to show."""
    if not can(actor, Permission.ROOM_READ, room):
        return []
    if not can(actor, Permission.ROOM_TAKE_PART, room):
        return list(READING)
    return [*EVERYTHING, "host"] if can(actor, Permission.ROOM_HOST, room) else list(EVERYTHING)


def why_only_reading(actor: Actor, room: AnyRoom) -> str:
    """The sentence in place of the writing box; empty for who may take part."""
    if can(actor, Permission.ROOM_TAKE_PART, room):
        return ""
    return POLICY[Permission.ROOM_TAKE_PART].refusal(actor, room)


def abilities_now(actor: Actor, room: AnyRoom) -> list[str]:
    """With what the desk says: in a page that is drawn once and not told when that changes.

    A live room takes the same away by itself, see `frontend/src/room/abilities.js`.
    """
    base = abilities_in(actor, room)
    if can(actor, Permission.ROOM_SAY, room):
        return base
    return [one for one in base if one not in WRITING]


def why_silent(actor: Actor, room: AnyRoom) -> str:
    """The sentence in place of the writing box, whatever the reason; empty for who may write."""
    if can(actor, Permission.ROOM_SAY, room):
        return ""
    return POLICY[Permission.ROOM_SAY].refusal(actor, room)


def state_of(room: AnyRoom) -> str:
    """A room is archived when its circle is."""
    return ARCHIVED if room.circle.archived_at is not None else room.state.value
