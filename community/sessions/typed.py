"""Questions and references as a host types them, one on a line, and back.

    +20 * What surprised you?

is due twenty minutes after the start, and everybody writes before anybody reads. A reference is

    Hattie, J. (2009). Visible learning. https://example.org/hattie (accessed 1 March 2026)

of which only the title is needed; where somebody wrote it in no year, "n.d." stands for the year.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from community.core.text import tidy_line
from community.sessions.plans import REFERENCE_PARTS, Prepared

_QUESTION = re.compile(r"(?:\+(?P<minute>\d{1,5})(?:\s+|$))?(?P<unseen>\*\s+)?(?P<body>.*)")
_HEAD = re.compile(r"(?P<author>.*?\S)\s+\((?P<year>\d{4}[a-z]?|n\.d\.)\)\.?\s+(?P<rest>.+)")
_ACCESSED = re.compile(r"(?P<rest>.+?)\s*\(accessed (?P<accessed>[^()]+)\)\.?")
_ADDRESS = re.compile(r"(?P<rest>.+?)\s+(?P<address>https?://\S+)")


def as_questions(text: str) -> tuple[Prepared, ...]:
    lines = (tidy_line(line) for line in text.splitlines())
    return tuple(_as_question(line) for line in lines if line)


def _as_question(line: str) -> Prepared:
    found = _QUESTION.fullmatch(line)
    if found is None or not found["body"]:
        return Prepared(line)
    minute = int(found["minute"]) if found["minute"] else None
    return Prepared(found["body"], minute, found["unseen"] is not None)


def questions_as_typed(questions: Iterable[Prepared]) -> str:
    return "\n".join(map(_question_line, questions))


def _question_line(one: Prepared) -> str:
    due = f"+{one.minute} " if one.minute is not None else ""
    return f"{due}{'* ' if one.unseen else ''}{tidy_line(one.body)}"


def as_references(text: str) -> tuple[dict[str, Any], ...]:
    lines = (tidy_line(line) for line in text.splitlines())
    return tuple(_as_reference(line) for line in lines if line)


def _as_reference(line: str) -> dict[str, Any]:
    """What is not found is empty; what stands where nothing else does is the title."""
    reference = dict.fromkeys(REFERENCE_PARTS, "")
    for pattern in (_HEAD, _ACCESSED, _ADDRESS):
        if found := pattern.fullmatch(line):
            named = found.groupdict()
            line = named.pop("rest")
            reference |= named
    if reference["year"] == "n.d.":
        reference["year"] = ""
    return reference | {"title": line.removesuffix(".") or line}


def references_as_typed(references: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(map(reference_line, references))


def reference_line(reference: Mapping[str, Any]) -> str:
    author, year, title, address, accessed = (
        str(reference.get(part) or "") for part in REFERENCE_PARTS
    )
    head = f"{author} ({year or 'n.d.'}). " if author else ""
    ends = "." if head or address or accessed else ""
    after = f" {address}" if address else ""
    return f"{head}{title}{ends}{after}" + (f" (accessed {accessed})" if accessed else "")
