"""Forms about coming to a session and asking people to it."""

from flask import request
from flask_wtf import FlaskForm
from wtforms import EmailField, StringField
from wtforms.validators import InputRequired


class PassForm(FlaskForm):  # type: ignore[misc]
    """One of its buttons says what to do: `said` is `enter` or an answer."""

    email = EmailField("The address the invitation was sent to")

    @property
    def enters(self) -> bool:
        return request.form.get("said", "enter") == "enter"


class MemberForm(FlaskForm):  # type: ignore[misc]
    handle = StringField("Handle of a member", [InputRequired("Please give a handle.")])


class GuestForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Their name", [InputRequired("Please give their name.")])
    email = EmailField("Their e-mail address", [InputRequired("Please give their address.")])
