"""Who hears of what. Runs from the outbox: at least once, some moments after the fact."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import actor_for
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Permission, can
from community.circles.events import (
    CircleArchived,
    CircleChanged,
    CircleJoined,
    CircleLeft,
    HostMade,
    JoinAccepted,
    JoinAsked,
    MemberInvited,
    MovedUp,
    TermEnding,
    WaitingBegan,
)
from community.circles.models import Circle
from community.core.events import within
from community.core.outbox import Payload, enqueue, handle, subscribe
from community.core.transaction import transaction
from community.members.models import Member
from community.notifications.actions import notify, settle, settle_end
from community.notifications.models import NoticeKind
from community.rooms.events import Mentioned, MessageHidden, PutOut
from community.rooms.models import Item, ReadMark, Room
from community.thanks.events import Thanked

# Whoever is in the room reads it in this time, and needs no notice.
A_LOOK = timedelta(minutes=1)


def tell_hosts_of_request(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            if _still(db, job, Standing.ASKED):
                hosts = _people(db, job["circle_id"], CircleRole.HOST)
                _tell(db, hosts, job, NoticeKind.JOIN_ASKED, by_id=job["member_id"])


def tell_of_acceptance(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            _tell(db, [job["member_id"]], job, NoticeKind.JOIN_ACCEPTED)


def tell_of_invitation(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            if _still(db, job, Standing.INVITED):
                _tell(db, [job["member_id"]], job, NoticeKind.INVITED, by_id=job["by_id"])


def tell_who_moved_up(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            _tell(db, [job["member_id"]], job, NoticeKind.MOVED_UP)


def tell_new_host(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            _tell(db, [job["member_id"]], job, NoticeKind.MADE_HOST, by_id=job["by_id"])


def tell_hosts_of_end(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            circle = db.get(Circle, job["circle_id"])
            if circle is not None and _still_ends(circle, job):
                hosts = _people(db, circle.id, CircleRole.HOST)
                _tell(db, hosts, job, NoticeKind.TERM_ENDS)


def tell_people_of_archive(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            by_id = job["by_id"]
            people = [one for one in _people(db, job["circle_id"]) if one != by_id]
            _tell(db, people, job, NoticeKind.ARCHIVED, by_id=by_id)


def tell_of_thanks(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            _tell(db, [job["to_id"]], job, NoticeKind.THANKED, by_id=job["by_id"])


def tell_of_hiding(jobs: Sequence[Payload]) -> None:
    """Not by whom: hosts decide together. So it is told also where a block stands between."""
    with transaction() as db:
        for job in jobs:
            _tell(db, [job["member_id"]], job, NoticeKind.MESSAGE_HIDDEN)


def tell_of_being_put_out(jobs: Sequence[Payload]) -> None:
    with transaction() as db:
        for job in jobs:
            _tell(db, [job["member_id"]], job, NoticeKind.PUT_OUT)


def tell_of_mentions(jobs: Sequence[Payload]) -> None:
    """Only of what they may read, and have not read meanwhile."""
    with transaction() as db:
        for job in jobs:
            load = joinedload(Item.room).joinedload(Room.circle)
            item = db.get(Item, job["item_id"], options=[load])
            if item is None or item.gone:
                continue
            called = [one for one in job["people"] if one in item.mentions.values()]
            to = [one for one in called if one != item.author_id and _may_read(db, one, item)]
            notify(
                db,
                to,
                NoticeKind.MENTIONED,
                circle_id=item.room.circle_id,
                session_id=item.room.home_id if item.room.of_session else None,
                cause=f"mention:{item.id}",
                by_id=item.author_id,
            )


def _may_read(db: Session, member_id: str, item: Item) -> bool:
    member, mark = db.get(Member, member_id), db.get(ReadMark, (item.room_id, member_id))
    if member is None or (mark is not None and mark.position >= item.position):
        return False
    return can(actor_for(db, member.id, member.role), Permission.ITEM_READ, item)


def _when_they_have_not_come(db: Session, event: Mentioned) -> None:
    enqueue(db, "inbox.mentioned", asdict(event), A_LOOK)


def _still_ends(circle: Circle, job: Payload) -> bool:
    return circle.archived_at is None and str(circle.ends_on) == job["ends_on"]


def _still(db: Session, job: Payload, standing: Standing) -> bool:
    """Whether what was asked still waits for an answer; it may have had one by now."""
    membership = db.get(Membership, (job["circle_id"], job["member_id"]))
    return membership is not None and membership.standing is standing


def _people(db: Session, circle_id: str, role: CircleRole | None = None) -> Sequence[str]:
    """Who is in the circle, in this role if one is given."""
    joined = Membership.circle_id == circle_id, Membership.standing == Standing.JOINED
    found = select(Membership.member_id).where(*joined)
    return db.scalars(found.where(Membership.role == role) if role else found).all()


def _tell(
    db: Session, to: Sequence[str], job: Payload, kind: NoticeKind, *, by_id: str | None = None
) -> None:
    notify(db, to, kind, circle_id=job["circle_id"], cause=job["cause"], by_id=by_id)


def settle_answered(
    db: Session, event: CircleJoined | CircleLeft | JoinAccepted | WaitingBegan
) -> None:
    """Whoever came in, waits or went has been answered: the question is no news to anybody."""
    settle(db, circle_id=event.circle_id, member_id=event.member_id)


def settle_changed(db: Session, event: CircleChanged) -> None:
    """An end that was moved, or has come, need not be told as one to come."""
    circle = db.get(Circle, event.circle_id)
    if circle is not None and (circle.archived_at or circle.told_of_end != circle.ends_on):
        settle_end(db, event.circle_id)


subscribe(JoinAsked, "inbox.join_asked", tell_hosts_of_request)
subscribe(JoinAccepted, "inbox.join_accepted", tell_of_acceptance)
subscribe(MemberInvited, "inbox.invited", tell_of_invitation)
subscribe(MovedUp, "inbox.moved_up", tell_who_moved_up)
subscribe(HostMade, "inbox.made_host", tell_new_host)
subscribe(TermEnding, "inbox.term_ends", tell_hosts_of_end)
subscribe(Thanked, "inbox.thanked", tell_of_thanks)
subscribe(MessageHidden, "inbox.message_hidden", tell_of_hiding)
subscribe(PutOut, "inbox.put_out", tell_of_being_put_out)
handle("inbox.mentioned", tell_of_mentions)
within(Mentioned, _when_they_have_not_come)
subscribe(CircleArchived, "inbox.archived", tell_people_of_archive)
within(CircleJoined, settle_answered)
within(CircleLeft, settle_answered)
within(JoinAccepted, settle_answered)
within(WaitingBegan, settle_answered)
within(CircleChanged, settle_changed)
