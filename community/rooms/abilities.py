"""What a room offers somebody: for showing buttons; each use asks the policy again."""

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.rooms.now import AnyRoom

ARCHIVED = "archived"
EVERYTHING = ("say", "edit", "withdraw", "react")
# One's own words can always be taken back.
READING = ("withdraw",)


def roles_in(actor: Actor, room: AnyRoom) -> list[str]:
    return ["host"] if actor.hosts(room.circle_id) else ["member"]


def abilities_in(actor: Actor, room: AnyRoom) -> list[str]:
    """Whatever the desk says: that only hosts write for now is for the page to show."""
    if not can(actor, Permission.ROOM_READ, room):
        return []
    if not can(actor, Permission.ROOM_TAKE_PART, room):
        return list(READING)
    return [*EVERYTHING, "host"] if can(actor, Permission.ROOM_HOST, room) else list(EVERYTHING)


def state_of(room: AnyRoom) -> str:
    """A room is archived when its circle is."""
    return ARCHIVED if room.circle.archived_at is not None else room.state.value
