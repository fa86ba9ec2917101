"""How much one member may post, whichever door they use; kept per process."""

from community.access.actor import Actor
from community.core.limits import Budget
from community.settings import Settings

_budget = Budget(rate=5.0, burst=20)


def set_limits(settings: Settings) -> None:
    global _budget
    _budget = Budget(rate=settings.posts_per_second, burst=settings.posts_burst)


def spend_post(actor: Actor) -> None:
    """One message, edit or reaction; raises `SlowDown` when it was too many too fast."""
    _budget.spend(actor.member_id or "")
