"""What people are called in a transcript; of a session without names, by nothing of theirs.

There is no key that leads from a replacement to a person: the replacements are numbered by the
order in which voices are first heard, which says nothing that the transcript does not say.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from community.core.text import fold, initials
from community.members.rules import avatar_tone
from community.rooms.people import GONE, NAMELESS, THE_ROOM
from community.transcripts.shape import Voice

SOMEBODY = "(a name)"
_LEFT, _RIGHT = r"(?<![^\W_])", r"(?![^\W_])"  # the edges of a word, which `_` ends too
_SPLIT = re.compile(r"[\s.,()/_-]+")
_TITLES = frozenset(["dr", "prof", "professor", "mr", "mrs", "ms", "miss", "sir", "and", "the"])
# Names that are words of everyday English as well: only as they are written in the name.
_WORDS = frozenset(Path(__file__).with_name("everyday_names.txt").read_text("utf-8").split())
_MARKED = re.compile(r"@([a-z0-9][a-z0-9-]{1,38}[a-z0-9])(?![\w-])", re.IGNORECASE)
ROOM = Voice("", str(THE_ROOM["name"]), initials=str(THE_ROOM["initials"]))
LEFT = Voice("", str(GONE["name"]), initials=str(GONE["initials"]))
UNNAMED = Voice("", str(NAMELESS["name"]), initials=str(NAMELESS["initials"]))
NOBODY = Voice("", "")  # of what is gone
TONES = 24


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    handle: str


class Names(Protocol):
    """Who speaks, and what becomes of names in their words."""

    def voice(self, member_id: str) -> Voice: ...

    def text(self, text: str) -> str: ...


class Real:
    """Everybody is called as they are."""

    def __init__(self, heard: Sequence[str], people: Iterable[Person], hosts: set[str]) -> None:
        known = {person.id: person for person in people}
        self._voices = {
            member_id: Voice(
                f"v{number}",
                known[member_id].name,
                known[member_id].handle,
                member_id in hosts,
                initials(known[member_id].name),
                avatar_tone(member_id),
            )
            for number, member_id in enumerate(heard, 1)
            if member_id in known
        }

    def voice(self, member_id: str) -> Voice:
        return self._voices.get(member_id, LEFT)

    def text(self, text: str) -> str:
        return text


class Replaced:
    """Everybody is a number; names of anybody who was around are taken out of the words."""

    def __init__(self, heard: Sequence[str], people: Iterable[Person], hosts: set[str]) -> None:
        self._voices: dict[str, Voice] = {}
        for member_id in heard:
            host = member_id in hosts
            number = 1 + sum(voice.host is host for voice in self._voices.values())
            name = f"{'Host' if host else 'Voice'} {number}"
            place = len(self._voices)
            short = f"{'H' if host else ''}{number}"
            self._voices[member_id] = Voice(f"v{place + 1}", name, "", host, short, place % TONES)
        known = list(people)
        self._called = {one.handle.lower(): self._label(one.id) for one in known}
        whole = [(form, self._label(one.id)) for one in known for form in _whole_names(one)]
        self._whole = {_key(form): label for form, label in whole}
        parts = {part for one in known for part in _parts(one.name)}
        # First what is longest, so that a name goes before its parts.
        self._names = _any_of((form for form, _ in whole), re.IGNORECASE)
        self._parts = _any_of((part for part in parts if not _everyday(part)), re.IGNORECASE)
        self._words = _any_of(filter(_everyday, parts), re.NOFLAG)

    def _label(self, member_id: str) -> str:
        voice = self._voices.get(member_id)
        return voice.name if voice else SOMEBODY

    def voice(self, member_id: str) -> Voice:
        return self._voices.get(member_id, UNNAMED)

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


def _key(name: str) -> str:
    return " ".join(fold(name).split())


def _whole_names(person: Person) -> list[str]:
    """The name in full and run together, and a handle that is no word by itself."""
    words = [word for word in _SPLIT.split(person.name) if word]
    long = "-" in person.handle or any(map(str.isdigit, person.handle))
    forms = [person.name, " ".join(words), "".join(words)] if len(words) > 1 else []
    return [*forms, person.handle] if long else forms


def _parts(name: str) -> set[str]:
    """The words of a name that could stand for a person."""
    words = (word for word in _SPLIT.split(name) if word)
    return {word for word in words if len(word) > 1 and word.lower() not in _TITLES}


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
