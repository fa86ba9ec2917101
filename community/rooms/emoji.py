"""The signs one may react with: a small set at hand, and a longer list with words to find them.

`emoji.txt` has one sign a line and English words for it, the likeliest of a kind first. The
same list is what the server accepts.
"""

from functools import cache
from pathlib import Path

from community.core.text import fold

_LIST = Path(__file__).with_name("emoji.txt")


@cache
def all_signs() -> dict[str, str]:
    """Words by sign, in the order of the list."""
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return {sign: words for sign, _, words in (line.partition(" ") for line in lines)}


def signs_called(wish: str) -> list[tuple[str, str]]:
    """The signs for which each word of `wish` begins one of theirs; all for none."""
    wanted = fold(wish).split()
    return [
        (sign, words)
        for sign, words in all_signs().items()
        if all(any(word.startswith(one) for word in words.split()) for one in wanted)
    ]
