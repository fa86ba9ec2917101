"""Where the pages about asks hang."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

views = Blueprint("asks", __name__)


def to_ask(ask_id: str, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("asks.ask", ask_id=ask_id, _anchor=anchor))
