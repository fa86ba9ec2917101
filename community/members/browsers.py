"""The browsers somebody is signed in with: seeing them, and signing them out."""

import re
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core import clock
from community.core.events import record
from community.members.events import SignInsEnded
from community.members.models import SignIn
from community.members.rules import SIGN_IN_IDLE

# In this order: many browsers also name those they descend from.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def browser_name(sent: str) -> str:
    """`Firefox on Windows`, from what a browser says of itself."""
    browser = _first(BROWSERS, sent)
    system = _first(SYSTEMS, sent)
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or "Another browser"


def _first(names: Sequence[tuple[str, str]], sent: str) -> str:
    return next((name for mark, name in names if re.search(rf"\b{mark}", sent)), "")


def signed_in(db: Session, actor: Actor) -> Sequence[SignIn]:
    """The actor's own, the one used last first."""
    require(actor, Permission.SIGNED_IN)
    moment = clock.now()
    alive = SignIn.expires_at > moment, SignIn.seen_at > moment - SIGN_IN_IDLE
    mine = select(SignIn).where(SignIn.member_id == actor.member_id, *alive)
    return db.scalars(mine.order_by(SignIn.seen_at.desc(), SignIn.id)).all()


def sign_out_elsewhere(db: Session, actor: Actor, keep: str) -> int:
    """End every sign-in of the actor but `keep`; returns how many that were."""
    require(actor, Permission.SIGNED_IN)
    others = select(SignIn.id).where(SignIn.member_id == actor.member_id, SignIn.id != keep)
    ended = tuple(db.scalars(others))
    if ended:
        db.execute(delete(SignIn).where(SignIn.id.in_(ended)))
        record(db, SignInsEnded(member_id=actor.member_id or "", sign_in_ids=ended))
    return len(ended)
