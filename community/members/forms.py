"""Forms about accounts. Lengths and words are judged by `rules`, so that every door agrees."""

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired


class SignUpForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Your name", [InputRequired("Please give your name.")])
    email = EmailField("E-mail address", [InputRequired("Please give your e-mail address.")])
    password = PasswordField("Password", [InputRequired("Please choose a password.")])
    message = TextAreaField("A word to those who let people in")
    next = HiddenField()


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """Where the browser is not the one that signed up."""

    password = PasswordField("Password", [InputRequired("Please give the password you chose.")])


class AddressForm(FlaskForm):  # type: ignore[misc]
    email = EmailField("E-mail address", [InputRequired("Please give your e-mail address.")])


class NewEmailForm(FlaskForm):  # type: ignore[misc]
    email = EmailField("New e-mail address", [InputRequired("Please give the new address.")])
    password = PasswordField("Your password", [InputRequired("Please give your password.")])


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    password = PasswordField("New password", [InputRequired("Please choose a new password.")])


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
