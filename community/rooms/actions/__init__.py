"""Changes in rooms."""

from community.rooms.actions.change import edit, react, withdraw
from community.rooms.actions.reading import mark_read
from community.rooms.actions.rooms import open_room
from community.rooms.actions.say import say, say_together
from community.rooms.saying import Said, Saying

__all__ = [
    "Said",
    "Saying",
    "edit",
    "mark_read",
    "open_room",
    "react",
    "say",
    "say_together",
    "withdraw",
]
