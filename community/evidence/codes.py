"""The code that evidence is checked by: a hundred random bits in letters that read aloud well."""

import secrets
from typing import Final

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD: Final = str.maketrans("ILO", "110")
LENGTH, GROUP = 20, 5


def new_code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))


def shown(code: str) -> str:
    """`ABCDE-FGHJK-…`, for people to type."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def typed(text: str) -> str | None:
    """The code somebody typed, whatever stands between its letters; None if it cannot be one."""
    code = "".join(text.split()).replace("-", "").upper().translate(_MISREAD)
    return code if len(code) == LENGTH and set(code) <= set(_LETTERS) else None
