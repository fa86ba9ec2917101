"""Builders for what sessions leave behind: one that was held, and what is made of it."""

import csv
import io
import json
import re
import zipfile
from html import unescape
from typing import Any

from sqlalchemy import select

from community.core.transaction import reading, transaction
from community.sessions.actions import hosting
from community.sessions.models import HostedSession
from community.transcripts import building
from community.transcripts.models import FileKind, Transcript, TranscriptFile
from community.transcripts.reading import read
from community.transcripts.shape import TranscriptData
from tests.doing import do
from tests.town import Evening, Person, Town

BASE = "https://learn.example.org"


def held(town: Town, *people: Person, **plan: Any) -> Evening:
    """A session of Hana's that is live, with these people in it."""
    evening = town.session(town.circle(town.hana), **plan)
    for person in people:
        town.come(person, evening)
    do(evening.host, hosting.start, evening.id)
    return evening


def end(evening: Evening) -> None:
    do(evening.host, hosting.end, evening.id)


def close(evening: Evening) -> None:
    do(evening.host, hosting.close, evening.id)


def make() -> int:
    """Make what is due, now or in a moment; how many there were."""
    building.take_up()
    made = 0
    while claimed := building._claim():
        building._make(claimed, BASE)
        made += 1
    return made


def transcript_of(evening: Evening, number: int | None = None) -> TranscriptData:
    with reading() as db:
        return read(db, db.get_one(HostedSession, evening.id), number=number, base=BASE)


def rows(evening: Evening) -> list[Transcript]:
    with reading() as db:
        mine = select(Transcript).where(Transcript.session_id == evening.id)
        return list(db.scalars(mine.order_by(Transcript.number)))


def files(evening: Evening, number: int = 1) -> dict[FileKind, bytes]:
    with reading() as db:
        found = (
            select(TranscriptFile)
            .join(Transcript, Transcript.id == TranscriptFile.transcript_id)
            .where(Transcript.session_id == evening.id, Transcript.number == number)
        )
        return {file.kind: file.content for file in db.scalars(found)}


def unpacked(packed: bytes) -> dict[str, bytes]:
    """By name inside the one folder of the archive."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def said_in(plain: dict[str, Any]) -> list[dict[str, Any]]:
    """All that the JSON says was said, in order."""
    groups = [plain["opening"], plain["beside"]]
    groups += [[question["asked"], *question["answers"]] for question in plain["questions"]]
    flat = [one for group in groups for said in group for one in (said, *said["replies"])]
    return sorted(flat, key=lambda one: int(one["key"][1:]))


def as_data(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content)
    return found


def words_of_page(page: str) -> list[str]:
    """What each message on it says, without marks and without spaces."""
    found = re.findall(r'<div class="prose spoken__words">(.*?)</div>', page, re.DOTALL)
    found += re.findall(r'<span class="transcript__asked">(.*?)</span>', page, re.DOTALL)
    return [squeezed(unescape(re.sub(r"<[^>]+>", "", one))) for one in found]


def squeezed(text: str) -> str:
    """Where lines and cells end is drawn, not written."""
    return "".join(text.split())


def set_plan(evening: Evening, **facts: Any) -> None:
    """Change the session's row as its scheduling would."""
    with transaction() as db:
        session = db.get_one(HostedSession, evening.id)
        for name, value in facts.items():
            setattr(session, name, value)


__all__ = ["BASE", "Evening", "Person", "Town"]
