"""Letters that were kept instead of sent, for whoever develops Comentor; only there then."""

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import NotFound
from community.core.transaction import reading
from community.mail import keeping
from community.mail.models import KeptLetter
from community.settings import Settings
from community.web.guard import guarded

views = Blueprint("letterbox", __name__)


@views.get("/mail")
@guarded(Permission.ANYBODY)
def mail() -> ResponseReturnValue:
    with reading() as db:
        letters = keeping.kept(db)
    return render_template("letterbox/mail.html", letters=letters)


@views.get("/mail/<letter_id>")
@guarded(Permission.ANYBODY)
def letter(letter_id: str) -> ResponseReturnValue:
    with reading() as db:
        found = db.get(KeptLetter, letter_id)
    if found is None:
        raise NotFound
    return render_template("letterbox/letter.html", letter=found, paragraphs=_paragraphs(found))


def _paragraphs(found: KeptLetter) -> list[str]:
    """With links to where the page is read: nobody configures an address in development."""
    settings: Settings = current_app.extensions["settings"]
    return found.text.replace(settings.address, request.host_url.rstrip("/")).split("\n\n")
