"""Who answered and who was there: on the session's page for its hosts, and to take away."""

import io

from flask import Response, send_file

from community.access.policy import Permission
from community.core.errors import NotFound
from community.core.transaction import reading
from community.sessions.attendance import attendance_of, attendance_part
from community.sessions.attendance_files import as_csv, as_json, name_of
from community.sessions.page import parts
from community.sessions.queries import access_session
from community.sessions.views.blueprint import views
from community.web.guard import guarded
from community.web.identity import current_actor

parts.append(attendance_part)
FILES = {"csv": (as_csv, "text/csv"), "json": (as_json, "application/json")}


@views.get("/sessions/<session_id>/attendance.<kind>")
@guarded(Permission.SESSION_HOST)
def attendance_file(session_id: str, kind: str) -> Response:
    actor = current_actor()
    with reading() as db:
        session = access_session(db, actor, session_id, Permission.SESSION_HOST)
        if kind not in FILES:
            raise NotFound
        make, media_type = FILES[kind]
        content = make(session, attendance_of(db, actor, session)).encode()
    file, name = io.BytesIO(content), name_of(session, kind)
    response = send_file(file, media_type, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
