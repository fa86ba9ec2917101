"""People of a circle whose names look alike: beside their words stands their handle, too."""

from collections import defaultdict
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.homes import Housed, people_of
from community.core.kept import Kept
from community.members import lookalikes
from community.members.models import Member

# For half a minute: somebody may come in, or be called otherwise, while a room is open.
_kept: Kept[str, frozenset[str]] = Kept(most=500, seconds=30.0)
_skeleton = lru_cache(maxsize=20_000)(lookalikes.skeleton)


def alike_in(db: Session, room: Housed) -> frozenset[str]:
    """Their ids. Asked with each page of a room, so it is kept for a while."""
    kept = _kept.get(room.home_id)
    return _kept.keep(room.home_id, _read(db, room)) if kept is None else kept


def _read(db: Session, room: Housed) -> frozenset[str]:
    people = people_of(room)
    rows = db.execute(select(Member.id, Member.name).join(people, people.c.member_id == Member.id))
    called: dict[str, list[str]] = defaultdict(list)
    for member_id, name in rows:
        called[_skeleton(name)].append(member_id)
    return frozenset(one for ids in called.values() if len(ids) > 1 for one in ids)
