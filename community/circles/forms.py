"""The form of a circle."""

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from community.access.policy import Visibility

WAYS_IN = [
    SelectChoice(Visibility.OPEN.value, "Open: everybody may join"),
    SelectChoice(Visibility.ASK.value, "Ask to join: a host lets people in"),
    SelectChoice(Visibility.INVITED.value, "By invitation: everybody sees it, hosts invite"),
    SelectChoice(Visibility.HIDDEN.value, "Hidden: only the people in it know of it"),
]


class CircleForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Name", [InputRequired("Please give the circle a name.")])
    purpose = TextAreaField(
        "Purpose", [InputRequired("Please say what people will learn from one another here.")]
    )
    visibility = RadioField("How people come in", choices=WAYS_IN, default=Visibility.OPEN.value)
