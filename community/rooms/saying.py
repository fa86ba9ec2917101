"""Something to be said, and the answer to it."""

from dataclasses import dataclass
from datetime import datetime

from community.access.actor import Actor
from community.access.policy import Audience
from community.core.text import tidy_text
from community.rooms import rules


@dataclass(frozen=True)
class Saying:
    """Something a member wants to say; tidied on being made, so it raises `Invalid`."""

    actor: Actor
    room_id: str
    client_key: str
    body: str
    reply_to: str | None = None
    audience: Audience = Audience.EVERYONE
    at: datetime | None = None  # for imports only: when it was said, elsewhere, even if empty

    def __post_init__(self) -> None:
        tidy = tidy_text if self.at else rules.tidy_body
        object.__setattr__(self, "body", tidy(self.body))
        rules.check_client_key(self.client_key)


@dataclass(frozen=True)
class Said:
    """The answer: the item's place. `again` if the same client key had been said before."""

    id: str
    position: int
    version: int
    again: bool = False
