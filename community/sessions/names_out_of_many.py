"""Many sessions at once as readers of their pages see them, the people of a circle read once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from community.access.session_rules import Confidentiality
from community.sessions.models import HostedSession
from community.sessions.names_out import (
    NamesOut,
    Person,
    called_before,
    named_in,
    people_called,
    people_of_circle,
    people_present,
)

Texts = dict[str, list[str]]


def titles_without_names(db: Session, sessions: Iterable[HostedSession]) -> Texts:
    """By session its title and introduction; changed only where it is kept without names."""
    every = list(sessions)
    texts = {one.id: [one.title, one.introduction] for one in every}
    nameless: dict[str, list[HostedSession]] = defaultdict(list)
    for one in every:
        if one.confidentiality is Confidentiality.NO_NAMES:
            nameless[one.circle_id].append(one)
    for circle_id, group in nameless.items():
        texts |= _of_circle(db, circle_id, group, texts)
    return texts


def _of_circle(db: Session, circle_id: str, group: Sequence[HostedSession], texts: Texts) -> Texts:
    ids = people_of_circle(db, circle_id)
    said = [text for one in group for text in texts[one.id]]
    before = named_in(called_before(db, ids, set()), said)
    now = named_in(people_called(db, ids, set()), said)
    shown = {}
    for one in group:
        present = people_present(db, one)
        others = present - ids
        people = [
            *_there(before, present),
            *called_before(db, others, present),
            *_there(now, present),
            *people_called(db, others, present),
        ]
        out = NamesOut(named_in(people, texts[one.id]))
        shown[one.id] = [out.text(text) for text in texts[one.id]]
    return shown


def _there(people: Sequence[Person], present: set[str]) -> list[Person]:
    return [replace(one, present=one.id in present) for one in people]
