"""The form of a session, what it is filled with, and what is made of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from community.access.actor import Actor
from community.access.session_rules import Confidentiality, OpenTo
from community.core import clock
from community.core.errors import Invalid, NotFound
from community.core.text import tidy_line
from community.members.profile_rules import tidy_time_zone
from community.members.queries import access_person_called
from community.sessions.models import SessionKind
from community.sessions.plans import Plan
from community.sessions.times import span
from community.sessions.typed import (
    as_questions,
    as_references,
    questions_as_typed,
    references_as_typed,
)
from community.skills.rules import split_names

Choice = TypeVar("Choice", bound=StrEnum)
HOSTS_MOST = 20
FIRST_ZONE = "Europe/London"  # until somebody has said another
WHO = [
    SelectChoice(OpenTo.CIRCLE.value, "The circle"),
    SelectChoice(OpenTo.MEMBERS.value, "All members"),
    SelectChoice(OpenTo.PUBLIC.value, "Everybody reads this page, members come"),
    SelectChoice(OpenTo.INVITED.value, "Only those I invite"),
]
KINDS = [
    SelectChoice(SessionKind.CHAT.value, "Hosted chat: question after question"),
    SelectChoice(SessionKind.WORKSHOP.value, "Workshop"),
    SelectChoice(SessionKind.OPEN.value, "Open conversation"),
]
READERS = [
    SelectChoice(Confidentiality.OPEN.value, "Whoever may see this session"),
    SelectChoice(Confidentiality.CIRCLE.value, "The circle, and who was there"),
    SelectChoice(Confidentiality.NO_NAMES.value, "Whoever may see it, without any names"),
]


class SessionForm(FlaskForm):  # type: ignore[misc]
    title = StringField("Title", [InputRequired("Please give the session a title.")])
    day = StringField("Day", [InputRequired("Please choose a day.")])
    starts = StringField("From", [InputRequired("Please say when it begins.")])
    ends = StringField("To", [InputRequired("Please say when it ends.")])
    time_zone = StringField("Time zone", [InputRequired("Please say by which clock.")])
    questions = TextAreaField("Questions")
    introduction = TextAreaField("Introduction")
    open_to = RadioField("Who may come", choices=WHO, default=OpenTo.CIRCLE.value)
    confidentiality = RadioField(
        "Who reads what was said", choices=READERS, default=Confidentiality.OPEN.value
    )
    kind = RadioField("What it is", choices=KINDS, default=SessionKind.CHAT.value)
    ends_day = StringField("Last day")
    most = StringField("Places")
    late_hours = StringField("Late answers", default="24")
    video_link = StringField("Video link")
    address = StringField("Address")
    references = TextAreaField("References")
    hosts = StringField("Hosts with you")
    skills = StringField("Skills")


def filled_from(plan: Plan, hosts: str, *, again: bool = False) -> dict[str, Any]:
    """What the form holds at first for this plan; `again`: all of it but the day."""
    ends_day = str(plan.ends.date()) if plan.ends - plan.starts >= timedelta(days=1) else ""
    return {
        "title": plan.title,
        "day": "" if again else str(plan.starts.date()),
        "starts": f"{plan.starts:%H:%M}",
        "ends": f"{plan.ends:%H:%M}",
        "ends_day": "" if again else ends_day,
        "time_zone": plan.zone,
        "questions": questions_as_typed(plan.questions),
        "introduction": plan.introduction,
        "open_to": plan.open_to.value,
        "confidentiality": plan.confidentiality.value,
        "kind": plan.kind.value,
        "most": "" if plan.most is None else str(plan.most),
        "late_hours": str(plan.late_hours),
        "video_link": plan.video_link,
        "address": plan.address,
        "references": references_as_typed(plan.references),
        "hosts": hosts,
        "skills": ", ".join(plan.skills),
    }


def typed_plan(db: Session, actor: Actor, form: SessionForm) -> Plan:
    """The plan that was typed; raises `Invalid`, naming the field, for what cannot be read."""
    given: Mapping[str, str] = {name: value or "" for name, value in form.data.items() if value}
    starts, ends = _walls(given)
    return Plan(
        title=given.get("title", ""),
        starts=starts,
        ends=ends,
        zone=tidy_time_zone(given.get("time_zone", "")),
        introduction=given.get("introduction", ""),
        kind=_one_of(SessionKind, given, "kind"),
        questions=as_questions(given.get("questions", "")),
        references=as_references(given.get("references", "")),
        open_to=_one_of(OpenTo, given, "open_to"),
        confidentiality=_one_of(Confidentiality, given, "confidentiality"),
        most=_number(given, "most"),
        late_hours=_number(given, "late_hours") or 0,
        video_link=given.get("video_link", ""),
        address=given.get("address", ""),
        skills=tuple(split_names(given.get("skills", ""))),
        hosts=_hosts(db, actor, given.get("hosts", "")),
    )


def to_come(plan: Plan) -> Plan:
    """The plan, if its end is still to come."""
    if span(plan.starts, plan.ends, plan.zone)[1] <= clock.now():
        sentence = "This time has passed. Please choose one that is to come."
        raise Invalid(sentence, day=sentence)
    return plan


def as_it_stood(plan: Plan, was: Plan) -> Plan:
    """The form shows minutes: a time that was not changed keeps its seconds."""
    starts = was.starts if plan.starts == was.starts.replace(second=0, microsecond=0) else None
    ends = was.ends if plan.ends == was.ends.replace(second=0, microsecond=0) else None
    return replace(plan, starts=starts or plan.starts, ends=ends or plan.ends)


def with_hosts(plan: Plan, unnamed: tuple[str, ...]) -> Plan:
    """Hosts whom the form does not name stay: who fills it in, and who is kept apart from them."""
    return replace(plan, hosts=(*unnamed, *plan.hosts))


def _walls(given: Mapping[str, str]) -> tuple[datetime, datetime]:
    """An end before the beginning is on the next day, unless a last day is given."""
    day = _day(given, "day")
    starts = datetime.combine(day, _time(given, "starts"))
    ends = _time(given, "ends")
    if given.get("ends_day"):
        return starts, datetime.combine(_day(given, "ends_day"), ends)
    after = timedelta(days=1) if ends < starts.time() else timedelta()
    return starts, datetime.combine(day, ends) + after


def wall_typed(given: Mapping[str, str], day: str, hour: str) -> datetime:
    """What was typed into the fields of these names."""
    return datetime.combine(_day(given, day), _time(given, hour))


def _day(given: Mapping[str, str], name: str) -> date:
    try:
        day = date.fromisoformat(tidy_line(given.get(name, "")))
    except ValueError:
        raise _wrong(name, "Please write the day as 2026-12-04.") from None
    if not 2000 <= day.year <= 2200:
        raise _wrong(name, "Please check the year.")
    return day


def _time(given: Mapping[str, str], name: str) -> time:
    try:
        return datetime.strptime(tidy_line(given.get(name, ""))[:5], "%H:%M").time()  # noqa: DTZ007
    except ValueError:
        raise _wrong(name, "Please write the time as 19:30.") from None


def _one_of(kind: type[Choice], given: Mapping[str, str], name: str) -> Choice:
    try:
        return kind(given.get(name, ""))
    except ValueError:
        raise _wrong(name, "Please choose from the list.") from None


def _number(given: Mapping[str, str], name: str) -> int | None:
    digits = tidy_line(given.get(name, ""))
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) < 6):
        raise _wrong(name, "Please write a number.")
    return int(digits)


def _hosts(db: Session, actor: Actor, typed: str) -> tuple[str, ...]:
    handles = dict.fromkeys(typed.replace(",", " ").split())
    if len(handles) > HOSTS_MOST:
        raise _wrong("hosts", f"At most {HOSTS_MOST} hosts besides you, please.")
    ids = []
    for handle in handles:
        try:
            ids.append(access_person_called(db, actor, handle.removeprefix("@")).id)
        except NotFound:
            raise _wrong("hosts", f"There is no member called {handle[:40]}.") from None
    return tuple(dict.fromkeys(ids))


def _wrong(name: str, sentence: str) -> Invalid:
    return Invalid(sentence, **{name: sentence})
