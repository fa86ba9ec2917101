"""The running log of what a member learned, with its totals."""

from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Invalid
from community.core.transaction import reading, transaction
from community.evidence import codes, queries
from community.evidence.actions import take_back
from community.evidence.log import sign_log
from community.evidence.views.blueprint import views
from community.evidence.views.files import WORDS, desk, sent
from community.web.guard import guarded
from community.web.identity import current_actor


@views.get("/learning")
@guarded(Permission.SIGNED_IN)
def learning() -> ResponseReturnValue:
    """Of `from` to `to`, days as 2026-11-30; without them, of all time."""
    since, until = _day("from"), _day("to")
    with reading() as db:
        lines = queries.learned(db, current_actor(), since, until)
        signed = queries.signed_logs(db, current_actor())
    return render_template(
        "evidence/learning.html",
        lines=lines,
        total=queries.total_of(lines),
        years=queries.totals_by_year(lines),
        since=since,
        until=until,
        hours=hours,
        signed=signed,
        shown_code=codes.shown,
        kinds=WORDS.items(),
        period=_period(since, until),
    )


@views.post("/learning/sign")
@guarded(Permission.SIGNED_IN)
def sign_learning() -> ResponseReturnValue:
    """The log of the period that is shown, signed."""
    since, until = _day("from"), _day("to")
    with transaction() as db:
        code = sign_log(db, current_actor(), since, until, desk()).code
    flash("Your log is signed. Take it as a file, or give its code to whoever checks it.")
    shown = url_for("evidence.learning", **_period(since, until), _anchor=f"code-{code}")
    return redirect(shown)


@views.post("/learning/<code>/take-back")
@guarded(Permission.SIGNED_IN)
def take_log_back(code: str) -> ResponseReturnValue:
    with transaction() as db:
        take_back(db, current_actor(), code)
    flash("It is taken back. Whoever checks its code is told that it does not hold any more.")
    return redirect(url_for("evidence.learning"))


@views.get("/learning/<code>.<kind>")
@guarded(Permission.SIGNED_IN)
def learned_file(code: str, kind: str) -> Response:
    """Also of a session that is not open to them any more: it is their own record."""
    return sent(current_actor(), code, kind)


def hours(minutes: int) -> str:
    """`1 h 30 min`."""
    whole, rest = divmod(minutes, 60)
    words = [f"{whole:,} h" if whole else "", f"{rest} min" if rest or not whole else ""]
    return " ".join(filter(None, words))


def _period(since: date | None, until: date | None) -> dict[str, Any]:
    return {name: str(day) for name, day in (("from", since), ("to", until)) if day}


def _day(name: str) -> date | None:
    typed = request.args.get(name, "").strip()
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid("Please give a day as 2027-03-31.") from None
