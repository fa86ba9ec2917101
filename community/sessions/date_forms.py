"""The times that are proposed beside the first, and what is answered to them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from flask import request
from flask_wtf import FlaskForm
from wtforms import FieldList, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from community.core.errors import Invalid
from community.sessions.date_models import Could
from community.sessions.date_polls import TIMES_MOST
from community.sessions.suggestions import Suggestion
from community.sessions.times import wall_after, wall_of, when_in

MORE = TIMES_MOST - 1  # beside the first


class TimesForm(FlaskForm):  # type: ignore[misc]
    """Stands within the form of a session, whose day and hours are the first of the times."""

    slots = SelectMultipleField(
        "Suggested times", widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    times = FieldList(StringField("Another time"), min_entries=MORE, max_entries=MORE)

    def offer(self, suggestions: Sequence[Suggestion], zone: str) -> None:
        """What can be ticked, by the clock of whoever looks."""
        self.slots.choices = [
            SelectChoice(one.key, f"{when_in(one.slot, zone).text}. {one.reason}")
            for one in suggestions
        ]

    def walls(self, zone: str) -> list[datetime]:
        """All that was ticked and typed, by the clock of the session."""
        ticked = set(self.slots.data or ())
        if not ticked <= {choice.value for choice in self.slots.choices}:
            sentence = "One of the suggested times is taken by now."
            raise Invalid(sentence, times=sentence)
        free = (wall_of(datetime.fromisoformat(one), zone) for one in ticked)
        return [*free, *(proposed_wall(one.data) for one in self.times if (one.data or "").strip())]


def use_suggested(form: FlaskForm, suggestions: Sequence[Suggestion]) -> None:
    """The button `at` of one of them: the form of a session with its day and hours."""
    chosen = next((one.slot for one in suggestions if one.key == request.form.get("at")), None)
    if chosen is not None:
        starts = chosen.starts_wall
        ends = wall_after(starts, chosen.length, chosen.time_zone)
        form.day.data = str(starts.date())
        form.ends_day.data = str(ends.date()) if ends - starts >= timedelta(days=1) else ""
        form.starts.data, form.ends.data = f"{starts:%H:%M}", f"{ends:%H:%M}"
        form.time_zone.data = chosen.time_zone


def proposed_wall(typed: str) -> datetime:
    """A date with its hour, as a browser sends it; raises `Invalid`."""
    with suppress(ValueError):
        wall = datetime.fromisoformat(typed.strip())
        if wall.tzinfo is None and ":" in typed:
            return wall.replace(second=0, microsecond=0)
    sentence = "Please give a date with its hour, as 2027-03-31T20:00."
    raise Invalid(sentence, times=sentence)


def answers_from(form: Mapping[str, str]) -> dict[str, Could]:
    """By the id of the time; raises `Invalid` for what is no answer."""
    said = {name.removeprefix("time-"): one for name, one in form.items() if name[:5] == "time-"}
    try:
        return {time_id: Could(one) for time_id, one in said.items()}
    except ValueError:
        sentence = "Please say yes, if need be, or no."
        raise Invalid(sentence, times=sentence) from None
