"""What happens to invitations."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PersonInvited:
    """Somebody is to be told by mail."""

    invitation_id: str
