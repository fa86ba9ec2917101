"""Where the pages about insights hang."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

views = Blueprint("insights", __name__)


def to_insight(insight_id: str) -> ResponseReturnValue:
    return redirect(url_for("insights.insight", insight_id=insight_id))


def to_writing(insight_id: str) -> ResponseReturnValue:
    return redirect(url_for("insights.edit_insight", insight_id=insight_id))
