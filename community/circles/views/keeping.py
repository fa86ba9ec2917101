"""Files and links of a circle."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from community.access.policy import Permission
from community.circles import actions
from community.circles.materials import access_material
from community.circles.models import MaterialKind
from community.circles.queries import access_circle
from community.circles.views.blueprint import refused, to_circle, views
from community.core.errors import Invalid, Refused, SlowDown
from community.core.transaction import reading, transaction
from community.files import queries as files
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.uploads import sent_file, serve, takes_files

NO = (Invalid, Refused, SlowDown)


@views.post("/circles/<circle_id>/links")
@guarded(Permission.CIRCLE_ADD)
def add_link(circle_id: str) -> ResponseReturnValue:
    address, title = request.form.get("link", ""), request.form.get("title", "")
    try:
        with transaction() as db:
            actions.add_link(db, current_actor(), circle_id, address=address, title=title)
    except NO as problem:
        return refused(circle_id, problem)
    return to_circle(circle_id, "materials")


@views.post("/circles/<circle_id>/files")
@guarded(Permission.CIRCLE_ADD)
@takes_files()
def add_file(circle_id: str) -> ResponseReturnValue:
    title, actor = request.form.get("file-title", ""), current_actor()
    with reading() as db:  # before anything is unpacked
        access_circle(db, actor, circle_id, Permission.CIRCLE_ADD)
    try:
        upload = actions.fit_to_keep(*sent_file(request.files.get("file")))
        with transaction() as db:
            actions.add_file(db, actor, circle_id, title=title, upload=upload)
    except NO as problem:
        return refused(circle_id, problem)
    return to_circle(circle_id, "materials")


@views.get("/materials/<material_id>")
@guarded(Permission.CIRCLE_READ)
def material(material_id: str) -> ResponseReturnValue:
    """The file, or the way to the link; asked each time, so no address opens it for others."""
    with reading() as db:
        kept = access_material(db, current_actor(), material_id, Permission.CIRCLE_READ).material
        if kept.kind is MaterialKind.LINK or kept.file is None:
            return redirect(kept.address)
        return serve(kept.file, files.content(db, kept.file.id))


@views.post("/materials/<material_id>/remove")
@guarded(Permission.CIRCLE_ADD)
def remove_material(material_id: str) -> ResponseReturnValue:
    with transaction() as db:
        circle_id = actions.remove_material(db, current_actor(), material_id)
    return to_circle(circle_id, "materials")
