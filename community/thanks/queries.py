"""Reading thanks: those on somebody's page, those one was given, those one gave."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.access.things import PersonLike
from community.core.errors import NotFound, SignedOut
from community.core.ids import is_id
from community.members.models import Member
from community.members.queries import access_person_called
from community.thanks.models import Thanks

PAGE = 50


def person_to_thank(db: Session, actor: Actor, handle: str) -> Member:
    """The member with this handle, if the actor may know of them and is somebody else."""
    person = access_person_called(db, actor, handle)
    require(actor, Permission.PERSON_THANK, person)
    return person


def access_thanks(db: Session, actor: Actor, thanks_id: str, permission: Permission) -> Thanks:
    """The thanks, if the actor may; raises as `require` does."""
    thanks = db.get(Thanks, thanks_id) if is_id(thanks_id) else None
    if thanks is None:
        raise NotFound if actor.signed_in else SignedOut
    require(actor, permission, thanks)
    return thanks


def thanks_on_page_of(db: Session, actor: Actor, person: PersonLike) -> Sequence[Thanks]:
    """What the person shows, newest first; nothing from anybody the reader is kept apart from."""
    require(actor, Permission.PERSON_SEE, person)
    shown = Thanks.to_id == person.id, Thanks.shown, Thanks.by_id.not_in(actor.apart)
    return _newest(db, *shown)


def received(db: Session, actor: Actor) -> Sequence[Thanks]:
    """All that the actor was given, whether they show it or not."""
    require(actor, Permission.SIGNED_IN)
    return _newest(db, Thanks.to_id == actor.member_id, Thanks.by_id.not_in(actor.apart))


def given_to(db: Session, actor: Actor, person: PersonLike) -> Sequence[Thanks]:
    """What the actor said to the person, so that it can be taken back."""
    return _newest(db, Thanks.to_id == person.id, Thanks.by_id == actor.member_id)


def _newest(db: Session, *where: object) -> Sequence[Thanks]:
    found = select(Thanks).where(*where).options(joinedload(Thanks.by))  # type: ignore[arg-type]
    return db.scalars(found.order_by(Thanks.created_at.desc(), Thanks.id).limit(PAGE)).all()
