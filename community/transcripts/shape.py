"""A transcript as plain data: what pages, files and numbers are made from.

Nothing in it leads back to the database: messages are known by their key (`m17`, the permanent
link into the transcript), people by theirs (`v3`), which say nothing outside this transcript.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from community.access.session_rules import Confidentiality
from community.rooms.models import ItemKind


@dataclass(frozen=True)
class Voice:
    """Whoever speaks, as the transcript calls them.

    `key`: empty for the room itself and for whoever has no name here. Of a session without
    names, everything here is a replacement that is numbered anew each time.
    """

    key: str
    name: str
    handle: str = ""
    host: bool = False
    initials: str = ""
    tone: int = 0


@dataclass(frozen=True)
class HostLine:
    """A line of the box that presents the hosts; parts they do not show are empty."""

    voice: Voice
    role_line: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Reference:
    author: str
    year: str
    title: str
    address: str
    accessed: str


@dataclass(frozen=True)
class Kept:
    """A picture or file that was shown: in words, and where it is to be had.

    `words`: what a picture shows, or a file's name. `key` (`m17-2`, the second of what was said at
    17) leads to the thing itself, `name` is what it is saved as; both are empty where nobody gets
    it. `size` in bytes, `width` and `height` of a picture in points.
    """

    words: str
    image: bool
    key: str = ""
    name: str = ""
    size: int = 0
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class PollLine:
    text: str
    votes: int | None  # none where the sums are not for everybody


@dataclass(frozen=True)
class PollSums:
    voters: int
    lines: tuple[PollLine, ...]
    outcome: str = ""


@dataclass(frozen=True)
class Said:
    """One message, question, poll or notice.

    `body` is Markdown as it was written, `words` the same without marks (lines stay lines),
    `html` safe; all three are empty of what is `withdrawn` or `hidden`, and nobody's name stands
    there. `late`: said after the end. `corrected`: its writer changed it after the end.
    `reply_to`: the key of what it answers. `replies`: all that hangs under it, in order, also
    replies to replies; only what stands under nothing has any.
    """

    key: str
    place: int
    kind: ItemKind
    at: datetime
    voice: Voice
    body: str
    words: str
    html: str
    late: bool = False
    corrected: bool = False
    withdrawn: bool = False
    hidden: bool = False
    reply_to: str = ""
    reply_name: str = ""
    reactions: tuple[tuple[str, int], ...] = ()
    files: tuple[Kept, ...] = ()
    poll: PollSums | None = None
    question: int | None = None  # the number of the question it answers
    number: int | None = None  # of a question
    replies: tuple["Said", ...] = ()

    @property
    def gone(self) -> bool:
        return self.withdrawn or self.hidden


@dataclass(frozen=True)
class Question:
    """A question with the answers to it."""

    number: int
    said: Said
    answers: tuple[Said, ...]
    unseen: bool = False  # its answers were never revealed, so none are here


@dataclass(frozen=True)
class Facts:
    """What was announced of the session, and when it happened."""

    session_id: str
    title: str
    circle: str  # empty where not every reader may know of it
    introduction: str  # Markdown
    introduction_html: str
    references: tuple[Reference, ...]
    starts_at: datetime
    ends_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    time_zone: str
    confidentiality: Confidentiality

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def began(self) -> datetime:
        """In the zone of the session."""
        return (self.started_at or self.starts_at).astimezone(self.zone)

    @property
    def over(self) -> datetime:
        return (self.ended_at or self.ends_at).astimezone(self.zone)

    @property
    def day(self) -> date:
        return self.began.date()

    @property
    def nameless(self) -> bool:
        return self.confidentiality is Confidentiality.NO_NAMES


@dataclass(frozen=True)
class TranscriptData:
    """One version of a session's transcript.

    `number`: 1 is what was said until the end, 2 has the late answers too. `revision` counts
    how often that version changed since, because somebody put their words right or took them
    back. `address`: where it can be read, complete. `voices`: those who said something, by name.
    `opening`: what was said before the first question, `beside`: after it and answering none.
    """

    facts: Facts
    number: int
    revision: int
    made_at: datetime
    address: str
    hosts: tuple[HostLine, ...]
    voices: tuple[Voice, ...]
    opening: tuple[Said, ...]
    questions: tuple[Question, ...]
    beside: tuple[Said, ...]
    summary: str = ""  # Markdown, by the hosts, afterwards
    summary_html: str = ""
    numbers: dict[str, Any] = field(default_factory=dict)  # see `transcripts.numbers`

    @property
    def label(self) -> str:
        """`1`, or `1.2` after the second change."""
        return f"{self.number}.{self.revision}" if self.revision else str(self.number)

    def entries(self) -> list[Said]:
        """Everything in it, each once, in the order in which it was said."""
        return sorted(self._entries(), key=lambda said: said.place)

    def _entries(self) -> Iterator[Said]:
        for group in (self.opening, *(one.answers for one in self.questions), self.beside):
            for said in group:
                yield said
                yield from said.replies
        yield from (one.said for one in self.questions)

    def kept(self) -> list[Kept]:
        """The pictures and files in it that are to be had, in the order in which they came."""
        return [kept for said in self.entries() for kept in said.files if kept.key]

    def way_to(self, kept: Kept) -> str:
        """Where whoever may read this finds it, as long as it stands: within the community."""
        return f"/sessions/{self.facts.session_id}/transcript/files/{kept.key}"

    def base(self) -> str:
        """The address of the community."""
        return self.address.partition("/sessions/")[0]

    def link(self, said: Said) -> str:
        """Where this message can be read, for as long as there is a transcript."""
        return f"{self.address}#{said.key}"

    def clock(self, moment: datetime) -> str:
        """`19:04`, in the session's zone."""
        return f"{moment.astimezone(self.facts.zone):%H:%M}"
