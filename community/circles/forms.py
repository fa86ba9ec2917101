"""The form of a circle, what it is filled with, and what is made of it."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from community.access.policy import Visibility
from community.access.things import History
from community.circles.models import Circle
from community.circles.rules import as_visibility
from community.circles.shape import CircleShape, as_day, as_history, as_size
from community.core import clock

TEMPLATES = Path(__file__).parent / "templates.toml"
WAYS_IN = [
    SelectChoice(Visibility.OPEN.value, "Open: everybody may join"),
    SelectChoice(Visibility.ASK.value, "Ask to join: a host lets people in"),
    SelectChoice(Visibility.INVITED.value, "By invitation: everybody sees it, hosts invite"),
    SelectChoice(Visibility.HIDDEN.value, "Hidden: only the people in it know of it"),
]


PASTS = [
    SelectChoice(History.EVERYTHING.value, "Everything, back to the beginning"),
    SelectChoice(History.SINCE_JOINING.value, "What is said from when they joined"),
]


class CircleForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Name", [InputRequired("Please give the circle a name.")])
    purpose = TextAreaField(
        "Purpose", [InputRequired("Please say what people will learn from one another here.")]
    )
    visibility = RadioField("How people come in", choices=WAYS_IN, default=Visibility.OPEN.value)
    skills = StringField("Skills")
    rhythm = StringField("How often you meet")
    reach = StringField("Where it is for")
    least = StringField("Smallest size")
    most = StringField("Largest size")
    agreement = TextAreaField("Agreement")
    join_questions = TextAreaField("Questions to who asks to join")
    ends_on = StringField("Last day")
    history = RadioField(
        "What newcomers read of the room", choices=PASTS, default=History.EVERYTHING.value
    )


KEPT = (
    "name", "purpose", "visibility", "rhythm", "reach", "least", "most", "agreement",
    "join_questions", "ends_on", "history",
)  # fmt: skip


@cache
def templates() -> Mapping[str, Mapping[str, Any]]:
    """Ways of meeting to begin with, by the word that chooses one."""
    return tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))


def filled_like(key: str) -> dict[str, Any]:
    """What the form holds at first for this way of meeting; nothing for one that is not known."""
    like = templates().get(key, {})
    weeks = like.get("weeks")
    ends_on = clock.now().date() + timedelta(weeks=weeks) if weeks else None
    return _as_typed({name: like.get(name) for name in KEPT if name in like} | {"ends_on": ends_on})


def filled_from(circle: Circle, skills: str) -> dict[str, Any]:
    """What the form holds at first when a circle is changed."""
    return _as_typed({name: getattr(circle, name) for name in KEPT} | {"skills": skills})


def _as_typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Questions stand one on a line, and what is not there is an empty box."""
    typed = {name: "" if value is None else str(value) for name, value in values.items()}
    typed["join_questions"] = "\n".join(values.get("join_questions") or ())
    return {name: text.strip() for name, text in typed.items()}


def typed_circle(form: CircleForm) -> dict[str, Any]:
    """What the actions take, from what was typed."""
    shape = CircleShape(
        skills=form.skills.data or "",
        rhythm=form.rhythm.data or "",
        reach=form.reach.data or "",
        agreement=form.agreement.data or "",
        join_questions=(form.join_questions.data or "").splitlines(),
        least=as_size(form.least.data or "", "least"),
        most=as_size(form.most.data or "", "most"),
        ends_on=as_day(form.ends_on.data or ""),
        history=as_history(form.history.data or History.EVERYTHING.value),
    )
    return {
        "name": form.name.data,
        "purpose": form.purpose.data,
        "visibility": as_visibility(form.visibility.data or Visibility.OPEN.value),
        "shape": shape,
    }
