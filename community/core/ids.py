"""Identifiers that say nothing: neither when a thing was made nor how many there are."""

import base64
import secrets
import string

ID_LENGTH = 16
_ALPHABET = frozenset(string.ascii_lowercase + "234567")


def new_id() -> str:
    """Sixteen lower-case base32 characters: 80 random bits, so no order of creation shows."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()


def is_id(value: object) -> bool:
    """Whether `value` could be one of our ids; anything else need not reach the database."""
    return isinstance(value, str) and len(value) == ID_LENGTH and set(value) <= _ALPHABET
