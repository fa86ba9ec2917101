"""Changes to circles: start, change and end them, and who comes in and goes."""

from community.circles.actions.coming import admit, agree, join, require_way_in
from community.circles.actions.going import leave, remove
from community.circles.actions.hosting import accept, hand_over, invite, set_host
from community.circles.actions.materials import (
    add_file,
    add_link,
    fit_to_keep,
    remove_material,
)
from community.circles.actions.pace import keep_pace
from community.circles.actions.start import change_circle, start_circle
from community.circles.actions.term import archive, extend, look_at_terms, reopen
from community.circles.actions.ties import tie, untie

__all__ = [
    "accept",
    "add_file",
    "add_link",
    "admit",
    "agree",
    "archive",
    "change_circle",
    "extend",
    "fit_to_keep",
    "hand_over",
    "invite",
    "join",
    "keep_pace",
    "leave",
    "look_at_terms",
    "remove",
    "remove_material",
    "reopen",
    "require_way_in",
    "set_host",
    "start_circle",
    "tie",
    "untie",
]
