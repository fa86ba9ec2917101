"""Evidence as a file to take away, or a sentence on why there is none."""

import io

from flask import Response, current_app, send_file

from community.access.actor import Actor
from community.choices.queries import lately_chosen
from community.core.errors import NotFound, Refused
from community.core.limits import Budget
from community.core.transaction import reading
from community.evidence.actions import Desk, own_evidence, signature_of
from community.evidence.keys import Keyring, keyring
from community.evidence.making import file_of
from community.settings import Settings

TYPES = {"pdf": "application/pdf", "json": "application/json"}
WORDS = {"pdf": "PDF", "json": "Data (JSON)"}  # as they are offered
# Each is set anew: a fifth of a second of thinking, of many words a few seconds.
_budget = Budget(rate=1 / 10, burst=30)


def keys() -> Keyring:
    settings: Settings = current_app.extensions["settings"]
    return keyring(settings)


def desk() -> Desk:
    settings: Settings = current_app.extensions["settings"]
    return Desk(keys(), lately_chosen().name, settings.address)


def sent(actor: Actor, code: str, kind: str) -> Response:
    """Whoever it belongs to, and nobody else, takes it away."""
    if kind not in TYPES:
        raise NotFound
    with reading() as db:
        row = own_evidence(db, actor, code)
    if row.withdrawn_at is not None:
        raise Refused("This evidence does not hold any more: what it said is gone.")
    if kind == "pdf":
        _budget.spend(row.member_id)
    signature = signature_of(row)
    made = file_of(row.payload, signature, kind, keys())
    response = send_file(
        io.BytesIO(made.content), TYPES[kind], as_attachment=True, download_name=made.name
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
