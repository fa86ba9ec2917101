"""What a host says of a session before it is one, and what of it is fit to be kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from community.access.session_rules import Confidentiality, OpenTo
from community.core.errors import Invalid
from community.core.text import tidy_line, tidy_text
from community.sessions.models import SessionKind
from community.sessions.times import span

TITLE_MOST, INTRODUCTION_MOST = 120, 10_000
QUESTIONS_MOST, QUESTION_MOST = 40, 2_000
MINUTE_MOST = 7 * 24 * 60
REFERENCES_MOST, REFERENCE_MOST = 60, 500
REFERENCE_PARTS = ("author", "year", "title", "address", "accessed")
ADDRESS_MOST, LINK_MOST = 300, 500
PLACES_LEAST, PLACES_MOST = 1, 1_000
LATE_HOURS_MOST = 7 * 24
SKILLS_MOST = 12


@dataclass(frozen=True)
class Prepared:
    """A question as its host prepared it; `minute` counts from the start."""

    body: str
    minute: int | None = None
    unseen: bool = False


@dataclass(frozen=True)
class Plan:
    """What a host says of a session; walls are without a zone, which stands beside them."""

    title: str
    starts: datetime
    ends: datetime
    zone: str
    introduction: str = ""
    kind: SessionKind = SessionKind.CHAT
    questions: tuple[Prepared, ...] = ()
    references: tuple[dict[str, Any], ...] = ()
    open_to: OpenTo = OpenTo.CIRCLE
    confidentiality: Confidentiality = Confidentiality.OPEN
    most: int | None = None
    late_hours: int = 24
    video_link: str = ""
    address: str = ""
    skills: tuple[str, ...] = ()  # their names
    hosts: tuple[str, ...] = field(default=())  # member ids besides who makes it


def tidied(plan: Plan) -> Plan:
    """The same, fit to be kept; raises `Invalid` for what cannot be."""
    span(plan.starts, plan.ends, plan.zone)
    title = _line(plan.title, "title", TITLE_MOST)
    if not title:
        raise _wrong("title", "Please give the session a title.")
    if plan.most is not None and not PLACES_LEAST <= plan.most <= PLACES_MOST:
        raise _wrong("most", f"A number of places is from {PLACES_LEAST} to {PLACES_MOST:,}.")
    if not 0 <= plan.late_hours <= LATE_HOURS_MOST:
        raise _wrong("late_hours", f"Late answers are taken for 0 to {LATE_HOURS_MOST} hours.")
    return replace(
        plan,
        title=title,
        introduction=_text(plan.introduction, "introduction", INTRODUCTION_MOST),
        questions=_questions(plan.questions),
        references=tidied_references(plan.references),
        video_link=_link(plan.video_link),
        address=_line(plan.address, "address", ADDRESS_MOST),
    )


def _wrong(name: str, sentence: str) -> Invalid:
    return Invalid(sentence, **{name: sentence})


def _line(text: str, name: str, most: int) -> str:
    line = tidy_line(text)
    if len(line) > most:
        raise _wrong(name, f"At most {most:,} characters, please; this has {len(line):,}.")
    return line


def _text(text: str, name: str, most: int) -> str:
    tidy = tidy_text(text).strip()
    if len(tidy) > most:
        raise _wrong(name, f"At most {most:,} characters, please; this has {len(tidy):,}.")
    return tidy


def _questions(questions: Sequence[Prepared]) -> tuple[Prepared, ...]:
    kept = []
    for one in questions:
        body = tidy_text(one.body).strip()
        if len(body) > QUESTION_MOST:
            raise _wrong("questions", f"A question has at most {QUESTION_MOST:,} characters.")
        if one.minute is not None and not 0 <= one.minute <= MINUTE_MOST:
            raise _wrong("questions", "A question's minute counts from the start, from 0 on.")
        if body:
            kept.append(replace(one, body=body))
    if len(kept) > QUESTIONS_MOST:
        raise _wrong("questions", f"At most {QUESTIONS_MOST} questions, please.")
    return tuple(kept)


def tidied_references(references: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Each with all its parts, those it says nothing of being empty."""
    if len(references) > REFERENCES_MOST:
        raise _wrong("references", f"At most {REFERENCES_MOST} references, please.")
    whole = [{part: str(one.get(part) or "") for part in REFERENCE_PARTS} for one in references]
    for one in whole:
        if any(len(value) > REFERENCE_MOST for value in one.values()):
            raise _wrong("references", f"A reference has at most {REFERENCE_MOST} characters.")
        if one["address"] and not _leads_to_a_page(one["address"]):
            raise _wrong("references", "An address of a page looks like https://example.org.")
    return tuple(whole)


def _link(typed: str) -> str:
    link = _line(typed, "video_link", LINK_MOST)
    if link and "://" not in link:
        link = f"https://{link}"
    if link and not _leads_to_a_page(link):
        raise _wrong("video_link", "A link looks like https://example.org/meeting.")
    return link


def _leads_to_a_page(address: str) -> bool:
    """Over the web, to a host with a name, and neither a name nor a password before it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    plain = not any(ord(sign) <= 32 or sign in "\\<>\"'`" for sign in address)
    return (
        plain
        and parts.scheme in ("http", "https")
        and "." in parts.netloc.strip(".")
        and ("@" not in parts.netloc)
    )
