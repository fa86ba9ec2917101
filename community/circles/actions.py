"""Changes to circles: start, change, and who comes in and goes."""

from collections.abc import Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community.access.actor import Actor, placed_now
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Permission, Visibility, require
from community.circles import rules
from community.circles.events import (
    CircleChanged,
    CircleJoined,
    CircleLeft,
    CircleStarted,
    JoinAccepted,
    JoinAsked,
    MemberInvited,
    PlaceChanged,
)
from community.circles.models import Circle
from community.circles.queries import access_circle
from community.core import clock
from community.core.errors import NotFound, Refused
from community.core.events import record
from community.core.ids import is_id, new_id
from community.core.upsert import upsert
from community.members.queries import access_person_called


def start_circle(
    db: Session, actor: Actor, *, name: str, purpose: str, visibility: Visibility
) -> Circle:
    """Any member starts one, and is its first host."""
    require(actor, Permission.CIRCLE_START)
    circle = Circle(
        id=new_id(),
        name=rules.tidy_name(name),
        purpose=rules.tidy_purpose(purpose),
        visibility=visibility,
        started_by=actor.member_id,
        created_at=clock.now(),
    )
    db.add(circle)
    db.flush()
    _place(db, circle, actor.member_id or "", Standing.JOINED, CircleRole.HOST)
    record(db, CircleStarted(circle_id=circle.id))
    record(db, CircleChanged(circle_id=circle.id))
    return circle


def _held(
    db: Session, actor: Actor, circle_id: str, permission: Permission
) -> tuple[Circle, Actor]:
    """The circle, held until the end of the transaction, and the actor as they stand in it now.

    Who comes in and goes is decided one after the other: by what is, not by what was when the
    request began.
    """
    circle = access_circle(db, actor, circle_id, permission)
    db.refresh(circle, with_for_update=True)
    now = placed_now(db, actor)
    require(now, permission, circle)
    return circle, now


def change_circle(
    db: Session, actor: Actor, circle_id: str, *, name: str, purpose: str, visibility: Visibility
) -> Circle:
    circle, _now = _held(db, actor, circle_id, Permission.CIRCLE_EDIT)
    circle.name = rules.tidy_name(name)
    circle.purpose = rules.tidy_purpose(purpose)
    circle.visibility = visibility
    record(db, CircleChanged(circle_id=circle.id))
    return circle


def join(db: Session, actor: Actor, circle_id: str) -> Standing:
    """Come into an open circle, accept an invitation, or ask where one has to ask.

    Doing it again changes nothing; returns where the actor stands now.
    """
    circle, actor = _held(db, actor, circle_id, Permission.CIRCLE_SEE)
    standing = actor.stands(circle.id)
    if standing is Standing.JOINED:
        return standing
    if standing is Standing.ASKED:
        if circle.visibility is not Visibility.OPEN:
            return standing
    elif circle.visibility is Visibility.ASK and standing is None:
        return _ask(db, actor, circle)
    else:
        require(actor, Permission.CIRCLE_JOIN, circle)
    _come_in(db, circle, actor.member_id or "")
    return Standing.JOINED


def _ask(db: Session, actor: Actor, circle: Circle) -> Standing:
    require(actor, Permission.CIRCLE_ASK, circle)
    _place(db, circle, actor.member_id or "", Standing.ASKED)
    record(db, JoinAsked(circle_id=circle.id, member_id=actor.member_id or ""))
    return Standing.ASKED


def _come_in(db: Session, circle: Circle, member_id: str) -> None:
    """Into a circle that everybody had left, one comes as its host: somebody has to be."""
    hosts, _people = _counts(db, circle)
    role = CircleRole.MEMBER if hosts else CircleRole.HOST
    _place(db, circle, member_id, Standing.JOINED, role)
    record(db, CircleJoined(circle_id=circle.id, member_id=member_id))


def _place(
    db: Session,
    circle: Circle,
    member_id: str,
    standing: Standing,
    role: CircleRole = CircleRole.MEMBER,
) -> None:
    row = {
        "circle_id": circle.id,
        "member_id": member_id,
        "standing": standing,
        "role": role,
        "since": clock.now(),
    }
    upsert(db, Membership, [row], change=("standing", "role", "since"))


