"""What belongs to messages, and what one keeps of them: files, and one's own notes."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.core.errors import Invalid, Refused
from community.core.transaction import reading, transaction
from community.files import queries as files
from community.rooms import queries
from community.rooms.actions.starring import star, unstar
from community.rooms.attachments import access_attachment
from community.rooms.shown import show
from community.rooms.stars import NOTE_MOST, as_markdown, my_notes, note_on
from community.rooms.views import views
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.uploads import serve


@views.get("/attachments/<attachment_id>")
@guarded(Permission.ITEM_READ)
def attachment(attachment_id: str) -> ResponseReturnValue:
    """A picture or file; asked each time, so no address opens it for others."""
    with reading() as db:
        found = access_attachment(db, current_actor(), attachment_id)
        return serve(found.file, files.content(db, found.file.id), inline=True)


@views.route("/items/<item_id>/star", methods=["GET", "POST"])
@guarded(Permission.ITEM_READ)
def star_item(item_id: str) -> ResponseReturnValue:
    """Keep a message with a `note`, change the note, or let it go: `on` is `0`."""
    actor, given, problem = current_actor(), request.form, None
    if request.method == "POST":
        try:
            with transaction() as db:
                if given.get("on", "1") == "0":
                    unstar(db, actor, item_id)
                else:
                    star(db, actor, item_id, given.get("note", ""))
            return redirect(url_for("rooms.item", item_id=item_id))
        except (Invalid, Refused) as refused:
            problem = refused
    with reading() as db:
        item = queries.access_item(db, actor, item_id, Permission.ITEM_READ)
        note = note_on(db, actor, item.id)
        shown = render_template(
            "rooms/star_item.html",
            item=show(db, [item])[0],
            body="" if item.gone else item.body,
            circle=item.room.circle,
            kept=note is not None,
            note=given.get("note", note or ""),
            note_most=NOTE_MOST,
            problem=problem.message if problem else None,
        )
    return shown, problem.status if problem else 200


@views.get("/me/notes")
@guarded(Permission.SIGNED_IN)
def notes() -> ResponseReturnValue:
    with reading() as db:
        return render_template("rooms/notes.html", rooms=my_notes(db, current_actor()))


@views.get("/me/notes.md")
@guarded(Permission.SIGNED_IN)
def notes_as_text() -> Response:
    """The same to take along."""
    base = url_for("rooms.item", item_id="_", _external=True)[:-1]
    with reading() as db:
        text = as_markdown(my_notes(db, current_actor()), base)
    answer = Response(text, mimetype="text/markdown")
    answer.headers["Content-Disposition"] = "attachment; filename=my-notes.md"
    return answer
