"""Where an insight is to stand, who is to read it and what it is about, as its draft has it.

The form's own words. Nothing follows from them before they are published.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from community.core.errors import Invalid
from community.core.text import tidy_line
from community.insights.listed import skills_of
from community.insights.models import Insight, InsightDraft

FIELDS = ("sight", "circle_id", "skills")
SKILLS_TYPED_MOST = 1_000
_CHOICE_MOST = 40  # longer than any there is


def shown_of(db: Session, insight: Insight, draft: InsightDraft | None) -> dict[str, str]:
    """What its author chose last, else how it stands; a published one stays in its circle."""
    circle_id = insight.circle_id or ""
    names = ", ".join(skill.name for skill in skills_of(db, [insight.id])[insight.id])
    shown = {"sight": insight.sight.value, "circle_id": circle_id, "skills": names}
    if draft is not None and draft.shown is not None:
        shown |= draft.shown
    return shown | {"circle_id": circle_id} if insight.number else shown


def tidied_shown(typed: Mapping[str, str]) -> dict[str, str]:
    """What was sent, as it can be kept; raises `Invalid` for more than anybody means."""
    shown = {name: tidy_line(typed[name])[:_CHOICE_MOST] for name in FIELDS[:2] if name in typed}
    if "skills" in typed:
        names = map(tidy_line, typed["skills"].split(","))
        shown["skills"] = ", ".join(filter(None, names))
        if len(shown["skills"]) > SKILLS_TYPED_MOST:
            sentence = f"At most {SKILLS_TYPED_MOST:,} characters, please."
            raise Invalid(sentence, skills=sentence)
    return shown
