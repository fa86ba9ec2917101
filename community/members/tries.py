"""Limits on guessing passwords: slows a guesser down and locks nobody out for ever.

Failures are counted by the name that was typed (whether there is such an account or not)
and by the address they come from, each in a window of a quarter of an hour. The bound for
an address is generous: a whole hospital may share one.
"""

import hashlib

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from community.core import clock
from community.core.errors import SlowDown
from community.core.upsert import upsert
from community.members.models import SignInTries
from community.members.rules import (
    TRIES_PER_ADDRESS,
    TRIES_PER_NAME,
    TRIES_WINDOW,
    sign_in_name,
)


def _key(kind: str, text: str) -> str:
    """Hashed, so that the table holds no mistyped password or address."""
    return hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()


def _name_key(name: str) -> str:
    return _key("name", sign_in_name(name))


def begin(db: Session, name: str, address: str) -> None:
    """Count a try under this name, or raise `SlowDown` where there were too many failures.

    Counted before the password is looked at: a hundred guesses at once are a hundred tries.
    """
    by_name, by_address = _name_key(name), _key("address", address)
    _count(db, by_name)
    bounds = {by_name: TRIES_PER_NAME, by_address: TRIES_PER_ADDRESS - 1}
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


def note_failure(db: Session, address: str) -> None:
    """The password was wrong; the name was counted before."""
    _count(db, _key("address", address))


def _count(db: Session, key: str) -> None:
    """One more, in a new window if the last one is over."""
    moment = clock.now()
    db.execute(delete(SignInTries).where(SignInTries.window_ends <= moment))
    upsert(db, SignInTries, [{"key": key, "failures": 0, "window_ends": moment + TRIES_WINDOW}])
    one_more = {"failures": SignInTries.failures + 1}
    db.execute(update(SignInTries).where(SignInTries.key == key).values(one_more))


def forgive(db: Session, name: str) -> None:
    """After the right password, earlier slips under this name no longer count."""
    db.execute(delete(SignInTries).where(SignInTries.key == _name_key(name)))
