"""The form of a reflection."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from community.evidence.actions import MINUTES_MOST, PROMPTS, Reflected
from community.evidence.models import LearningKind, Reflection

KINDS = [
    SelectChoice(LearningKind.PARTICIPATORY.value, "Participatory: I learned with others"),
    SelectChoice(LearningKind.READING.value, "Reading: I followed or read it by myself"),
]


class ReflectionForm(FlaskForm):  # type: ignore[misc]
    kind = RadioField("How I learned", choices=KINDS)
    minutes = IntegerField("Minutes, as I count them", [InputRequired("Please give a number.")])
    relevant = TextAreaField("Why was it relevant to my work?")
    surprised = TextAreaField("What surprised me?")
    ideas = TextAreaField("Which ideas do I take into practice?")
    valuable = TextAreaField("Why was it valuable?")

    @classmethod
    def filled(cls, reflection: Reflection | None, present: int) -> "ReflectionForm":
        """With what was written, or what the record suggests."""
        if reflection is None:
            kind = LearningKind.PARTICIPATORY if present else LearningKind.READING
            return cls(data={"kind": kind.value, "minutes": min(present, MINUTES_MOST)})
        prompts = {name: getattr(reflection, name) for name in PROMPTS}
        counted = {"kind": reflection.kind.value, "minutes": reflection.minutes}
        return cls(data=counted | prompts)

    @property
    def reflected(self) -> Reflected:
        prompts = {name: self[name].data or "" for name in PROMPTS}
        return Reflected(LearningKind(self.kind.data), self.minutes.data, prompts)
