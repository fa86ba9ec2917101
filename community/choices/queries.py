"""Reading what was chosen: from the database where it decides, from memory for every page."""

import time
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from community.choices.events import ChoicesChanged
from community.choices.models import Choice
from community.choices.rules import Checked, Choices, Inviters, SignUpWay
from community.core.events import after
from community.core.transaction import Database, database, reading
from community.settings import Settings

KEPT_FOR = 5.0  # seconds, in which another process may still show what was chosen before


_server_name: str | None = None


def set_server_name(name: str) -> None:
    """What the community is called where nobody chose a name."""
    global _server_name
    _server_name = name


def _name_of_server() -> str:
    if _server_name is None:
        set_server_name(Settings().name)
    return _server_name or Choices.name


def chosen(db: Session) -> Choices:
    """What holds at this moment; what nobody chose has its default."""
    rows = {row.key: row.value for row in db.scalars(select(Choice))}
    return Choices(
        name=rows.get("name") or _name_of_server(),
        sign_up=SignUpWay(rows.get("sign_up", SignUpWay.OPEN)),
        invites=Inviters(rows.get("invites", Inviters.COORDINATORS)),
        welcome=rows.get("welcome", ""),
        checked=Checked(rows.get("checked", Checked.NONE)),
        guided=rows.get("guided") == "yes",
    )


@dataclass(frozen=True)
class _Kept:
    choices: Choices
    of: Database
    until: float


_kept: _Kept | None = None


def lately_chosen() -> Choices:
    """For what every page shows, such as the name: read every few seconds, never failing.

    Nothing is decided by it. While the database cannot be had, the last answer stands.
    """
    global _kept
    kept, owner = _kept, database()
    if kept is not None and kept.of is owner and time.monotonic() < kept.until:
        return kept.choices
    try:
        with reading() as db:
            choices = chosen(db)
    except SQLAlchemyError:
        return kept.choices if kept is not None and kept.of is owner else Choices()
    _kept = _Kept(choices, owner, time.monotonic() + KEPT_FOR)
    return choices


def forget(_event: ChoicesChanged | None = None) -> None:
    """Read anew for the next page."""
    global _kept
    _kept = None


after(ChoicesChanged, forget)
