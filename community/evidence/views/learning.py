"""The running log of what a member learned, with its totals."""

from datetime import date

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Invalid
from community.core.transaction import reading
from community.evidence import queries
from community.evidence.views.blueprint import views
from community.evidence.views.files import sent
from community.web.guard import guarded
from community.web.identity import current_actor


@views.get("/learning")
@guarded(Permission.SIGNED_IN)
def learning() -> ResponseReturnValue:
    """Of `from` to `to`, days as 2026-11-30; without them, of all time."""
    since, until = _day("from"), _day("to")
    with reading() as db:
        lines = queries.learned(db, current_actor(), since, until)
    return render_template(
        "evidence/learning.html",
        lines=lines,
        total=queries.total_of(lines),
        years=queries.totals_by_year(lines),
        since=since,
        until=until,
        hours=hours,
    )


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


def _day(name: str) -> date | None:
    typed = request.args.get(name, "").strip()
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid("Please give a day as 2027-03-31.") from None
