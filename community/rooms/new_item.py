"""A message as it is said: an `Item` to which nothing has happened yet.

Hundreds come in a second, and an object the database layer watches takes longer to make than a
message does to write.
"""

from dataclasses import dataclass, field
from datetime import datetime

from community.access.policy import Audience
from community.rooms.models import ItemKind


@dataclass(slots=True, kw_only=True)
class NewItem:
    """Has every column of an `Item`, and what `Item` says of itself that telling it asks for."""

    id: str
    room_id: str
    position: int
    version: int
    author_id: str | None
    client_key: str
    body: str
    mentions: dict[str, str]
    reply_to_id: str | None
    audience: Audience
    created_at: datetime
    question_id: str | None
    to_id: str | None
    nameless: bool
    kind: ItemKind = ItemKind.MESSAGE
    edited_at: datetime | None = field(default=None, init=False)
    withdrawn_at: datetime | None = field(default=None, init=False)
    hidden_at: datetime | None = field(default=None, init=False)
    pinned_at: datetime | None = field(default=None, init=False)
    unpinned_at: datetime | None = field(default=None, init=False)
    closed_at: datetime | None = field(default=None, init=False)
    number: int | None = field(default=None, init=False)
    unseen: bool = field(default=False, init=False)
    gone: bool = field(default=False, init=False)
    for_newcomers: bool = field(default=False, init=False)

    @property
    def last_open(self) -> datetime:
        return self.created_at
