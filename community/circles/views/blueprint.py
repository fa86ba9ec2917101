"""Where the pages about circles hang."""

from datetime import date

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from community.core.errors import Problem

views = Blueprint("circles", __name__)


@views.app_template_filter()
def calendar_day(value: date) -> str:
    """`4 December 2026`: a day without a clock, the same in every time zone."""
    return f"{value.day} {value:%B %Y}"


def to_circle(circle_id: str, part: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("circles.circle", circle_id=circle_id, _anchor=part))


def refused(circle_id: str, problem: Problem) -> ResponseReturnValue:
    """Back to the circle, at its top, where the reason stands."""
    flash(problem.message, "problem")
    return to_circle(circle_id)
