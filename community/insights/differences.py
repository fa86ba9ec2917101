"""What is different between two texts, word by word, for somebody who reads it."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

# Finding the best match of very long texts would hold everybody else: longer ones are shown as
# taken out and put in whole.
LINES_MOST = 600
WORDS_MOST = 800
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Kind(StrEnum):
    SAME = "same"
    OUT = "out"
    IN = "in"


Piece = tuple[Kind, str]


def differences(before: str, after: str) -> list[list[Piece]]:
    """Line by line, each as pieces that together are the old line, the new one, or both."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[list[Piece]] = []
    for kind, was, now in _steps(old, new, LINES_MOST):
        if kind is Kind.SAME:
            lines += [[(Kind.SAME, line)] for line in now]
            continue
        paired = min(len(was), len(now))
        lines += [_in_line(*pair) for pair in zip(was, now, strict=False)]
        lines += [[(Kind.OUT, line)] for line in was[paired:]]
        lines += [[(Kind.IN, line)] for line in now[paired:]]
    return [line for line in lines if any(text for _, text in line)]


def _in_line(before: str, after: str) -> list[Piece]:
    pieces: list[Piece] = []
    for kind, was, now in _steps(_WORD.findall(before), _WORD.findall(after), WORDS_MOST):
        if kind is Kind.SAME:
            pieces.append((Kind.SAME, "".join(now)))
            continue
        if was:
            pieces.append((Kind.OUT, "".join(was)))
        if now:
            pieces.append((Kind.IN, "".join(now)))
    return pieces


def _steps(
    before: Sequence[str], after: Sequence[str], most: int
) -> Iterator[tuple[Kind, Sequence[str], Sequence[str]]]:
    """Stretches that are the same (`Kind.SAME`) or not, in order."""
    if max(len(before), len(after)) > most:
        yield Kind.SAME if before == after else Kind.IN, before, after
        return
    steps = SequenceMatcher(None, before, after, autojunk=len(before) > most // 2).get_opcodes()
    for name, start, end, new_start, new_end in steps:
        kind = Kind.SAME if name == "equal" else Kind.IN
        yield kind, before[start:end], after[new_start:new_end]
