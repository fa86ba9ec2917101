"""What a room offers somebody: for showing buttons; each use asks the policy again."""

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.rooms.now import AnyRoom

OPEN, ARCHIVED = "open", "archived"
EVERYTHING = ("say", "edit", "withdraw", "react")
WHILE_ARCHIVED = ("withdraw",)  # one's own words can always be taken back


def roles_in(actor: Actor, room: AnyRoom) -> list[str]:
    return ["host"] if actor.hosts(room.circle_id) else ["member"]


def abilities_in(actor: Actor, room: AnyRoom) -> list[str]:
    return abilities_while(state_of(room)) if can(actor, Permission.ROOM_READ, room) else []


def abilities_while(state: str) -> list[str]:
    """What everybody in a room of this state may do; the same for its hosts."""
    return list(WHILE_ARCHIVED if state == ARCHIVED else EVERYTHING)


def state_of(room: AnyRoom) -> str:
    """A room is archived when its circle is."""
    return ARCHIVED if room.circle.archived_at is not None else room.state.value
