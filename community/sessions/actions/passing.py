"""Coming in by one's link: signed in to this session, and to nothing else."""

import hmac
from dataclasses import dataclass

from sqlalchemy.orm import Session

from community.access.comings import Answer
from community.access.memberships import Standing
from community.core import clock
from community.core.errors import Invalid
from community.members.rules import tidy_email
from community.sessions.actions.coming import answer, enter
from community.sessions.actions.holding import hold
from community.sessions.models import Pass
from community.sessions.passes import Opened, opened

ASK = "This link was opened in another browser before. Please give the address it was sent to."


@dataclass(frozen=True)
class Shown:
    """What a browser shows for itself: who it is signed in as, its mark, and what was typed."""

    member_id: str | None
    mark: str  # a hash; see `community.web.pass_browser`
    email: str = ""


def is_known(found: Opened, shown: Shown) -> bool:
    """Whether this browser may use the link as it is: as the person, or the first to use it."""
    if shown.member_id is not None:
        return shown.member_id == found.member.id
    return found.own.browser in ("", shown.mark)


def come_by(db: Session, token: str, shown: Shown, said: Answer | None) -> tuple[Opened, Standing]:
    """Enter, or with `said` answer only. Another browser than the first gives the address."""
    hold(db, opened(db, token).session.id)
    found = opened(db, token)
    if not is_known(found, shown):
        check_address(found, shown.email)
    _note(found.own, shown)
    if said is None:
        return found, enter(db, found.actor, found.session.id)
    return found, answer(db, found.actor, found.session.id, said)


def check_address(found: Opened, typed: str) -> None:
    if not typed:
        raise Invalid(ASK, email=ASK)
    given, wanted = tidy_email(typed).encode(), found.email.encode()
    if not wanted or not hmac.compare_digest(given, wanted):
        sentence = "The invitation was sent to another address. Please check it."
        raise Invalid(sentence, email=sentence)


def _note(own: Pass, shown: Shown) -> None:
    own.browser = own.browser or shown.mark
    own.entered_at = own.entered_at or clock.now()
