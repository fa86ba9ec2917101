"""Which sums of a poll may be seen, and when.

Named polls hide nothing but, if so wished, until they close. Of an anonymous one:

- no sums of fewer than three voters, not even when it is closed;
- any two sums that anybody sees at different moments lie at least three voters apart. Else who
  watches somebody vote would learn their choice by taking the one from the other.

While a live one is open, its sums therefore follow in steps, and one step behind: with the sixth
voter the sums of the first three are shown, with the ninth those of the first six. The sums at
the end, which are all that were given, are then three voters ahead of any shown before.
"""

from collections.abc import Sequence
from typing import NamedTuple

from community.rooms.poll_models import Poll, PollOption

STEP = 3


class Sums(NamedTuple):
    """How many `voters` are counted in it, and what each option has, in their order."""

    voters: int
    votes: list[int]


def seen(poll: Poll, options: Sequence[PollOption], *, closed: bool) -> Sums | None:
    """What everybody may see of the sums at this moment."""
    whole = Sums(poll.voters, [option.tally for option in options])
    if poll.named:
        return whole if closed or poll.live else None
    if closed:
        return whole if poll.voters >= STEP else None
    if poll.live and poll.shown_voters:
        return Sums(poll.shown_voters, [option.shown for option in options])
    return None


def note_vote(poll: Poll, options: Sequence[PollOption]) -> None:
    """After a vote in a live anonymous poll: with each full step one more is shown."""
    if poll.voters - poll.frozen_voters < STEP:
        return
    poll.shown_voters, poll.frozen_voters = poll.frozen_voters, poll.voters
    for option in options:
        option.shown, option.frozen = option.frozen, option.tally


def told(poll: Poll) -> bool:
    """Whether closing it has told anybody how it stands: then it cannot be opened again."""
    return poll.voters > 0 and (poll.named or poll.voters >= STEP)
