"""Links that are mailed to a member and work once: to sign in, set a password, change address.

Only a hash of a link's token is kept, and only from the moment it is sent. A newer link of
the same kind ends the older one; a new password or address ends them all.
"""

import secrets

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core import clock
from community.core.errors import Invalid, NotFound, Refused
from community.core.events import record
from community.members import queries, rules, tries
from community.members.actions import set_password
from community.members.events import AccountSought, EmailChanged, LinkAsked
from community.members.models import LinkPurpose, Member, OneTimeLink
from community.members.queries import token_hash

OVER = (
    "This link was used already, is older than half an hour, or there is a newer one. "
    "Please ask for another."
)


def ask(db: Session, purpose: LinkPurpose, email: str, address: str) -> None:
    """Owe a link to the member with this address, if there is one: the answer is the same.

    `address` is where the wish comes from.
    """
    email = rules.tidy_email(email)
    member_id = db.scalar(select(Member.id).where(Member.email == email))
    if tries.may_mail(db, purpose, email, address) and member_id is not None:
        record(db, LinkAsked(member_id=member_id, purpose=purpose, email=email))


def ask_email_change(db: Session, actor: Actor, email: str, address: str) -> None:
    """Owe a letter to the new address. If it is somebody's already, they are told of it."""
    email = rules.tidy_email(email)
    member = queries.access_person(db, actor, actor.member_id or "", Permission.PERSON_EDIT)
    if email == member.email:
        sentence = "This is your address already."
        raise Invalid(sentence, email=sentence)
    if not tries.may_mail(db, LinkPurpose.CHANGE_EMAIL, member.id, address):
        return
    other = db.scalar(select(Member.id).where(Member.email == email))
    if other is not None:
        record(db, AccountSought(member_id=other))
    else:
        purpose = LinkPurpose.CHANGE_EMAIL
        record(db, LinkAsked(member_id=member.id, purpose=purpose, email=email))


def make(db: Session, member_id: str, purpose: LinkPurpose, email: str) -> str:
    """The token of a new link, in place of any before it; for the letter that carries it."""
    token = secrets.token_urlsafe(32)
    same = OneTimeLink.member_id == member_id, OneTimeLink.purpose == purpose
    db.execute(delete(OneTimeLink).where(*same))
    db.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < clock.now()))
    db.add(
        OneTimeLink(
            id=token_hash(token),
            member_id=member_id,
            purpose=purpose,
            email=email,
            expires_at=clock.now() + rules.LINK_LASTS,
        )
    )
    return token


def found(db: Session, token: str) -> OneTimeLink:
    """The link with this token; `NotFound` once it is over. Changes nothing."""
    link = db.get(OneTimeLink, token_hash(token))
    if link is None or link.expires_at < clock.now():
        raise NotFound(OVER)
    return link


def sign_in(db: Session, token: str) -> Member:
    """Use up a link to sign in."""
    return db.get_one(Member, _use_up(db, token, LinkPurpose.SIGN_IN).member_id)


def reset_password(db: Session, token: str, password_hash: str) -> Member:
    """Use up a link to set a password; every browser of the member is signed out."""
    member = db.get_one(Member, _use_up(db, token, LinkPurpose.RESET).member_id)
    set_password(db, member, password_hash)
    return member


def change_email(db: Session, actor: Actor, token: str) -> None:
    """Use up a link sent to a new address: it is the actor's from now on."""
    link = _use_up(db, token, LinkPurpose.CHANGE_EMAIL)
    if link.member_id != actor.member_id:
        raise NotFound(OVER)
    member = db.get_one(Member, link.member_id)
    if db.scalar(select(Member.id).where(Member.email == link.email)):
        raise Refused("This address belongs to another account by now.")
    record(db, EmailChanged(member_id=member.id, old=member.email or ""))
    member.email = link.email
    db.execute(delete(OneTimeLink).where(OneTimeLink.member_id == member.id))


def _use_up(db: Session, token: str, purpose: LinkPurpose) -> OneTimeLink:
    """Of two who use it at the same moment one is too late."""
    link = found(db, token)
    gone = db.execute(delete(OneTimeLink).where(OneTimeLink.id == link.id))
    if link.purpose is not purpose or not gone.rowcount:  # type: ignore[attr-defined]
        raise NotFound(OVER)
    return link
