"""What of a desk is in force at this moment, by names that the pages show their parts by.

The same names stand in `frontend/src/room/standing.js`, which goes on from there.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from community.core import clock
from community.rooms.plan import evening_facts

# A timer that has run out says so for a while, then it is history.
SAID_AFTER = timedelta(minutes=1)


def standing(desk: Mapping[str, Any], member_id: str | None = None) -> set[str]:
    """Of: read_only, paused, slow, timer, band, hands; hand and called are the reader's own; and
    how an evening stands, see `plan.evening_facts`."""
    moment = clock.now()
    timer, hands = desk["timer"], desk["hands"]
    own = [hand for hand in hands if hand["id"] == member_id]
    facts = {
        "read_only": desk["read_only"],
        "slow": desk["slow"] > 0,
        "paused": desk["paused_until"] is not None and _at(desk["paused_until"]) > moment,
        "timer": timer is not None and _at(timer["ends_at"]) + SAID_AFTER > moment,
        "band": desk["band"] != "",
        "hands": hands != [],
        "hand": own != [],
        "called": any(hand["called"] for hand in own),
        **evening_facts(desk, moment),
    }
    return {name for name, true in facts.items() if true}


def place_in_line(desk: Mapping[str, Any], member_id: str) -> int | None:
    """How many are before somebody whose hand is up; nothing if it is not, or called already."""
    waiting = [hand["id"] for hand in desk["hands"] if not hand["called"]]
    return waiting.index(member_id) if member_id in waiting else None


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)
