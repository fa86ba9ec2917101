"""What is typed to ask something."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from community.access.ask_rules import AskTo
from community.asks.models import BODY_MOST
from community.skills.rules import NAME_MOST

WHOM = [SelectChoice(one.value, one.value) for one in AskTo]


class AskForm(FlaskForm):  # type: ignore[misc]
    """What is wrong with it is found by the action; nothing typed is lost. `person`: a handle."""

    body = TextAreaField("What would you like to know?", render_kw={"maxlength": BODY_MOST})
    skill = StringField("What it is about", render_kw={"maxlength": NAME_MOST})
    to = RadioField("Whom to ask", choices=WHOM, validate_choice=False)
    person = HiddenField()
    item = HiddenField()
    client_key = HiddenField()

    @property
    def put_to(self) -> AskTo | None:
        return AskTo(self.to.data) if self.to.data in set(AskTo) else None
