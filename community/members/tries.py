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
from community.core.text import fold
from community.core.upsert import upsert
from community.members.models import SignInTries
from community.members.rules import TRIES_PER_ADDRESS, TRIES_PER_NAME, TRIES_WINDOW


def _keys(name: str, address: str) -> dict[str, int]:
    """Hashed, so that the table holds no mistyped password or address."""

    def key(kind: str, text: str) -> str:
        return hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()

    return {
        key("name", fold(name).removeprefix("@")): TRIES_PER_NAME,
        key("address", address): TRIES_PER_ADDRESS,
    }


def check(db: Session, name: str, address: str) -> None:
    """Raise `SlowDown` if there were too many failures under this name or from this address."""
    keys, moment = _keys(name, address), clock.now()
    for tries in db.scalars(select(SignInTries).where(SignInTries.key.in_(keys))):
        if tries.window_ends > moment and tries.failures >= keys[tries.key]:
            wait = (tries.window_ends - moment).total_seconds()
            minutes = max(1, round(wait / 60))
            raise SlowDown(
                wait,
                "There were many failed tries to sign in. For safety, please wait "
                f"{'a minute' if minutes == 1 else f'{minutes} minutes'} and try again.",
            )


def note_failure(db: Session, name: str, address: str) -> None:
    """Count one failure, in a new window if the last one is over."""
    moment = clock.now()
    db.execute(delete(SignInTries).where(SignInTries.window_ends <= moment))
    for key in _keys(name, address):
        upsert(db, SignInTries, [{"key": key, "failures": 0, "window_ends": moment + TRIES_WINDOW}])
        db.execute(
            update(SignInTries)
            .where(SignInTries.key == key)
            .values(failures=SignInTries.failures + 1)
        )


def forgive(db: Session, name: str) -> None:
    """After the right password, earlier slips under this name no longer count."""
    name_key = next(iter(_keys(name, "")))
    db.execute(delete(SignInTries).where(SignInTries.key == name_key))
