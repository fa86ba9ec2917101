"""The forms about what one teaches and wants to learn."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from community.skills.ways import OWN_LEVELS


def _levels(way: str) -> list[SelectChoice]:
    """From the first steps up; to say nothing is an answer as well."""
    known = [SelectChoice(level.value, words) for level, words in OWN_LEVELS[way].items()]
    return [*known, SelectChoice("", "I would rather not say")]


class SkillsForm(FlaskForm):  # type: ignore[misc]
    """Names with commas between; the skill picker makes chips of them."""

    teach = StringField("You can teach")
    learn = StringField("You want to learn")


class TeachForm(FlaskForm):  # type: ignore[misc]
    level = RadioField("How far can you help?", choices=_levels("teach"), default="")
    words = TextAreaField("In your own words")
    evidence = TextAreaField("What you did")


class LearnForm(FlaskForm):  # type: ignore[misc]
    level = RadioField("Where are you now?", choices=_levels("learn"), default="")
    words = TextAreaField("In your own words")
    evidence = TextAreaField("What you have tried")


FORMS: dict[str, Any] = {"teach": TeachForm, "learn": LearnForm}


class SkillForm(FlaskForm):  # type: ignore[misc]
    """A skill as moderators look after it."""

    name = StringField("Name", [InputRequired("Please give the skill a name.")])
    aliases = StringField("Also called")
    about = StringField("In a sentence")
    curated = BooleanField("Everybody knows of it")
