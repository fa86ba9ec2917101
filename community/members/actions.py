"""Changes to accounts: sign up, sign in, sign out, profile."""

import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community.access.actor import Actor, CommunityRole
from community.access.policy import Permission
from community.core import clock
from community.core.errors import Invalid
from community.core.events import record
from community.core.ids import new_id
from community.members import queries, renaming, rules
from community.members.events import (
    MemberChanged,
    MemberJoined,
    MemberRenamed,
    PasswordChanged,
    SignInsEnded,
)
from community.members.models import Member, OneTimeLink, Profile, SignIn


@dataclass(frozen=True)
class NewMember:
    """What a sign-up form gives. `password_hash` was made before the transaction began."""

    name: str
    email: str
    password_hash: str
    handle: str = ""
    invitation_id: str | None = None
    admitted: bool = False  # by the invitation, also where the community is not open to all
    approved: bool = False  # by a coordinator, whatever became of the invitation


def sign_up(db: Session, new: NewMember, role: CommunityRole = CommunityRole.MEMBER) -> Member:
    """A new account; without a handle of their own, one is made from the name."""
    name, email = rules.tidy_name(new.name), rules.tidy_email(new.email)
    if db.scalar(select(Member.id).where(Member.email == email)):
        sentence = "This address has an account already. If it is yours, sign in with it."
        raise Invalid(sentence, email=sentence)
    handle = _own_handle(db, new.handle) if new.handle else _free_handle(db, name)
    member = Member(
        id=new_id(),
        handle=handle,
        name=name,
        email=email,
        password_hash=new.password_hash,
        role=role,
        created_at=clock.now(),
    )
    db.add(member)
    _flush_or_say_taken(db)
    db.add(Profile(member_id=member.id))
    joined = MemberJoined(
        member_id=member.id, invitation_id=new.invitation_id, approved=new.approved
    )
    record(db, joined)
    record(db, MemberChanged(member_id=member.id))
    return member


def add_imported(db: Session, *, name: str, source_key: str) -> Member:
    """Somebody who spoke elsewhere: shown by name, unable to sign in."""
    name = rules.tidy_given_name(name[: rules.NAME_MOST])
    handle = _free_handle(db, name)
    member = Member(
        id=new_id(), handle=handle, name=name, created_at=clock.now(), source_key=source_key
    )
    db.add(member)
    db.flush()
    db.add(Profile(member_id=member.id))
    record(db, MemberChanged(member_id=member.id))
    return member


def _own_handle(db: Session, text: str) -> str:
    handle = rules.tidy_handle(text)
    if db.scalar(select(Member.id).where(Member.handle == handle)):
        sentence = f"Somebody is called @{handle} already."
        raise Invalid(sentence, handle=sentence)
    return handle


def _free_handle(db: Session, name: str) -> str:
    """`ana-silva`, or with some random letters behind it where that is taken."""
    wish = rules.handle_from(name)
    if wish != "member" and not db.scalar(select(Member.id).where(Member.handle == wish)):
        return wish
    return f"{wish}-{new_id()[:5]}"


def _flush_or_say_taken(db: Session) -> None:
    """Two people who want the same at the same moment: the second one reads why not."""
    try:
        db.flush()
    except IntegrityError as error:
        sentence = "This address or handle was taken a moment ago. Please try another."
        raise Invalid(sentence, email=sentence) from error


def start_sign_in(db: Session, member: Member, browser: str, only_id: str | None = None) -> str:
    """Sign a browser in; returns the secret token that its cookie carries.

    `only_id`: the one hosted session that this opens, and nothing else of theirs.
    """
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    db.execute(update(Member).where(Member.id == member.id).values(active_on=moment.date()))
    over = SignIn.expires_at < moment
    db.execute(delete(SignIn).where(SignIn.member_id == member.id, over))
    db.add(
        SignIn(
            id=queries.token_hash(token),
            member_id=member.id,
            browser=browser[:200],
            only_id=only_id,
            created_at=moment,
            seen_at=moment,
            expires_at=moment + rules.SIGN_IN_LASTS,
        )
    )
    return token


def note_seen(db: Session, sign_in_id: str) -> None:
    """The browser is in use: it stays signed in for another while."""
    moment = clock.now()
    whose = select(SignIn.member_id).where(SignIn.id == sign_in_id).scalar_subquery()
    db.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=moment))
    db.execute(update(Member).where(Member.id == whose).values(active_on=moment.date()))


def sign_out(db: Session, actor: Actor, sign_in_id: str) -> None:
    """End one sign-in of the actor; its open rooms close with it."""
    ended = db.execute(
        delete(SignIn).where(SignIn.id == sign_in_id, SignIn.member_id == actor.member_id)
    )
    if actor.member_id and ended.rowcount:  # type: ignore[attr-defined]
        record(db, SignInsEnded(member_id=actor.member_id, sign_in_ids=(sign_in_id,)))


def change_profile(
    db: Session, actor: Actor, *, name: str, handle: str, role_line: str, about: str
) -> Member:
    """What the actor says of themselves."""
    member = queries.access_person(db, actor, actor.member_id or "", Permission.PERSON_EDIT)
    tidy, before = rules.tidy_handle(handle), (member.name, member.handle)
    if tidy != member.handle:
        member.handle = _own_handle(db, tidy)
    member.name = rules.tidy_name(name)
    member.role_line = rules.tidy_role_line(role_line)
    member.about = rules.tidy_about(about)
    _flush_or_say_taken(db)
    if (member.name, member.handle) != before:
        renaming.note_former(db, member.id, *before)
        record(db, MemberRenamed(member_id=member.id))
    record(db, MemberChanged(member_id=member.id))
    return member


def change_password(db: Session, actor: Actor, password_hash: str, keep: str) -> None:
    """A new password ends every other sign-in of the member; `keep` is this browser's."""
    member = queries.access_person(db, actor, actor.member_id or "", Permission.PERSON_EDIT)
    set_password(db, member, password_hash, keep)


def set_password(db: Session, member: Member, password_hash: str, keep: str = "") -> int:
    """For whoever may do it for them (`change_password`, the command line): returns how many
    browsers were signed out. Links that were mailed to them are worth nothing from now on."""
    member.password_hash = password_hash
    db.execute(delete(OneTimeLink).where(OneTimeLink.member_id == member.id))
    record(db, PasswordChanged(member_id=member.id))
    others = select(SignIn.id).where(SignIn.member_id == member.id, SignIn.id != keep)
    ended = tuple(db.scalars(others))
    db.execute(delete(SignIn).where(SignIn.id.in_(ended)))
    record(db, SignInsEnded(member_id=member.id, sign_in_ids=ended))
    return len(ended)


def give_role(db: Session, member: Member, role: CommunityRole) -> None:
    """For the command line: whoever has the server decides. Never leaves nobody to administer."""
    administrators = select(Member.id).where(Member.role == CommunityRole.ADMINISTRATOR)
    rows = set(db.scalars(administrators.with_for_update()))
    if role is not CommunityRole.ADMINISTRATOR and rows == {member.id}:
        raise Invalid("The community needs at least one administrator.")
    member.role = role
