"""Each item of a room as the transcript has it."""

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.access.session_rules import Confidentiality
from community.core.markdown import to_html
from community.files import images
from community.files.models import File
from community.rooms.mentions import leading
from community.rooms.models import Attachment, Item, ItemKind, Reaction, Room
from community.rooms.shown_polls import polls_of
from community.sessions.models import HostedSession
from community.transcripts.names import LEFT, NOBODY, ROOM, UNNAMED, Names
from community.transcripts.shape import Kept, PollLine, PollSums, Said, Voice

_LINE_ENDS = re.compile(r"<br\s*/?>|</(?:p|li|tr|pre|blockquote|table)>")
_MARKS = re.compile(r"<[^>]+>")
_CELLS = re.compile(r"</t[dh]>")


def plain(safe: str) -> str:
    """The words of safe HTML: line by line, without marks."""
    text = html.unescape(_MARKS.sub("", _CELLS.sub(" ", _LINE_ENDS.sub("\n", safe))))
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


class Sayings:
    """Turns items into what was said, all of a transcript at once."""

    def __init__(
        self,
        db: Session,
        session: HostedSession,
        room: Room,
        names: Names,
        until: datetime | None,
    ) -> None:
        self._db, self._session, self._room = db, session, room
        self._names, self._until = names, until
        self._nameless = session.confidentiality is Confidentiality.NO_NAMES

    def of(self, items: Sequence[Item]) -> list[Said]:
        self._keys = {item.id: f"m{item.position}" for item in items}
        self._items = {item.id: item for item in items}
        self._reactions, self._files = self._read_reactions(), self._read_files()
        self._polls = polls_of(self._db, items, names_most=0)
        return [self._said(item) for item in items]

    def _said(self, item: Item) -> Said:
        body = "" if item.gone else self._names.text(item.body)
        # Handles lead to people's pages, which a transcript without names must not.
        handles = frozenset() if self._nameless else leading(item.mentions)
        safe = to_html(body, handles) if body else ""
        above = self._items.get(item.reply_to_id or "")
        question = self._items.get(item.question_id or "")
        return Said(
            key=self._keys[item.id],
            place=item.position,
            kind=item.kind,
            at=self._moment(item.created_at),
            voice=self._voice(item),
            body=body,
            words=plain(safe),
            html=safe,
            late=self._is_late(item),
            corrected=self._is_corrected(item),
            withdrawn=item.withdrawn_at is not None,
            hidden=item.hidden_at is not None and item.withdrawn_at is None,
            reply_to=self._keys[above.id] if above else "",
            reply_name=self._voice(above).name if above else "",
            reactions=() if item.gone else self._reactions[item.id],
            files=() if item.gone else self._files[item.id],
            poll=None if item.gone else self._poll(item),
            question=question.number if question else None,
            number=item.number,
        )

    def _moment(self, moment: datetime) -> datetime:
        """To the minute where there are no names: seconds could be compared with other clocks."""
        return moment.replace(second=0, microsecond=0) if self._nameless else moment

    def _voice(self, item: Item) -> Voice:
        if item.gone:
            return NOBODY
        if item.nameless:
            return UNNAMED
        if item.author_id is None:
            return ROOM if item.kind is ItemKind.NOTICE else LEFT
        return self._names.voice(item.author_id)

    def _is_late(self, item: Item) -> bool:
        return self._room.late_from is not None and item.created_at >= self._room.late_from

    def _is_corrected(self, item: Item) -> bool:
        """What was mended while people talked is as it was said; what came later is marked."""
        over = self._session.ended_at
        return bool(not item.gone and item.edited_at and over and item.edited_at >= over)

    def _poll(self, item: Item) -> PollSums | None:
        shown = self._polls.get(item.id)
        if shown is None:
            return None
        text = self._names.text
        lines = tuple(PollLine(text(one["text"]), one["votes"]) for one in shown["options"])
        return PollSums(shown["voters"], lines, text(shown["outcome"]))

    def _read_reactions(self) -> dict[str, tuple[tuple[str, int], ...]]:
        rows = (
            select(Reaction.item_id, Reaction.emoji, func.count())
            .join(Item, Item.id == Reaction.item_id)
            .where(Item.room_id == self._room.id)
            .group_by(Reaction.item_id, Reaction.emoji)
            .order_by(func.min(Reaction.created_at), Reaction.emoji)
        )
        if self._until is not None:
            rows = rows.where(Reaction.created_at < self._until)
        return _together(
            (item_id, (emoji, count)) for item_id, emoji, count in self._db.execute(rows)
        )

    def _read_files(self) -> dict[str, tuple[Kept, ...]]:
        rows = (
            select(Attachment, File.name, File.size)
            .join(File, File.id == Attachment.file_id)
            .where(Attachment.room_id == self._room.id, Attachment.item_id.is_not(None))
            .order_by(Attachment.item_id, Attachment.place)
        )
        found: dict[str, tuple[Kept, ...]] = defaultdict(tuple)
        for one, name, size in self._db.execute(rows):
            item_id = one.item_id or ""
            if item_id in self._keys:
                key = f"{self._keys[item_id]}-{len(found[item_id]) + 1}"
                found[item_id] += (self._kept(one, key, name, size),)
        return found

    def _kept(self, attachment: Attachment, key: str, name: str, size: int) -> Kept:
        """A picture was drawn anew and says nothing of its maker. Any other file may, in its name
        and inside it: of a session without names it is not given away."""
        width, height = attachment.width or 0, attachment.height or 0
        if not width:
            return Kept("A file", False) if self._nameless else Kept(name, False, key, name, size)
        saved = f"{key}{images.ENDING}"
        words = self._names.text(attachment.words) or ("A picture" if self._nameless else name)
        return Kept(words, True, key, saved, size, width, height)


def _together(pairs: Iterable[tuple[str, Any]]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for item_id, one in pairs:
        found[item_id].append(one)
    return defaultdict(tuple, {item_id: tuple(ones) for item_id, ones in found.items()})
