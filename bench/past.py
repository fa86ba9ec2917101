"""Gives a room a long past, straight into the table.

COMENTOR_DATA=… python -m bench.past ROOM 1000000
"""

import json
import sys
from datetime import timedelta

from sqlalchemy import insert, select, update

import community.app  # noqa: F401  # whoever listens to events has to be there
from community.core import clock
from community.core.ids import new_id
from community.core.transaction import connect, transaction
from community.members.models import Member
from community.rooms.models import Item, Room
from community.settings import Settings

AT_ONCE = 20_000


def give(room_id: str, wanted: int) -> int:
    """How many items the room has now: at least so many."""
    connect(Settings().database_address)
    with transaction() as db:
        room = db.get_one(Room, room_id)
        author = db.scalar(select(Member.id).limit(1))
        have, version = room.last_position, room.version
    began = clock.now() - timedelta(days=365)
    while have < wanted:
        count = min(AT_ONCE, wanted - have)
        rows = [
            {
                "id": new_id(),
                "room_id": room_id,
                "position": have + step,
                "version": version + step,
                "author_id": author,
                "client_key": new_id(),
                "body": "What was said a long while ago, in a sentence of usual length.",
                "created_at": began + timedelta(seconds=have + step),
            }
            for step in range(1, count + 1)
        ]
        have, version = have + count, version + count
        with transaction() as db:
            db.execute(insert(Item), rows)
            db.execute(
                update(Room).where(Room.id == room_id).values(last_position=have, version=version)
            )
    return have


if __name__ == "__main__":
    print(json.dumps({"items": give(sys.argv[1], int(sys.argv[2]))}))
