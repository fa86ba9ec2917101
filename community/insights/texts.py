"""What an insight says, as its author gives it, and what may be published of it."""

from dataclasses import dataclass, replace
from typing import Any

from community.access.insight_rules import Sight
from community.core.errors import Invalid
from community.core.text import tidy_line, tidy_text
from community.insights.models import BODY_MOST, TITLE_MOST, Insight, InsightDraft, InsightRevision
from community.sessions.plans import tidied_references

SKILLS_MOST = 8


@dataclass(frozen=True)
class Text:
    """Title, Markdown, and references as dicts of author, year, title, address, accessed."""

    title: str = ""
    body: str = ""
    references: tuple[dict[str, Any], ...] = ()

    @classmethod
    def of(cls, row: Insight | InsightDraft | InsightRevision) -> "Text":
        return cls(row.title, row.body, tuple(row.references))


NOTHING = Text()


@dataclass(frozen=True)
class Shown:
    """Where it stands and who reads it. For no circle, `Sight` is public or members."""

    sight: Sight = Sight.MEMBERS
    circle_id: str | None = None
    skills: tuple[str, ...] = ()


def tidied(text: Text) -> Text:
    """Any text that can be kept as a draft; raises `Invalid` for one that is too long."""
    title, body = tidy_line(text.title), tidy_text(text.body).rstrip()
    _short_enough(title, "title", TITLE_MOST)
    _short_enough(body, "body", BODY_MOST)
    return replace(text, title=title, body=body, references=tidied_references(text.references))


def ready(text: Text) -> Text:
    """A text that can be published; raises `Invalid` saying what is missing."""
    whole = tidied(text)
    missing = {}
    if not whole.title:
        missing["title"] = "Please give it a title."
    if not whole.body.strip():
        missing["body"] = "Please write something first."
    if missing:
        raise Invalid(next(iter(missing.values())), **missing)
    return whole


def _short_enough(text: str, field: str, most: int) -> None:
    if len(text) > most:
        sentence = f"At most {most:,} characters, please; this has {len(text):,}."
        raise Invalid(sentence, **{field: sentence})
