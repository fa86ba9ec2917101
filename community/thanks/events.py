"""What happens to thanks."""

from dataclasses import dataclass, field

from community.core.ids import new_id


@dataclass(frozen=True, kw_only=True)
class Thanked:
    """A member thanks another; `circle_id` is one that both are in."""

    thanks_id: str
    by_id: str
    to_id: str
    circle_id: str
    cause: str = field(default_factory=new_id)
