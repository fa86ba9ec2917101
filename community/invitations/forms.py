"""Forms about invitations."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, IntegerField, PasswordField, StringField
from wtforms.validators import InputRequired

from community.invitations.rules import DAYS, USES


class LinkForm(FlaskForm):  # type: ignore[misc]
    uses = IntegerField(
        "For how many people", [InputRequired("Please give a number.")], default=USES
    )
    days = IntegerField(
        "Days until it is over", [InputRequired("Please give a number.")], default=DAYS
    )


class PersonForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Their name", [InputRequired("Please give their name.")])
    email = EmailField("Their e-mail address", [InputRequired("Please give their address.")])


class AcceptForm(FlaskForm):  # type: ignore[misc]
    agreed = BooleanField("I agree")


class JoinForm(FlaskForm):  # type: ignore[misc]
    """Signing up, by somebody who holds an invitation."""

    name = StringField("Your name", [InputRequired("Please give your name.")])
    email = EmailField("E-mail address", [InputRequired("Please give your e-mail address.")])
    password = PasswordField("Password", [InputRequired("Please choose a password.")])


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Signing in and accepting, by one button."""

    name = StringField("E-mail address or handle", [InputRequired("Please say who you are.")])
    password = PasswordField("Your password", [InputRequired("Please give your password.")])
    agreed = BooleanField("I agree")
