"""What a room offers somebody: for showing buttons; each use asks the policy again."""

from community.access.actor import Actor
from community.access.policy import Permission, can
from community.rooms.now import AnyRoom


def roles_in(actor: Actor, room: AnyRoom) -> list[str]:
    return ["host"] if actor.hosts(room.circle_id) else ["member"]


def abilities_in(actor: Actor, room: AnyRoom) -> list[str]:
    if not can(actor, Permission.ROOM_SAY, room):
        return []
    return ["say", "edit", "withdraw", "react"]
