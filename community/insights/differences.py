"""What is different between two texts, word by word, for somebody who reads it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Finding the best match of very long texts would hold everybody else: longer ones are shown as
# taken out and put in whole, and so is the rest once a page has cost enough.
LINES_MOST = 600
WORDS_MOST = 400
COST_MOST = WORDS_MOST**3
_WORD = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")


@dataclass
class Budget:
    """What the differences of one page may still cost. In the worst case a line takes as long as
    the cube of its length."""

    left: int = COST_MOST

    def pays(self, was: int, now: int) -> bool:
        cost = was * now * min(was, now)
        if max(was, now) > WORDS_MOST or cost > self.left:
            return False
        self.left -= cost
        return True


class Kind(StrEnum):
    SAME = "same"
    OUT = "out"
    IN = "in"


Piece = tuple[Kind, str]


def differences(before: str, after: str, budget: Budget | None = None) -> list[list[Piece]]:
    """Line by line, each as pieces that together are the old line, the new one, or both."""
    budget = budget or Budget()
    old, new = before.splitlines(), after.splitlines()
    lines: list[list[Piece]] = []
    for kind, was, now in _steps(old, new, whole=max(len(old), len(new)) > LINES_MOST):
        if kind is Kind.SAME:
            lines += [[(Kind.SAME, line)] for line in now]
            continue
        paired = min(len(was), len(now))
        lines += [_in_line(*pair, budget) for pair in zip(was, now, strict=False)]
        lines += [[(Kind.OUT, line)] for line in was[paired:]]
        lines += [[(Kind.IN, line)] for line in now[paired:]]
    return [line for line in lines if any(text for _, text in line)]


def _in_line(before: str, after: str, budget: Budget) -> list[Piece]:
    pieces: list[Piece] = []
    old, new = _WORD.findall(before), _WORD.findall(after)
    for kind, was, now in _steps(old, new, whole=not budget.pays(len(old), len(new))):
        if kind is Kind.SAME:
            pieces.append((Kind.SAME, "".join(now)))
            continue
        if was:
            pieces.append((Kind.OUT, "".join(was)))
        if now:
            pieces.append((Kind.IN, "".join(now)))
    return pieces


def _steps(
    before: Sequence[str], after: Sequence[str], *, whole: bool
) -> Iterator[tuple[Kind, Sequence[str], Sequence[str]]]:
    """Stretches that are the same (`Kind.SAME`) or not, in order; `whole`: as one stretch."""
    if whole:
        yield Kind.SAME if before == after else Kind.IN, before, after
        return
    steps = SequenceMatcher(None, before, after, autojunk=len(before) > WORDS_MOST).get_opcodes()
    for name, start, end, new_start, new_end in steps:
        kind = Kind.SAME if name == "equal" else Kind.IN
        yield kind, before[start:end], after[new_start:new_end]
