"""Polls and votes, read from JSON or from a plain form."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from community.core.errors import Invalid
from community.rooms.forms import flag_of, number_of, text_of, texts_of
from community.rooms.poll_models import PollWay
from community.rooms.polls.rules import OPTIONS_MOST, Choices, NewPoll, as_way

Given = Mapping[str, Any]
POINTS = "points-"  # then the id of an option: a box of a form


def poll_from(given: Given) -> NewPoll:
    """In a form the options stand one on each line, and `on` is what a ticked box says."""
    way = as_way(text_of(given, "way", PollWay.SINGLE))
    return NewPoll(
        body=text_of(given, "body"),
        options=_options(given),
        way=way,
        points=number_of(given, "points", 0) if way is PollWay.POINTS else 0,
        live=_yes(given, "live"),
        named=_yes(given, "named"),
        closes_in=number_of(given, "closes_in") if given.get("closes_in") else None,
    )


def _options(given: Given) -> tuple[str, ...]:
    if isinstance(given, MultiDict):
        return tuple(text_of(given, "options").splitlines())
    return texts_of(given, "options")


def _yes(given: Given, name: str) -> bool:
    if isinstance(given, MultiDict):
        return given.get(name) == "1"
    return flag_of(given, name) if name in given else False


def choices_from(given: Given) -> Choices:
    """`choices`: a list of options, or an object with points by option."""
    choices = given.get("choices")
    if isinstance(choices, dict):
        points = {option: number_of(choices, option) for option in choices}
        return _few(points)
    return _few(texts_of(given, "choices"))


def choices_in_form(form: MultiDict[str, str]) -> Choices:
    """`choice`, once for each, or a box of points for each option."""
    boxes = [name for name in form if name.startswith(POINTS)]
    if boxes:
        return {name.removeprefix(POINTS): number_of(form, name) for name in boxes if form[name]}
    return tuple(form.getlist("choice"))


def _few(choices: Choices) -> Choices:
    if len(choices) > OPTIONS_MOST:
        raise Invalid("A poll does not have as many options.")
    return choices


def outcome_from(given: Given) -> str | None:
    return text_of(given, "outcome") if given.get("outcome") is not None else None
