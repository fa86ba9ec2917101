"""Pure decisions about asks: how long somebody has, how many go on, and when somebody rests."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from community.asks.models import TurnState

REMINDED_AFTER = timedelta(hours=48)
BACK_AFTER = timedelta(days=5)
GOING_MOST = 5  # asks of one member that go on at once
A_DAY_MOST = 20  # new ones of one member, closed or not
ASKED_AT_ONCE = 5  # of those who can teach a skill: a few, so that each matters
OTHERS_SHOWN = 3  # people an ask that came back leads on to
RESTS_AFTER = 3  # asks in silence, one after the other
WISHES_NEEDED = 3


def remind_at(asked_at: datetime) -> datetime:
    return asked_at + REMINDED_AFTER


def due_at(asked_at: datetime) -> datetime:
    return asked_at + BACK_AFTER


def should_rest(latest: Sequence[TurnState]) -> bool:
    """`latest`: how the member's last turns ended, the newest first. What was taken from them
    (`LET_GO`) says nothing of them."""
    theirs = [one for one in latest if one is not TurnState.LET_GO][:RESTS_AFTER]
    return len(theirs) == RESTS_AFTER and set(theirs) == {TurnState.SILENT}
