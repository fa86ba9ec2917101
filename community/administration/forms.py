"""Forms for those who look after the community."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import EmailField, PasswordField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from community.choices.rules import Checked, Inviters, SignUpWay

WAYS = [
    SelectChoice(SignUpWay.OPEN.value, "Open: whoever has an e-mail address"),
    SelectChoice(SignUpWay.APPROVAL.value, "By approval: anybody asks, a coordinator lets them in"),
    SelectChoice(SignUpWay.INVITATION.value, "By invitation only"),
]
INVITERS = [
    SelectChoice(Inviters.COORDINATORS.value, "Coordinators and administrators"),
    SelectChoice(Inviters.EVERYBODY.value, "Every member"),
]

CHECKED = [
    SelectChoice(Checked.NONE.value, "Nobody: what is published is read at once"),
    SelectChoice(
        Checked.FIRST.value,
        "A host reads each member’s first one for a circle, a moderator their first for more",
    ),
]


class SettingsForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Name of the community", [InputRequired("Please give a name.")])
    sign_up = RadioField("How people join", choices=WAYS)
    invites = RadioField("Who may invite people into the community", choices=INVITERS)
    checked = RadioField("Who checks insights before they are published", choices=CHECKED)
    welcome = TextAreaField("A word of welcome")


class ListForm(FlaskForm):  # type: ignore[misc]
    text = TextAreaField("Paste the list here")
    file = FileField("Or choose a file")


class SetUpForm(FlaskForm):  # type: ignore[misc]
    """The first account of a new server."""

    name = StringField("Your name", [InputRequired("Please give your name.")])
    email = EmailField("E-mail address", [InputRequired("Please give your e-mail address.")])
    password = PasswordField("Password", [InputRequired("Please choose a password.")])
