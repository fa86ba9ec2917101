"""Whether somebody wants what is new for them in a letter, and how often."""

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core import clock
from community.core.errors import Invalid
from community.core.upsert import upsert
from community.follows.letter_times import next_letter
from community.follows.models import Every, NewsLetter
from community.members.models import Profile


def chosen(db: Session, actor: Actor) -> Every:
    require(actor, Permission.SIGNED_IN)
    letter = db.get(NewsLetter, actor.member_id)
    return letter.every if letter is not None else Every.NEVER


def choose(db: Session, actor: Actor, every: str) -> None:
    require(actor, Permission.SIGNED_IN)
    if every not in set(Every):
        raise Invalid("Please choose from the list.", every="Please choose from the list.")
    keep_choice(db, actor.member_id or "", Every(every))


def keep_choice(db: Session, member_id: str, every: Every) -> None:
    """Who begins to want them is told of what comes from now on; what they wait for stays."""
    letter = db.get(NewsLetter, member_id, with_for_update=True)
    if letter is not None and letter.every is every:
        return
    now, profile = clock.now(), db.get(Profile, member_id)
    begins = letter is None or letter.every is Every.NEVER
    row = {
        "member_id": member_id,
        "every": every,
        "next_at": next_letter(every, now, profile.time_zone if profile else ""),
        "since": now if letter is None or begins else letter.since,
    }
    upsert(db, NewsLetter, [row], change=("every", "next_at", "since"))
