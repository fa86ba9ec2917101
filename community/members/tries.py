"""Limits on guessing passwords and on asking for mails; nobody is locked out for ever.

Failures are counted by the name that was typed (whether there is such an account or not)
and by the address they come from, each in a window of a quarter of an hour. The bound for
an address is generous: a whole hospital may share one. A browser that signed in as the
member before is counted for itself, so that a guesser elsewhere cannot make them wait.
"""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from community.core import clock
from community.core.errors import SlowDown
from community.core.events import record
from community.core.upsert import upsert
from community.members.events import ManyTries
from community.members.models import SignInTries
from community.members.rules import (
    JOINED_FROM_ONE_PLACE,
    MAILS_A_DAY,
    MAILS_AN_HOUR,
    MAILS_FROM_ONE_PLACE,
    TOLD_AFTER,
    TRIES_PER_ADDRESS,
    TRIES_PER_NAME,
    TRIES_WINDOW,
    sign_in_name,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _key(kind: str, text: str) -> str:
    """Hashed, so that the table holds no mistyped password or address."""
    return hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()


def _name_key(name: str, known: str) -> str:
    return _key("known", known) if known else _key("name", sign_in_name(name))


def begin(db: Session, name: str, address: str, known: str = "") -> None:
    """Count a try under this name, or raise `SlowDown` where there were too many failures.

    Counted before the password is looked at: a hundred guesses at once are a hundred tries.
    `known` names a browser that signed in as this member before.
    """
    _forget_what_is_over(db)
    by_name, by_address = _name_key(name, known), _key("address", address)
    _count(db, by_name)
    bounds = {by_name: TRIES_PER_NAME}
    if not known:
        bounds[by_address] = TRIES_PER_ADDRESS - 1
    moment = clock.now()
    for tries in db.scalars(select(SignInTries).where(SignInTries.key.in_(bounds))):
        if tries.failures > bounds[tries.key]:
            wait = (tries.window_ends - moment).total_seconds()
            minutes = max(1, round(wait / 60))
            raise SlowDown(
                wait,
                "There were many failed tries to sign in. For safety, please wait "
                f"{'a minute' if minutes == 1 else f'{minutes} minutes'} and try again.",
            )


def note_failure(db: Session, address: str, name: str = "", member_id: str | None = None) -> None:
    """The password was wrong; the name was counted before.

    An account that does not exist is counted as well: both take the same time.
    """
    _forget_what_is_over(db)
    _count(db, _key("address", address))
    failures = _count(db, _key("account", member_id or sign_in_name(name)))
    if member_id and failures == TOLD_AFTER and may_mail(db, "tries", member_id):
        record(db, ManyTries(member_id=member_id))


def may_mail(db: Session, kind: str, email: str, address: str = "") -> bool:
    """Whether one more mail of a kind may go to this address; beyond that it silently does not.

    `address` is where the wish came from.
    """
    _forget_what_is_over(db)
    bounds = [
        (_key(f"mail {kind} hour", email), HOUR, MAILS_AN_HOUR),
        (_key(f"mail {kind} day", email), DAY, MAILS_A_DAY),
    ]
    if address:
        bounds.append((_key("mail from", address), HOUR, MAILS_FROM_ONE_PLACE))
    # In turn: what was not sent for the hour's sake does not count for the day.
    return all(_count(db, key, window) <= most for key, window, most in bounds)


def begin_joining(db: Session, address: str) -> None:
    """Count an account made without a mail, or raise `SlowDown` where there were too many."""
    _forget_what_is_over(db)
    if _count(db, _key("joined from", address), HOUR) > JOINED_FROM_ONE_PLACE:
        raise SlowDown(
            HOUR.total_seconds(), "Many people joined from here just now. Please try in an hour."
        )


def _forget_what_is_over(db: Session) -> None:
    """Before anything is counted: later, two who count might wait for one another."""
    db.execute(delete(SignInTries).where(SignInTries.window_ends <= clock.now()))


def _count(db: Session, key: str, window: timedelta = TRIES_WINDOW) -> int:
    """One more, in a new window if the last one is over; returns how many there are."""
    ends = clock.now() + window
    upsert(db, SignInTries, [{"key": key, "failures": 0, "window_ends": ends}])
    this = SignInTries.key == key
    db.execute(update(SignInTries).where(this).values(failures=SignInTries.failures + 1))
    return db.scalar(select(SignInTries.failures).where(this)) or 0


def forgive(db: Session, name: str, known: str = "") -> None:
    """After the right password, earlier slips under this name no longer count."""
    db.execute(delete(SignInTries).where(SignInTries.key == _name_key(name, known)))
