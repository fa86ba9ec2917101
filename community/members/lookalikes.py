"""Names that would pass for the community's own: `Admin`, also with a Cyrillic A, `M0derator`.

A small share of Unicode's table of characters that look like one another (UTS 39): the
Cyrillic, Greek and other letters and digits that are drawn like Latin ones in common typefaces.
"""

import re
import unicodedata

from community.core.text import fold

# Each group looks like the Latin letter before it.
_LIKE = {
    "a": "аαɑ@4", "b": "ьβвƅ8", "c": "сϲⅽ", "d": "ԁⅾ", "e": "еєεҽ3", "f": "ƒ",  # noqa: RUF001
    "g": "ɡց", "h": "һнհ", "i": "іιıӏ1!|lїǀ", "j": "јϳ", "k": "кκ", "m": "мⅿ",  # noqa: RUF001
    "n": "пηո", "o": "оοσ0օ", "p": "рρ", "q": "ԛգ", "r": "гᴦ", "s": "ѕ5$ꜱ", "t": "тτ7",  # noqa: RUF001
    "u": "υսц", "v": "ѵνᴠ", "w": "ԝшωѡ", "x": "хχ×ⅹ", "y": "уγүყ", "z": "ᴢ2",  # noqa: RUF001
}  # fmt: skip
_PLAIN = str.maketrans({sign: letter for letter, signs in _LIKE.items() for sign in signs})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_STAFF = (
    "admin", "admins", "administrator", "administrators", "administration", "moderator",
    "moderators", "mod", "mods", "coordinator", "coordinators", "staff", "support", "helpdesk",
    "system", "superuser", "comentor", "host", "hosts", "everyone", "security",
    "webmaster", "postmaster",
)  # fmt: skip
_BESIDE = ("the", "your", "our", "official", "team", "help", "desk", "of", "community", "account")

_WORD = re.compile(r"[^\s\-_.,:;/()\[\]*~'\"]+")
_TAIL = "!?0123456789"  # `Admin!`, `Admin 1`


def skeleton(text: str) -> str:
    """What is left when all that looks alike is written alike; for comparing, never for show."""
    plain = fold(unicodedata.normalize("NFKC", text)).translate(_PLAIN)
    for pair, letter in _PAIRS:
        plain = plain.replace(pair, letter)
    return plain


_STAFF_SKELETONS = frozenset(map(skeleton, _STAFF))
_BESIDE_SKELETONS = frozenset(map(skeleton, _BESIDE))


def poses_as_staff(name: str) -> bool:
    """Whether a name says nothing but that one speaks for the community."""
    words = [skeleton(word.rstrip(_TAIL)) for word in _WORD.findall(name)]
    if "".join(words) in _STAFF_SKELETONS:  # also `A d m i n`
        return True
    return any(word in _STAFF_SKELETONS for word in words) and all(
        word in _STAFF_SKELETONS | _BESIDE_SKELETONS for word in words
    )
