"""What happens to what somebody follows, for their own inbox; nobody else is told."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FollowEnded:
    member_id: str
