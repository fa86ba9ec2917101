"""Forms about accounts. Lengths and words are judged by `rules`, so that every door agrees."""

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired


class SignUpForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Your name", [InputRequired("Please give your name.")])
    email = EmailField("E-mail address", [InputRequired("Please give your e-mail address.")])
    password = PasswordField("Password", [InputRequired("Please choose a password.")])
    next = HiddenField()


class SignInForm(FlaskForm):  # type: ignore[misc]
    name = StringField("E-mail address or handle", [InputRequired("Please say who you are.")])
    password = PasswordField("Password", [InputRequired("Please give your password.")])
    next = HiddenField()


class ProfileForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Name", [InputRequired("Please give your name.")])
    handle = StringField("Handle", [InputRequired("Please choose a handle.")])
    role_line = StringField("What you do, and where")
    about = TextAreaField("About you")


class PasswordForm(FlaskForm):  # type: ignore[misc]
    old = PasswordField("Your password now", [InputRequired("Please give your password.")])
    password = PasswordField("New password", [InputRequired("Please choose a new password.")])
