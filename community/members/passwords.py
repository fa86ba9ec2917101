"""Password hashing: argon2id with the parameters OWASP gives, off the loop.

OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
"""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from community.core.threads import in_thread

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Each takes 19 MiB and a core for its time: a few at once, the others wait in turn.
_turns = threading.BoundedSemaphore(4)
# Checked when there is no such account, so that the answer takes as long as with one.
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    with _turns:
        return in_thread(_hasher.hash, password)


def password_fits(password: str, password_hash: str | None) -> bool:
    """Whether they belong together; takes the same time whether there is a hash or not."""
    with _turns:
        fits = in_thread(_verify, password, password_hash or _NOBODY)
    return fits and password_hash is not None


def _verify(password: str, password_hash: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
