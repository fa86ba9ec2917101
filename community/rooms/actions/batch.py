"""Many sayings at once: read what they need, give each its place, write them together."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.orm import Session

from community.access.actor import Actor, Place
from community.access.policy import Audience, Permission, can, require
from community.access.room_rules import may_read_item
from community.core import clock
from community.core.errors import Invalid, NotFound, Problem, Refused, SignedOut, SlowDown
from community.core.events import record
from community.core.ids import is_id, new_id
from community.files.models import File
from community.rooms import rules
from community.rooms.actions import needed
from community.rooms.actions.holding import told
from community.rooms.actions.needed import Counters
from community.rooms.desk_rules import slow_sentence
from community.rooms.events import Mentioned, RoomChanged
from community.rooms.mentions import Named, mentions_in, named
from community.rooms.models import Attachment, Item, ItemKind, Room
from community.rooms.new_item import NewItem
from community.rooms.people import NAMELESS
from community.rooms.saying import Said, Saying
from community.rooms.shown import UNQUOTED, Shown, shown_item, shown_reply
from community.rooms.shown_files import shown_file


@dataclass
class Batch:
    """What `sayings` need to know, read in a few queries, and what they will write."""

    rooms: dict[str, Counters]
    places: dict[str, dict[str, Place]]
    people: dict[str, Shown]
    named: Named
    said: dict[needed.Key, Said]
    related: dict[str, Item]
    last_said: dict[tuple[str, str], datetime]
    files: dict[str, tuple[Attachment, File]]
    since: dict[str, int] = field(default_factory=dict)
    new: list[tuple[NewItem, Shown]] = field(default_factory=list)
    called: list[Mentioned] = field(default_factory=list)

    @classmethod
    def load(cls, db: Session, sayings: Sequence[Saying]) -> "Batch":
        rooms = needed.lock_rooms(db, {s.room_id for s in sayings if is_id(s.room_id)})
        homes = {room.home_id for room in rooms.values()}
        authors = {s.actor.member_id for s in sayings if s.actor.member_id}
        places, people = needed.fresh_places(db, rooms.values(), authors)
        related = needed.related_items(db, sayings)
        return cls(
            rooms=rooms,
            places=places,
            people=people,
            named=named(db, homes, authors, [s.body for s in sayings]),
            said=needed.said_before(db, sayings, rooms),
            related=related | needed.questions_above(db, related),
            last_said=needed.last_said(db, rooms.values(), authors),
            files=needed.waiting_files(db, sayings),
        )

    def take(self, saying: Saying) -> Said | Problem:
        """Give one saying its place, or say why it has none. Nothing is written yet."""
        try:
            return self._take(saying)
        except Problem as problem:
            return problem

    def _take(self, saying: Saying) -> Said:
        author_id = saying.actor.member_id
        if author_id is None:
            raise SignedOut
        room = self.rooms.get(saying.room_id)
        if room is None:
            raise NotFound
        # Asked with the places read in this very transaction: the actor may be out of date.
        actor = replace(saying.actor, places=self.places.get(author_id, {}))
        key = (room.id, "" if saying.nameless else author_id, saying.client_key)
        # What was said before gets its answer again, even if the room fell silent since.
        if key in self.said and can(actor, Permission.ROOM_READ, room):
            return self.said[key]
        require(actor, Permission.ROOM_SAY, room)
        self._not_too_soon(room, actor, author_id, saying)
        item = self._item(saying, room, actor, author_id)
        self.said[key] = Said(item.id, item.position, item.version, again=True)
        return Said(item.id, item.position, item.version)

    def _not_too_soon(self, room: Counters, actor: Actor, author_id: str, saying: Saying) -> None:
        """Slow mode, which holds for everybody but hosts."""
        if not room.slow_seconds or actor.hosts(room.home_id) or saying.at:
            return
        moment, last = clock.now(), self.last_said.get((room.id, author_id))
        wait = timedelta(seconds=room.slow_seconds) - (moment - last) if last else timedelta()
        if wait > timedelta():
            raise SlowDown(wait.total_seconds(), slow_sentence(room.slow_seconds, wait))
        self.last_said[room.id, author_id] = moment

    def _item(self, saying: Saying, room: Counters, actor: Actor, author_id: str) -> NewItem:
        above = self._above(saying, actor)
        question_id, audience = self._place(saying, room, actor, above)
        files = [self._file(one, room, author_id) for one in saying.files]
        self.since.setdefault(room.id, room.version)
        room.version += 1
        room.last_position += 1
        moment = saying.at or clock.now()
        room.last_item_at = moment
        item = NewItem(
            id=new_id(),
            room_id=room.id,
            position=room.last_position,
            version=room.version,
            author_id=None if saying.nameless else author_id,
            client_key=saying.client_key,
            body=saying.body,
            # Whom a text calls depends on who is kept apart from its author.
            mentions={}
            if saying.nameless
            else mentions_in(saying.body, room, author_id, self.named),
            reply_to_id=above.id if above else None,
            audience=audience,
            created_at=moment,
            question_id=question_id,
            to_id=_answered(above, author_id) if audience is Audience.HOSTS else None,
            nameless=saying.nameless,
        )
        for place, (attachment, _) in enumerate(files):
            attachment.item_id, attachment.place = item.id, place
        self.new.append((item, self._shown(item, room, above, files)))
        if item.mentions and not saying.at:
            self.called.append(Mentioned(item_id=item.id, people=tuple(item.mentions.values())))
        return item

    def _above(self, saying: Saying, actor: Actor) -> Item | None:
        if saying.reply_to is None:
            return None
        above = self.related.get(saying.reply_to)
        if above is None or above.room_id != saying.room_id or not may_read_item(actor, above):
            raise NotFound("The message you reply to is not in this room.")
        return above

    def _place(
        self, saying: Saying, room: Counters, actor: Actor, above: Item | None
    ) -> tuple[str | None, Audience]:
        """What it answers, and who reads it."""
        if above is not None and above.audience is Audience.AUTHOR:
            return self._beside_unseen(saying, above)
        audience = rules.narrower(saying.audience, above.audience) if above else saying.audience
        if saying.nameless:
            self._may_be_nameless(room, audience)
        if audience is Audience.HOSTS:
            return None, audience
        question_id, unseen = self._question(saying, room, actor, above)
        return question_id, Audience.AUTHOR if unseen else audience

    def _beside_unseen(self, saying: Saying, above: Item) -> tuple[str | None, Audience]:
        """A reply to one's own unseen answer stays with it, and is revealed with it."""
        if saying.audience is Audience.HOSTS or saying.nameless:
            raise Refused("Your answer is unseen as yet. Please ask the hosts without replying.")
        return above.question_id, Audience.AUTHOR

    def _may_be_nameless(self, room: Counters, audience: Audience) -> None:
        if not room.nameless:
            raise Refused("The hosts of this room take no questions without a name.")
        if audience is not Audience.HOSTS:
            raise Invalid("Without a name one can only ask the hosts.")

    def _question(
        self, saying: Saying, room: Counters, actor: Actor, above: Item | None
    ) -> tuple[str | None, bool]:
        """The id of the question it answers, and whether its answers are unseen as yet.

        Said by name, even if it was closed meanwhile; else that of what it replies to; else the
        newest open one. What hosts say while answers are unseen is for everybody, unless it
        answers by name.
        """
        if saying.question == "":
            return None, False
        if saying.question is not None:
            question = self.related.get(saying.question)
            if (
                question is None
                or question.kind is not ItemKind.QUESTION
                or question.room_id != room.id
            ):
                raise NotFound("The question you answer is not in this room.")
            return question.id, question.unseen
        if above is not None:
            known = above.kind is ItemKind.QUESTION
            question = above if known else self.related.get(above.question_id or "")
            answers, unseen = (question.id, question.unseen) if question else (None, False)
        else:
            answers, unseen = room.asking_id, room.asking_unseen
        return (None, False) if unseen and actor.hosts(room.home_id) else (answers, unseen)

    def _file(self, file_id: str, room: Counters, author_id: str) -> tuple[Attachment, File]:
        attachment, file = self.files.get(file_id, (None, None))
        if (
            attachment is None
            or file is None
            or (attachment.room_id, attachment.owner_id) != (room.id, author_id)
            or attachment.item_id is not None
        ):
            raise Refused("A file you want to send is not there any more. Please add it again.")
        return attachment, file

    def _shown(
        self,
        item: NewItem,
        room: Counters,
        above: Item | None,
        files: Sequence[tuple[Attachment, File]],
    ) -> Shown:
        person = self.people.get(item.author_id or "", NAMELESS)
        reply = None
        if above is not None:
            reply = UNQUOTED if room.past_kept else shown_reply(above, {"name": _name_of(above)})
        sent = [shown_file(*one) for one in files]
        return shown_item(item, person, reply, files=sent, late_from=room.late_from)

    def write(self, db: Session) -> None:
        if not self.new:
            return
        # The table, not the class: the unit of work need not know of thousands of items.
        writer = db.connection()
        writer.execute(_WRITE_ITEMS, [_row(item) for item, _ in self.new])
        changed = [(self.rooms[room_id], since) for room_id, since in self.since.items()]
        writer.execute(_WRITE_ROOM, [_count(room) for room, _ in changed])
        for event in self.called:
            record(db, event)
        for room, since in changed:
            self._tell(db, room, since)

    def _tell(self, db: Session, room: Counters, since: int) -> None:
        record(
            db,
            RoomChanged(
                room_id=room.id,
                home_id=room.home_id,
                since=since,
                version=room.version,
                last_position=room.last_position,
                items=tuple(told(item, one) for item, one in self.new if item.room_id == room.id),
                people=tuple(room.people) if room.people is not None else None,
                past_kept=room.past_kept,
            ),
        )


_ITEMS, _ROOMS = cast(Table, Item.__table__), cast(Table, Room.__table__)
_COLUMNS = [column.name for column in _ITEMS.columns]
_WRITE_ITEMS = insert(_ITEMS)
_WRITE_ROOM = (
    update(_ROOMS)
    .where(_ROOMS.c.id == bindparam("which"))
    .values(
        {name: bindparam(f"new_{name}") for name in ("version", "last_position", "last_item_at")}
    )
)


def _count(room: Counters) -> dict[str, Any]:
    return {
        "which": room.id,
        "new_version": room.version,
        "new_last_position": room.last_position,
        "new_last_item_at": room.last_item_at,
    }


def _row(item: NewItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in _COLUMNS}


def _name_of(item: Item) -> str:
    if item.nameless:
        return str(NAMELESS["name"])
    return item.author.name if item.author else "Somebody who left"


def _answered(above: Item | None, author_id: str) -> str | None:
    """Whom a hosts' item answers, and who therefore reads it: a thread stays with its asker."""
    if above is None:
        return None
    return above.to_id if above.to_id not in (None, author_id) else above.author_id
