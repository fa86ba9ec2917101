"""What a feed says, before it is written down in one of two formats."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

# A feed in which nothing stands yet was never changed.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# XML 1.0 takes no other characters, not even escaped.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """`content` is safe HTML, and empty where only the summary is told. `author` is empty where
    nobody is named."""

    id: str
    title: str
    address: str
    published: datetime
    updated: datetime
    summary: str = ""
    author: str = ""
    subjects: tuple[str, ...] = ()
    content: str = ""


@dataclass(frozen=True)
class Feed:
    """`page`: what people open instead; `address`: of this very format."""

    id: str
    title: str
    page: str
    address: str
    community: str
    entries: tuple[Entry, ...] = ()
    since: datetime = NEVER

    @property
    def updated(self) -> datetime:
        return max((entry.updated for entry in self.entries), default=self.since)


def printable(text: str) -> str:
    """Without the characters that would make a feed unreadable as a whole."""
    return _UNPRINTABLE.sub("", text)


def moment(at: datetime) -> str:
    """As both formats write it (RFC 3339), to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
