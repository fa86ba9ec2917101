"""The form of when a draft is published by itself, alone and as a part of planning a session."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice

from community.core.errors import Invalid
from community.sessions.actions.publishing import WEEK
from community.sessions.forms import SessionForm, wall_typed
from community.sessions.models import HostedSession

BY_HOST, A_WEEK, AT = "host", "week", "at"
LATER = [
    SelectChoice(A_WEEK, "One week before it begins"),
    SelectChoice(AT, "On the day I choose"),
]


class PublishFields:
    publish = RadioField("When", choices=LATER, default=A_WEEK)
    publish_day = StringField("Day")
    publish_time = StringField("Time", default="09:00")


class NewSessionForm(PublishFields, SessionForm):
    """Planning a session, and when it is published if that is to be later."""


class PublishForm(PublishFields, FlaskForm):  # type: ignore[misc]
    publish = RadioField(
        "When", choices=[*LATER, SelectChoice(BY_HOST, "Not by itself: a host publishes it")]
    )


def wall_from(form: FlaskForm, session: HostedSession) -> datetime | None:
    """The time that was chosen, by the clock of the session's zone; None: not by itself."""
    given: Mapping[str, str] = {name: value or "" for name, value in form.data.items() if value}
    how = given.get("publish", "")
    if how == A_WEEK:
        return session.starts_wall - WEEK
    if how == AT:
        return wall_typed(given, "publish_day", "publish_time")
    if how == BY_HOST:
        return None
    sentence = "Please choose from the list."
    raise Invalid(sentence, publish=sentence)


def as_chosen(session: HostedSession) -> dict[str, Any]:
    """What the form holds at first."""
    wall = session.publish_wall
    if wall is None:
        return {"publish": BY_HOST, "publish_time": "09:00"}
    if wall == session.starts_wall - WEEK:
        return {"publish": A_WEEK, "publish_time": "09:00"}
    return {"publish": AT, "publish_day": str(wall.date()), "publish_time": f"{wall:%H:%M}"}
