"""The public pages by which anybody checks evidence, without an account."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import NotFound
from community.core.transaction import reading
from community.evidence import codes, sealing
from community.evidence.actions import signature_of
from community.evidence.models import Evidence
from community.evidence.queries import evidence_by
from community.evidence.views.blueprint import views
from community.evidence.views.files import keys
from community.evidence.views.learning import hours
from community.web.guard import guarded


@dataclass(frozen=True)
class Answer:
    """What a check found. `kind`: good, warn or bad, as notices have it."""

    kind: str
    words: str
    code: str = ""


@views.route("/verify", methods=["GET", "POST"])
@guarded(Permission.ANYBODY)
def verify() -> ResponseReturnValue:
    """A code to type, or a file to check; `?code=` leads to its page."""
    code, answer = codes.typed(request.args.get("code", "")), None
    if request.method == "POST":
        answer = _checked(_sent_bytes())
    elif code:
        return redirect(url_for("evidence.verified", code=codes.shown(code)))
    elif request.args.get("code"):
        answer = Answer("bad", "A code has twenty letters and digits. Please look at it again.")
    return render_template("evidence/verify.html", answer=answer)


@views.get("/verify/keys")
@guarded(Permission.ANYBODY)
def public_keys() -> Response:
    """For `comentor verify` without our server."""
    return Response(keys().public_lines(), mimetype="text/plain")


@views.get("/verify/<code>")
@guarded(Permission.ANYBODY)
def verified(code: str) -> ResponseReturnValue:
    """The facts that were signed; the words and the reflection stand in the file alone."""
    with reading() as db:
        row = evidence_by(db, code)
    if row is None:
        raise NotFound("There is no evidence under this code. Please look at it again.")
    return render_template(
        "evidence/verified.html",
        code=codes.shown(row.code),
        statement=_statement(row),
        withdrawn=row.withdrawn_at is not None,
        hours=hours,
    )


def _statement(row: Evidence) -> dict[str, Any] | None:
    """None where it does not hold any more, or our own record was tampered with."""
    if row.withdrawn_at is not None:
        return None
    signature = signature_of(row)
    if not sealing.confirms(keys(), row.payload, signature):
        return None
    statement: dict[str, Any] = json.loads(row.payload)
    return statement


def _sent_bytes() -> bytes:
    file = request.files.get("file")
    return file.read(sealing.MOST_BYTES + 1) if file else b""


def _checked(content: bytes) -> Answer:
    if len(content) > sealing.MOST_BYTES:
        return Answer("warn", "This file is too large to be checked here; the command below can.")
    try:
        found = sealing.check(content, keys())
    except sealing.NotGenuine as problem:
        return Answer("bad", str(problem))
    with reading() as db:
        row = evidence_by(db, found.code)
    if row is None:
        words = "Every byte is as it was signed, but its code is not known here any more."
        return Answer("warn", words)
    if row.withdrawn_at is not None:
        words = "Every byte is as it was signed, but it does not hold any more: it was taken back."
        return Answer("warn", words)
    return Answer("good", "Genuine: every byte is as it was signed.", codes.shown(found.code))
