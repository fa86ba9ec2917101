"""What happens to circles and sessions, felt by their groups and newcomers in the same breath."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.comings import Coming
from community.access.memberships import Standing
from community.access.things import History
from community.circles.events import CircleArchived, CircleJoined, CircleLeft
from community.circles.models import Circle
from community.core.events import within
from community.core.upsert import upsert
from community.rooms.actions.groups import take_out
from community.rooms.actions.groups_end import end_groups_of
from community.rooms.events import ComingChanged
from community.rooms.models import ReadMark, Room


def _end_groups(db: Session, event: CircleArchived) -> None:
    end_groups_of(db, event.circle_id)


def _take_out(db: Session, event: CircleLeft) -> None:
    take_out(db, event.circle_id, event.member_id)


def _take_out_of_session(db: Session, event: ComingChanged) -> None:
    one = db.get(Coming, (event.session_id, event.member_id))
    if one is None or one.standing is not Standing.JOINED:
        take_out(db, event.session_id, event.member_id)


def _begin_at_the_end(db: Session, event: CircleJoined) -> None:
    """Nothing that was said before is unread to somebody who cannot read it."""
    past = db.execute(
        select(Room.id, Room.last_position)
        .join(Circle, Circle.id == Room.circle_id)
        .where(
            Room.home_id == event.circle_id,
            Room.parent_id.is_(None),
            Circle.history != History.EVERYTHING,
        )
    )
    rows = [
        {"room_id": room_id, "member_id": event.member_id, "position": position}
        for room_id, position in past
    ]
    upsert(db, ReadMark, rows, change=("position",))


within(CircleArchived, _end_groups)
within(CircleLeft, _take_out)
within(ComingChanged, _take_out_of_session)
within(CircleJoined, _begin_at_the_end)
