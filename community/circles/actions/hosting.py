"""What hosts decide about people: who comes in, who hosts with them or after them."""

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.memberships import CircleRole, Membership, Standing
from community.access.policy import Permission
from community.circles.actions.pace import keep_inviting_pace
from community.circles.actions.places import (
    come_in,
    counts,
    held,
    lift_bars,
    membership,
    place,
    place_of,
)
from community.circles.events import HostMade, JoinAccepted, MemberInvited, PlaceChanged
from community.circles.models import Circle
from community.core.errors import NotFound, Refused
from community.core.events import record
from community.members.queries import access_person_called, may_be_turned_to


def accept(db: Session, actor: Actor, circle_id: str, member_id: str) -> None:
    """A host lets somebody in who asked; where the circle is full, into its waiting list."""
    circle, _now = held(db, actor, circle_id, Permission.CIRCLE_PEOPLE)
    _accept(db, circle, membership(db, circle, member_id))


def _accept(db: Session, circle: Circle, asking: Membership) -> None:
    if asking.standing is Standing.ASKED:
        standing = come_in(db, circle, asking.member_id)
        waits = standing is Standing.WAITING
        record(db, JoinAccepted(circle_id=circle.id, member_id=asking.member_id, waits=waits))


def invite(db: Session, actor: Actor, circle_id: str, handle: str) -> None:
    """A host invites a member by handle; somebody who asked already is simply let in."""
    circle, actor = held(db, actor, circle_id, Permission.CIRCLE_PEOPLE)
    called = handle.strip().removeprefix("@")
    try:
        member = access_person_called(db, actor, called)
    except NotFound as error:
        raise Refused(f"There is no member called @{called}.") from error
    there = place_of(db, circle, member.id)
    if there is None and not may_be_turned_to(db, actor, member):
        raise Refused(f"{member.name} takes no invitations from you at the moment.")
    if there is None:
        keep_inviting_pace(db, actor)
        place(db, circle, member.id, Standing.INVITED)
        by_id = actor.member_id or ""
        record(db, MemberInvited(circle_id=circle.id, member_id=member.id, by_id=by_id))
    else:
        _accept(db, circle, there)


def set_host(db: Session, actor: Actor, circle_id: str, member_id: str, *, host: bool) -> None:
    """Make somebody in the circle a host, or a member again; one host always stays."""
    circle, actor = held(db, actor, circle_id, Permission.CIRCLE_PEOPLE)
    one = _in_it(db, circle, member_id)
    hosts, _people = counts(db, circle)
    if not host and one.role is CircleRole.HOST and hosts == 1:
        raise Refused("A circle needs a host. Please make somebody else a host first.")
    _give_role(db, actor, circle, one, CircleRole.HOST if host else CircleRole.MEMBER)


def hand_over(db: Session, actor: Actor, circle_id: str, member_id: str) -> None:
    """Somebody else in the circle hosts it from now on, and the actor is a member, in one step."""
    circle, actor = held(db, actor, circle_id, Permission.CIRCLE_PEOPLE)
    if member_id == actor.member_id:
        raise Refused("You host this circle already. Please choose somebody else.")
    _give_role(db, actor, circle, _in_it(db, circle, member_id), CircleRole.HOST)
    mine = membership(db, circle, actor.member_id or "")
    _give_role(db, actor, circle, mine, CircleRole.MEMBER)


def _in_it(db: Session, circle: Circle, member_id: str) -> Membership:
    one = membership(db, circle, member_id)
    if one.standing is not Standing.JOINED:
        raise Refused("Only somebody who is in the circle can host it.")
    return one


def _give_role(
    db: Session, actor: Actor, circle: Circle, one: Membership, role: CircleRole
) -> None:
    if one.role is role:
        return
    one.role = role
    db.flush()
    record(db, PlaceChanged(circle_id=circle.id, member_id=one.member_id))
    if role is CircleRole.HOST:
        lift_bars(db, circle, one.member_id)
        by_id = actor.member_id or ""
        record(db, HostMade(circle_id=circle.id, member_id=one.member_id, by_id=by_id))
