"""How much one member may post, whichever door they use; kept per process."""

from community.access.actor import Actor
from community.core.limits import Budget
from community.rooms.saying import Saying
from community.settings import Settings

_budget = Budget(rate=5.0, burst=20)
_searches = Budget(rate=1.0, burst=40)


def set_limits(settings: Settings) -> None:
    global _budget, _searches
    _budget = Budget(rate=settings.posts_per_second, burst=settings.posts_burst)
    _searches = Budget(rate=settings.posts_per_second / 5, burst=settings.posts_burst * 2)


def spend_post(actor: Actor) -> None:
    """One message, edit or reaction; raises `SlowDown` when it was too many too fast."""
    _budget.spend(actor.member_id or "")


# Kept by member in the memory of this process and for minutes: of what was asked, nothing.
# Several processes each count for themselves, so that whoever is served by two of them may ask
# twice as much. To count together they would have to tell each other, or write down, who asked
# and when; beside the moment of a question that is its name. A bound is worth less than that.
_nameless = Budget(rate=3 / 600, burst=3)


def spend_search(actor: Actor) -> None:
    """One look through what was said in a room; reads far more than a message writes."""
    _searches.spend(actor.member_id or "")


def spend_saying(saying: Saying) -> None:
    """One message; without a name at most three in ten minutes, as each process counts them."""
    spend_post(saying.actor)
    spend_nameless(saying)


def spend_nameless(saying: Saying) -> None:
    if saying.nameless:
        _nameless.spend(saying.actor.member_id or "")
