"""A new server: the code that makes the first administrator, and the first steps after it."""

import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from community.access.actor import Actor, CommunityRole
from community.access.policy import Permission, require
from community.choices.models import Choice
from community.choices.queries import chosen
from community.circles.models import Circle
from community.circles.queries import visible_to
from community.core.errors import NotFound
from community.core.upsert import upsert
from community.invitations.models import Invitation
from community.members.actions import NewMember, sign_up
from community.members.models import Member
from community.settings import Settings
from community.skills.models import Skill

TAKEN = "first_administrator"


def _path(settings: Settings) -> Path:
    return settings.data / "set_up_code"


def make_code(db: Session, settings: Settings) -> bool:
    """Write a code for the first administrator, unless somebody is here; True if it did."""
    path = _path(settings)
    if path.exists() or not nobody_yet(db):
        return False
    path.touch(mode=0o600)
    path.write_text(secrets.token_urlsafe(24))
    return True


def open_code(db: Session, settings: Settings) -> str | None:
    """The code, as long as nobody is here."""
    path = _path(settings)
    return path.read_text().strip() or None if path.exists() and nobody_yet(db) else None


def nobody_yet(db: Session) -> bool:
    return not db.scalar(select(exists().where(Member.id.is_not(None))))


def require_code(db: Session, settings: Settings, given: str) -> None:
    """Raise `NotFound` unless `given` is the code and nobody is here yet."""
    code = open_code(db, settings)
    if code is None or not hmac.compare_digest(code.encode(), given.encode()):
        raise NotFound


def make_administrator(db: Session, new: NewMember) -> Member:
    """The first member, who administers. Of two who try at the same moment one is too late."""
    if not upsert(db, Choice, [{"key": TAKEN, "value": "yes"}]) or not nobody_yet(db):
        raise NotFound
    return sign_up(db, new, CommunityRole.ADMINISTRATOR)


def forget_code(settings: Settings) -> None:
    """It has done its work."""
    _path(settings).unlink(missing_ok=True)


@dataclass(frozen=True)
class Step:
    """Something worth doing early."""

    key: str
    done: bool


def steps(db: Session, actor: Actor) -> list[Step]:
    """Each of the first steps, and whether it was done; by what is there, not by what was
    clicked."""
    require(actor, Permission.ADMINISTER)
    named = set(db.scalars(select(Choice.key)))
    others = select(exists().where(Member.id != actor.member_id, Member.guest.is_(False)))
    invited = select(exists().where(Invitation.circle_id.is_(None)))
    return [
        Step("name", "name" in named),
        Step("joining", "sign_up" in named),
        Step("skills", bool(db.scalar(select(exists().where(Skill.curated))))),
        Step("circle", bool(db.scalar(select(exists().where(visible_to(actor), Circle.id != ""))))),
        Step("people", bool(db.scalar(others) or db.scalar(invited))),
    ]


def steps_left(db: Session, actor: Actor) -> int:
    """How many to remind of: none once the guide was put away."""
    if chosen(db).guided:
        return 0
    return sum(not step.done for step in steps(db, actor))
