"""Something to be said, and the answer to it."""

from dataclasses import dataclass
from datetime import datetime

from community.access.actor import Actor
from community.access.policy import Audience
from community.core.text import tidy_text
from community.rooms import rules


@dataclass(frozen=True)
class Saying:
    """Something a member wants to say; tidied on being made, so it raises `Invalid`.

    `question`: the id of what it answers; empty for none; without one, it answers what is
    asked at the moment. `nameless`: to the hosts, without a name. `files`: ids of attachments
    that this member has sent into this room; with one, the body may be empty.
    """

    actor: Actor
    room_id: str
    client_key: str
    body: str
    reply_to: str | None = None
    audience: Audience = Audience.EVERYONE
    question: str | None = None
    nameless: bool = False
    files: tuple[str, ...] = ()
    at: datetime | None = None  # for imports only: when it was said, elsewhere, even if empty

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", self._tidy())
        rules.check_client_key(self.client_key)
        object.__setattr__(self, "files", tuple(dict.fromkeys(self.files)))
        rules.check_files(self.files, nameless=self.nameless)
        rules.check_standing_alone(self.reply_to, nameless=self.nameless)

    def _tidy(self) -> str:
        if self.at:
            return tidy_text(self.body)
        if self.files:
            return rules.short_enough(tidy_text(self.body))
        return rules.tidy_body(self.body)


@dataclass(frozen=True)
class Said:
    """The answer: the item's place. `again` if the same client key had been said before."""

    id: str
    position: int
    version: int
    again: bool = False
