"""Taking people's names out of words that are shown without any.

What can be known goes: names in full and in part, handles, mentions, of everybody in the session
and in its circle. A nickname that is no part of a name stays: no program knows it.
"""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.comings import Coming
from community.access.memberships import Membership
from community.access.session_rules import Confidentiality
from community.core.kept import Kept
from community.core.text import fold
from community.members.models import FormerName, Member
from community.rooms.models import Attendance, Item, Room
from community.sessions.models import HostedSession

SOMEBODY = "(a name)"
AT_ONCE = 1_000  # people looked at before everybody else has a turn
_LEFT, _RIGHT = r"(?<![^\W_])", r"(?![^\W_])"  # the edges of a word, which `_` ends too
_SPLIT = re.compile(r"[\s.,()/_-]+")
_TITLES = frozenset(["dr", "prof", "professor", "mr", "mrs", "ms", "miss", "sir", "and", "the"])
# Names that are words of everyday English as well: only as they are written in the name.
_WORDS = frozenset(Path(__file__).with_name("everyday_names.txt").read_text("utf-8").split())
_MARKED = re.compile(r"@([a-z0-9][a-z0-9-]{1,38}[a-z0-9])(?![\w-])", re.IGNORECASE)
# A page is asked for again and again, and a circle may have thousands of names.
_shown: Kept[tuple[str, str], str] = Kept(most=500, seconds=60)


@dataclass(frozen=True)
class Person:
    """`present`: of the session itself, where their handle by itself is taken for them."""

    id: str
    name: str
    handle: str
    present: bool = True


class NamesOut:
    """`label`: what stands for somebody who is named in full, by their id."""

    def __init__(
        self, people: Iterable[Person], label: Callable[[str], str] = lambda _id: SOMEBODY
    ) -> None:
        known = list(people)
        self._called = {one.handle.lower(): label(one.id) for one in known}
        whole = [(form, label(one.id)) for one in known for form in _whole_names(one)]
        self._whole = {_key(form): called for form, called in whole}
        parts = {part for one in known for part in _parts(one)}
        # First what is longest, so that a name goes before its parts.
        self._names = _any_of((form for form, _ in whole), re.IGNORECASE)
        self._parts = _any_of((part for part in parts if not _everyday(part)), re.IGNORECASE)
        self._words = _any_of(filter(_everyday, parts), re.NOFLAG)

    def text(self, text: str) -> str:
        text = _MARKED.sub(self._mention, text)
        if self._names:
            text = self._names.sub(self._name, text)
        for parts in (self._parts, self._words):
            if parts:
                text = parts.sub(SOMEBODY, text)
        return text

    def _mention(self, found: re.Match[str]) -> str:
        return self._called.get(found[1].lower(), found[0])

    def _name(self, found: re.Match[str]) -> str:
        return self._whole.get(_key(found[0]), SOMEBODY)


def people_around(db: Session, session: HostedSession, ids: Iterable[str] = ()) -> list[Person]:
    """Everybody whose name could fall: these, and all of the session and of its circle."""
    present = {*ids, *people_present(db, session)}
    ids = {*present, *people_of_circle(db, session.circle_id)}
    # Last whoever has a name now: it stands for them, and not for who had it before.
    return [*called_before(db, ids, present), *people_called(db, ids, present)]


def people_present(db: Session, session: HostedSession) -> set[str]:
    """Ids of all who came to it, were in its room or wrote there."""
    came = select(Coming.member_id).where(Coming.session_id == session.id)
    was_there = select(Attendance.member_id).join(Room, Room.id == Attendance.room_id)
    wrote = select(Item.author_id).where(Item.room_id == session.room_id)
    present = {*db.scalars(came), *filter(None, db.scalars(wrote.distinct()))}
    return present | set(db.scalars(was_there.where(Room.home_id == session.id)))


def people_of_circle(db: Session, circle_id: str) -> set[str]:
    """Ids of all who are in it or ever were near it."""
    return set(db.scalars(select(Membership.member_id).where(Membership.circle_id == circle_id)))


def people_called(db: Session, ids: set[str], present: set[str]) -> list[Person]:
    rows: list[Person] = []
    wanted = sorted(ids)
    for start in range(0, len(wanted), AT_ONCE):
        if start:
            time.sleep(0)
        part = Member.id.in_(wanted[start : start + AT_ONCE])
        found = db.execute(select(Member.id, Member.name, Member.handle).where(part))
        rows += [Person(one.id, one.name, one.handle, one.id in present) for one in found]
    return rows


def called_before(db: Session, ids: set[str], present: set[str]) -> list[Person]:
    """By what they were called until they changed it: few ever do, so all are looked through."""
    if not ids:
        return []
    rows = db.execute(select(FormerName.member_id, FormerName.name, FormerName.handle))
    return [Person(*row, row.member_id in present) for row in rows if row.member_id in ids]


def shown_without_names(db: Session, session: HostedSession, texts: list[str]) -> list[str]:
    """As readers of its page see them: changed only where the session is kept without names."""
    if session.confidentiality is not Confidentiality.NO_NAMES:
        return texts
    known = [_shown.get((session.id, text)) for text in texts]
    if None in known:
        out = NamesOut(named_in(people_around(db, session), texts))
        return [_shown.keep((session.id, text), out.text(text)) for text in texts]
    return [text or "" for text in known]


def named_in(people: Iterable[Person], texts: Iterable[str]) -> list[Person]:
    """Those whose name or handle may stand in the words: getting ready to look for everybody
    would hold up all others for a second where a circle has thousands. They have their turns."""
    said, found = fold("\n".join(texts)), list[Person]()
    for number, one in enumerate(people, start=1):
        if any(part in said for part in _looked_for(one)):
            found.append(one)
        if number % AT_ONCE == 0:
            time.sleep(0)
    return found


def _looked_for(person: Person) -> list[str]:
    words = [word for word in _SPLIT.split(fold(person.name)) if word]
    return [*([word for word in words if len(word) > 1] or words), fold(person.handle)]


def _key(name: str) -> str:
    return " ".join(fold(name).split())


def _whole_names(person: Person) -> list[str]:
    """The name in full and run together, and a handle that is no word by itself."""
    words = [word for word in _SPLIT.split(person.name) if word]
    long = "-" in person.handle or any(map(str.isdigit, person.handle))
    forms = [person.name, " ".join(words), "".join(words)] if len(words) > 1 else []
    return [*forms, person.handle] if long else forms


def _parts(person: Person) -> set[str]:
    """The words of a name that could stand for a person, and a handle that could."""
    words = {word for word in _SPLIT.split(person.name) if len(word) > 1}
    if person.present and not _everyday(person.handle):
        words.add(person.handle)
    return {word for word in words if word.lower() not in _TITLES}


def _everyday(part: str) -> bool:
    """Whether it may be a word of everyday English, as any short one may."""
    return len(part) < 3 or part.lower() in _WORDS


def _any_of(names: Iterable[str], flags: re.RegexFlag) -> re.Pattern[str] | None:
    every = {form for name in names for form in (name, fold(name) if flags else name)}
    longest = sorted(every, key=len, reverse=True)
    if not longest:
        return None
    ways = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest)
    return re.compile(f"{_LEFT}(?:{ways}){_RIGHT}", flags)
