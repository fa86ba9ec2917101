"""What is typed about an insight."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from community.access.insight_rules import Sight
from community.insights.models import Insight, InsightDraft
from community.insights.texts import Shown, Text
from community.sessions.typed import as_references, references_as_typed

READERS = [
    SelectChoice(Sight.PUBLIC.value, "Everybody, also without an account"),
    SelectChoice(Sight.MEMBERS.value, "All members"),
    SelectChoice(Sight.CIRCLE.value, "The circle"),
    SelectChoice(Sight.HOSTS.value, "The circle's hosts"),
]


class InsightForm(FlaskForm):  # type: ignore[misc]
    """Nothing is required: a draft may be anything. `version`: of the draft one began with."""

    title = StringField("Title")
    body = TextAreaField("What you learned")
    references = TextAreaField("References")
    skills = StringField("Skills")
    circle_id = SelectField("Circle", validate_choice=False)
    sight = RadioField("Who reads it", choices=READERS, validate_choice=False)
    version = HiddenField()

    def offer(self, circles: Mapping[str, str], *, only: bool) -> None:
        """Circles by id, with their names; `only`: it stays where it is."""
        none = [] if only and circles else [("", "No circle")]
        self.circle_id.choices = [*none, *circles.items()]

    @property
    def text(self) -> Text:
        return Text(
            self.title.data or "",
            self.body.data or "",
            as_references(self.references.data or ""),
        )

    def forget_what_is_gone(self) -> bool:
        """Whether a circle or readers were chosen that are not offered. No circle is chosen then,
        and its readers are "the circle", so that nobody reads it before its author chose anew."""
        circles = [one.value for one in self.circle_id.iter_choices()]
        known = (self.circle_id.data or "") in circles and self.sight.data in set(Sight)
        if not known:
            self.circle_id.data, self.sight.data = circles[0], Sight.CIRCLE.value
        return not known

    @property
    def chosen(self) -> dict[str, str]:
        """Of sight, circle and skills what was sent, as it was."""
        sent = {one.short_name: one.data for one in (self.sight, self.circle_id, self.skills)}
        return {name: value for name, value in sent.items() if value is not None}

    @property
    def shown(self) -> Shown:
        names = (self.skills.data or "").split(",")
        return Shown(
            sight=_sight(self.sight.data),
            circle_id=self.circle_id.data or None,
            skills=tuple(name.strip() for name in names if name.strip()),
        )


def version_of(typed: object) -> int:
    """Anything that is no number, or greater than any there is, is older than everything."""
    known = isinstance(typed, str) and typed.isdecimal() and len(typed) < 10
    return int(str(typed)) if known else 0


def filled_from(
    insight: Insight, draft: InsightDraft | None, shown: Mapping[str, str]
) -> Mapping[str, Any]:
    """What the form holds at first: the draft, or what is published."""
    text = Text.of(draft) if draft is not None else Text.of(insight)
    return {
        "title": text.title,
        "body": text.body,
        "references": references_as_typed(text.references),
        **shown,
        "version": str(draft.version if draft is not None else 0),
    }


def _sight(typed: str | None) -> Sight:
    return Sight(typed) if typed in set(Sight) else Sight.MEMBERS
