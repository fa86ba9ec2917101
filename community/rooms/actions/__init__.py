"""Changes in rooms."""

from community.rooms.actions.change import edit, react, withdraw
from community.rooms.actions.desk import Wishes, pause, set_room, start_timer, stop_timer
from community.rooms.actions.hands import call_hand, lower_hand, raise_hand
from community.rooms.actions.reading import mark_read
from community.rooms.actions.rooms import open_room
from community.rooms.actions.say import say, say_together
from community.rooms.saying import Said, Saying

__all__ = [
    "Said",
    "Saying",
    "Wishes",
    "call_hand",
    "edit",
    "lower_hand",
    "mark_read",
    "open_room",
    "pause",
    "raise_hand",
    "react",
    "say",
    "say_together",
    "set_room",
    "start_timer",
    "stop_timer",
    "withdraw",
]
