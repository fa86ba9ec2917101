"""Choosing for the whole community."""

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.choices import rules
from community.choices.events import ChoicesChanged
from community.choices.models import Choice
from community.core.events import record
from community.core.upsert import upsert


def choose(db: Session, actor: Actor, **given: str) -> None:
    """Set some of name, sign_up, invites, welcome, checked; what is not given stays as it is."""
    require(actor, Permission.ADMINISTER)
    _keep(db, actor, {key: _TIDY[key](text) for key, text in given.items()})


def put_guide_away(db: Session, actor: Actor) -> None:
    """The first steps are done, or not wanted."""
    require(actor, Permission.ADMINISTER)
    _keep(db, actor, {"guided": "yes"})


def _keep(db: Session, actor: Actor, values: dict[str, str]) -> None:
    rows = [{"key": key, "value": str(value)} for key, value in values.items()]
    upsert(db, Choice, rows, change=("value",))
    record(db, ChoicesChanged(by_id=actor.member_id or ""))


_TIDY = {
    "name": rules.tidy_name,
    "sign_up": rules.as_way,
    "invites": rules.as_inviters,
    "welcome": rules.tidy_welcome,
    "checked": rules.as_checked,
}
