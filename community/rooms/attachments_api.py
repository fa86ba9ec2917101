"""Files of rooms over HTTP: sent one by one, before the message that they belong to."""

from flask import Response, jsonify, request

from community.access.policy import Permission
from community.core.transaction import reading, transaction
from community.rooms import queries
from community.rooms.actions.attaching import attach, describe, fit_to_send, take_away
from community.rooms.api import api, json_body
from community.rooms.attachments import Attached
from community.rooms.forms import text_of
from community.rooms.shown_files import shown_file
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.uploads import sent_file, takes_files


@api.post("/rooms/<room_id>/files")
@guarded(Permission.ROOM_SAY)
@takes_files()
def send_file(room_id: str) -> Response:
    """A form with `file`, and `words` for what a picture shows; then `say` it by its id."""
    actor = current_actor()
    with reading() as db:  # before anything is unpacked
        queries.access_room(db, actor, room_id, Permission.ROOM_SAY)
    upload = fit_to_send(*sent_file(request.files.get("file")))
    with transaction() as db:
        return _shown(attach(db, actor, room_id, upload, text_of(request.form, "words", "")))


@api.patch("/attachments/<attachment_id>")
@guarded(Permission.SIGNED_IN)
def describe_file(attachment_id: str) -> Response:
    """`words`: what the picture shows; until it is said."""
    words = text_of(json_body(), "words")
    with transaction() as db:
        return _shown(describe(db, current_actor(), attachment_id, words))


@api.delete("/attachments/<attachment_id>")
@guarded(Permission.SIGNED_IN)
def take_file_away(attachment_id: str) -> Response:
    """Until it is said; after that one withdraws the message."""
    with transaction() as db:
        take_away(db, current_actor(), attachment_id)
    return jsonify(ok=True)


def _shown(found: Attached) -> Response:
    return jsonify(ok=True, file=shown_file(found.attachment, found.file))
