"""People and moments as they are shown beside words."""

from datetime import datetime
from typing import Any

from community.core.text import initials
from community.members.rules import avatar_tone

Shown = dict[str, Any]
GONE = {"id": "", "name": "Somebody who left", "handle": "", "initials": "–", "tone": 0}
NAMELESS = {"id": "", "name": "Without a name", "handle": "", "initials": "?", "tone": 0}

THE_ROOM = {"id": "", "name": "The room", "handle": "", "initials": "·", "tone": 0}


def shown_person(member_id: str, name: str, handle: str) -> Shown:
    """A person as they stand beside their words."""
    return {
        "id": member_id,
        "name": name,
        "handle": handle,
        "initials": initials(name),
        "tone": avatar_tone(member_id),
    }


def shown_moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
