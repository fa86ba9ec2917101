"""What people are called in a transcript; of a session without names, by nothing of theirs.

There is no key that leads from a replacement to a person: the replacements are numbered by the
order in which voices are first heard, which says nothing that the transcript does not say.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from community.access.things import is_guest_handle
from community.core.text import initials
from community.members.rules import avatar_tone
from community.rooms.people import GONE, NAMELESS, THE_ROOM
from community.sessions.names_out import SOMEBODY, NamesOut, Person
from community.transcripts.shape import Voice

ROOM = Voice("", str(THE_ROOM["name"]), initials=str(THE_ROOM["initials"]))
LEFT = Voice("", str(GONE["name"]), initials=str(GONE["initials"]))
UNNAMED = Voice("", str(NAMELESS["name"]), initials=str(NAMELESS["initials"]))
NOBODY = Voice("", "")  # of what is gone
TONES = 24


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
                "" if is_guest_handle(known[member_id].handle) else known[member_id].handle,
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
        self._out = NamesOut(people, self._label)

    def _label(self, member_id: str) -> str:
        voice = self._voices.get(member_id)
        return voice.name if voice else SOMEBODY

    def voice(self, member_id: str) -> Voice:
        return self._voices.get(member_id, UNNAMED)

    def text(self, text: str) -> str:
        return self._out.text(text)
