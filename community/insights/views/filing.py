"""Files of an insight: sent from where it is written, and given to whoever may read it."""

from dataclasses import replace

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.errors import NotFound
from community.core.transaction import reading, transaction
from community.files import queries as files
from community.insights.actions import drafting
from community.insights.actions.filing import add_file, remove_file
from community.insights.files import KeptFile, access_file
from community.insights.forms import InsightForm, version_of
from community.insights.queries import access_insight
from community.insights.views.blueprint import views
from community.rooms.actions.attaching import fit_to_send
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.uploads import sent_file, serve, takes_files

WORDS_MOST = 200
PUT_IN = "It stands at the end of your text now. Move it to where it belongs."


@views.get("/insight-files/<insight_file_id>")
@guarded(Permission.INSIGHT_READ)
def insight_file(insight_file_id: str) -> ResponseReturnValue:
    """Asked each time, so no address opens it for others."""
    with reading() as db:
        found = access_file(db, current_actor(), insight_file_id)
        return serve(found.file, files.content(db, found.file.id), inline=True)


@views.post("/api/insights/<insight_id>/files")
@guarded(Permission.INSIGHT_WRITE)
@takes_files()
def send_insight_file(insight_id: str) -> ResponseReturnValue:
    """A form with `file`; answers its line for the list, and how a text names it."""
    actor = current_actor()
    with reading() as db:  # before anything is unpacked
        access_insight(db, actor, insight_id, Permission.INSIGHT_WRITE)
    upload = fit_to_send(*sent_file(request.files.get("file")))
    with transaction() as db:
        kept = add_file(db, actor, insight_id, upload)
        line = render_template("insights/_file_line.html", one=kept, silent=False)
    return jsonify(ok=True, line=line)


def is_about_file(to_do: str) -> bool:
    """Of the buttons below the text: add one, `put:` one into the text, `remove:` one."""
    return to_do == "add" or to_do.startswith(("put:", "remove:"))


def do_with_file(insight_id: str, form: InsightForm, to_do: str) -> str:
    """This, and save what is typed; a sentence of what was done. The form goes on from there."""
    actor = current_actor()
    upload = fit_to_send(*sent_file(request.files.get("file"))) if to_do == "add" else None
    act, _, file_id = to_do.partition(":")
    words = " ".join(request.form.get("words", "").split())[:WORDS_MOST]
    with transaction() as db:
        if upload is not None:
            more = add_file(db, actor, insight_id, upload).named(words)
        elif act == "put":
            more = _own(db, actor, insight_id, file_id).named()
        else:
            remove_file(db, actor, insight_id, file_id)
            more = ""
        text = replace(form.text, body="\n\n".join(filter(None, [form.text.body.rstrip(), more])))
        version = version_of(form.version.data)
        version = drafting.save_draft(db, actor, insight_id, text, version, form.chosen)
    form.body.data, form.version.data = text.body, str(version)
    return PUT_IN if more else "The file is gone."


def _own(db: Session, actor: Actor, insight_id: str, file_id: str) -> KeptFile:
    found = access_file(db, actor, file_id)
    if found.row.insight_id != insight_id:
        raise NotFound
    return found
