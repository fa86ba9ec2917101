"""Forms about one's profile. Lengths and words are judged by rules, so that every door agrees."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from community.members.models import Member, Profile, Reach, Sight
from community.members.profile_rules import CAPACITIES, FORMS, LINKS_MOST
from community.members.profiles import Details
from community.members.sights import PARTS, sight_of

SIGHTS = {
    Sight.PUBLIC: "Everybody on the internet",
    Sight.MEMBERS: "Members",
    Sight.CIRCLES: "People in my circles",
    Sight.NOBODY: "Nobody",
}
PART_NAMES = {
    "photo": "Photo",
    "about": "About you",
    "teaches": "What you can teach",
    "learns": "What you want to learn",
    "organisation": "Organisation",
    "site": "Site",
    "stage": "Grade or career stage",
    "languages": "Languages",
    "time_zone": "Time zone",
    "links": "Links",
    "forms": "How you like to meet",
    "one_to_one": "Whether you accompany people one to one",
    "activity": "When you were last here, and how soon you answer",
}
REACHES = {
    Reach.MEMBERS: "Every member",
    Reach.CIRCLES: "People in my circles",
    Reach.NOBODY: "Nobody",
}


class LinkForm(Form):  # type: ignore[misc]
    label = StringField("What it is")
    address = StringField("Address")


class ProfileForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Name", [InputRequired("Please give your name.")])
    handle = StringField("Handle", [InputRequired("Please choose a handle.")])
    role_line = StringField("What you do, and where")
    about = TextAreaField("About you")
    organisation = StringField("Organisation")
    site = StringField("Site")
    stage = StringField("Grade or career stage")
    languages = StringField("Languages")
    time_zone = StringField("Time zone")
    forms = SelectMultipleField(
        "How you like to meet",
        choices=[SelectChoice(form, words) for form, words in FORMS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    links = FieldList(FormField(LinkForm), max_entries=LINKS_MOST)
    capacity = SelectField(
        "How many people you would accompany",
        choices=[
            SelectChoice("", "I would rather not say"),
            *(SelectChoice(number, words) for number, words in CAPACITIES.items()),
        ],
    )
    training = StringField("Training in mentoring")
    trained_on = StringField("When that was")
    away_until = StringField("Away until")

    def details(self) -> Details:
        return Details(
            organisation=self.organisation.data or "",
            site=self.site.data or "",
            stage=self.stage.data or "",
            languages=self.languages.data or "",
            time_zone=self.time_zone.data or "",
            links=[(one["label"] or "", one["address"] or "") for one in self.links.data],
            forms=self.forms.data or [],
            capacity=self.capacity.data or "",
            training=self.training.data or "",
            trained_on=self.trained_on.data or "",
            away_until=self.away_until.data or "",
        )


def as_it_stands(member: Member, profile: Profile) -> dict[str, Any]:
    """What the form shows before anything is typed: one empty row for a further link."""
    links = [dict(link) for link in profile.links]
    if len(links) < LINKS_MOST:
        links.append({"label": "", "address": ""})
    texts = ("organisation", "site", "stage", "languages", "time_zone", "forms", "training")
    return {
        **{name: getattr(member, name) for name in ("name", "handle", "role_line", "about")},
        **{name: getattr(profile, name) for name in texts},
        "links": links,
        "capacity": "" if profile.capacity is None else str(profile.capacity),
        "trained_on": profile.trained_on.isoformat() if profile.trained_on else "",
        "away_until": member.away_until.isoformat() if member.away and member.away_until else "",
    }


class PhotoForm(FlaskForm):  # type: ignore[misc]
    photo = FileField("A picture of you", [FileRequired("Please choose a file.")])


class MailsForm(FlaskForm):  # type: ignore[misc]
    mail_notices = BooleanField("Mail me what happens in my circles")


class SightsForm(FlaskForm):  # type: ignore[misc]
    """One list for each part, named after it, and who may turn to the member."""

    reach = RadioField(
        "Who may turn to you",
        choices=[SelectChoice(reach.value, words) for reach, words in REACHES.items()],
    )

    def parts(self) -> list[Any]:
        """Their fields, in the order of the page."""
        return [self[part] for part in PART_NAMES]

    def chosen(self) -> Mapping[str, str]:
        return {part: self[part].data for part in PARTS if self[part].data}


for part, words in PART_NAMES.items():
    options = [SelectChoice(sight.value, said) for sight, said in SIGHTS.items()]
    setattr(SightsForm, part, SelectField(words, choices=options))


def sights_as_they_stand(profile: Profile) -> dict[str, str]:
    return {
        "reach": profile.reach.value,
        **{part: sight_of(profile.sights, part).value for part in PARTS},
    }