def admit(db: Session, circle: Circle, member_ids: Iterable[str]) -> None:
    """For imports: everybody who was there is in the circle; who is in already stays as is."""
    rows = [
        {
            "circle_id": circle.id,
            "member_id": member_id,
            "standing": Standing.JOINED,
            "role": CircleRole.MEMBER,
            "since": circle.created_at,
        }
        for member_id in set(member_ids)
    ]
    upsert(db, Membership, rows)


def leave(db: Session, actor: Actor, circle_id: str) -> None:
    """Go, take back a request, or decline an invitation. The last host hands over first."""
    circle, actor = _held(db, actor, circle_id, Permission.CIRCLE_LEAVE)
    _take_out(db, circle, actor.member_id or "")


def remove(db: Session, actor: Actor, circle_id: str, member_id: str) -> None:
    """A host takes somebody out, declines their request or takes an invitation back."""
    circle, _now = _held(db, actor, circle_id, Permission.CIRCLE_PEOPLE)
    _take_out(db, circle, member_id)


def _take_out(db: Session, circle: Circle, member_id: str) -> None:
    membership = _membership(db, circle, member_id)
    if membership.standing is Standing.JOINED:
        hosts, people = _counts(db, circle)
        is_host = membership.role is CircleRole.HOST
        rules.keep_a_host(hosts, leaving_is_host=is_host, others=people - 1)
    db.execute(
        delete(Membership).where(
            Membership.circle_id == circle.id, Membership.member_id == member_id
        )
    )
    record(db, CircleLeft(circle_id=circle.id, member_id=member_id))


def _membership(db: Session, circle: Circle, member_id: str) -> Membership:
    membership = _place_of(db, circle, member_id) if is_id(member_id) else None
    if membership is None:
        raise NotFound("This person is not in the circle.")
    return membership


def _place_of(db: Session, circle: Circle, member_id: str) -> Membership | None:
    return db.get(Membership, (circle.id, member_id), populate_existing=True)


def _counts(db: Session, circle: Circle) -> tuple[int, int]:
    """Hosts and people of a circle that is held, so that they stay true."""
    joined = Membership.circle_id == circle.id, Membership.standing == Standing.JOINED
    hosts = select(func.count()).where(*joined, Membership.role == CircleRole.HOST)
    people = select(func.count()).where(*joined)
    return db.scalar(hosts) or 0, db.scalar(people) or 0


def accept(db: Session, actor: Actor, circle_id: str, member_id: str) -> None:
    """A host lets somebody in who asked."""
    circle, _now = _held(db, actor, circle_id, Permission.CIRCLE_PEOPLE)
    _accept(db, circle, _membership(db, circle, member_id))


def _accept(db: Session, circle: Circle, membership: Membership) -> None:
    if membership.standing is Standing.ASKED:
        _come_in(db, circle, membership.member_id)
        record(db, JoinAccepted(circle_id=circle.id, member_id=membership.member_id))


def invite(db: Session, actor: Actor, circle_id: str, handle: str) -> None:
    """A host invites a member by handle; somebody who asked already is simply let in."""
    circle, actor = _held(db, actor, circle_id, Permission.CIRCLE_PEOPLE)
    try:
        member = access_person_called(db, actor, handle.strip().removeprefix("@"))
    except NotFound as error:
        raise Refused(f"There is no member called @{handle.strip().removeprefix('@')}.") from error
    membership = _place_of(db, circle, member.id)
    if membership is None:
        _place(db, circle, member.id, Standing.INVITED)
        by_id = actor.member_id or ""
        record(db, MemberInvited(circle_id=circle.id, member_id=member.id, by_id=by_id))
    elif membership.standing is Standing.ASKED:
        _accept(db, circle, membership)


def set_host(db: Session, actor: Actor, circle_id: str, member_id: str, *, host: bool) -> None:
    """Make somebody in the circle a host, or a member again; one host always stays."""
    circle, _now = _held(db, actor, circle_id, Permission.CIRCLE_PEOPLE)
    membership = _membership(db, circle, member_id)
    if membership.standing is not Standing.JOINED:
        raise Refused("Only somebody who is in the circle can host it.")
    hosts, _people = _counts(db, circle)
    if not host and membership.role is CircleRole.HOST and hosts == 1:
        raise Refused("A circle needs a host. Please make somebody else a host first.")
    membership.role = CircleRole.HOST if host else CircleRole.MEMBER
    record(db, PlaceChanged(circle_id=circle.id, member_id=member_id))
