"""The pages and files of a transcript, and one's own words in it."""

import io
import tempfile
from collections.abc import Mapping
from types import MappingProxyType
from typing import IO

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from community.access.policy import Permission
from community.core.errors import Forbidden, Invalid, NotFound, Refused
from community.core.kept import Kept
from community.core.transaction import reading, transaction
from community.files import queries as files
from community.rooms.models import Room
from community.sessions.models import HostedSession
from community.sessions.queries import access_session
from community.transcripts import actions, queries
from community.transcripts.models import FileKind
from community.transcripts.pages import drawn, safe
from community.transcripts.queries import OFFERED, Version
from community.transcripts.reading import FIRST, read
from community.transcripts.shown_files import file_with
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.uploads import serve

views = Blueprint("transcripts", __name__)
NOTHING: Mapping[int, str] = MappingProxyType({})
AT_ONCE_MOST = 2_000  # messages, a fifth of a second's work
SPOOL_LEAST = 1_000_000  # bytes
# By transcript and how often its words have changed: one of other words is another.
_drawn: Kept[tuple[str, int], str] = Kept(most=20, seconds=60)
TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.CSV: "text/csv",
    FileKind.JSON: "application/json",
    FileKind.ZIP: "application/zip",
}


@views.get("/sessions/<session_id>/transcript")
@views.get("/sessions/<session_id>/transcript/<int:number>")
@views.get("/sessions/<session_id>/transcript/<int:number>/<int:revision>")
@guarded(Permission.SESSION_READ)
def transcript(
    session_id: str, number: int | None = None, revision: int | None = None
) -> ResponseReturnValue:
    """The newest version, or the one that is cited; an old revision says what became of it."""
    actor = current_actor()
    with reading() as db:
        session = access_session(db, actor, session_id, Permission.SESSION_READ)
        versions = queries.versions_of(db, session_id)
        shown = queries.version_of(versions, number)
        if revision is not None and revision > shown.revision:
            raise NotFound
        words = _words(db, session, shown)
        mine = bool(queries.my_words(db, actor, session))
        numbers = queries.numbers_of(db, session, shown)
        known = not actor.signed_in or queries.has_read(db, actor, session_id)
    if not known:
        with transaction() as db:
            actions.note_reader(db, actor, session_id)
    return render_template(
        "transcripts/transcript.html",
        session=session,
        when=when_it_was(session),
        versions=versions,
        shown=shown,
        superseded=revision is not None and revision < shown.revision,
        numbers=numbers,
        words=safe(words),
        mine=mine,
    )


def when_it_was(session: HostedSession) -> str:
    """`Sunday 24 May 2026, 19:00 to 20:00`, by the clock where it was announced."""
    began = (session.started_at or session.starts_at).astimezone(session.zone)
    over = (session.ended_at or session.ends_at).astimezone(session.zone)
    return f"{began:%A} {began.day} {began:%B %Y}, {began:%H:%M} to {over:%H:%M}"


def _words(db: Session, session: HostedSession, shown: Version) -> str:
    """As it was drawn; while that is being made anew, drawn now, so that it is never old.

    Once for all who come meanwhile. A very long one would hold everybody up: nothing, then.
    """
    kept = queries.content_of(db, shown.row, FileKind.PAGE)
    if kept is not None:
        return kept.decode()
    if db.get_one(Room, session.room_id).last_position > AT_ONCE_MOST:
        return ""
    key = shown.row.id, shown.row.asked
    return _drawn.get(key) or _drawn.keep(key, drawn(read(db, session, number=shown.number)))


@views.get("/sessions/<session_id>/transcript.<kind>")
@guarded(Permission.SESSION_READ)
def newest_file(session_id: str, kind: str) -> ResponseReturnValue:
    """To the file of the newest version, at the address that stays its own."""
    with reading() as db:
        access_session(db, current_actor(), session_id, Permission.SESSION_READ)
        newest = queries.version_of(queries.versions_of(db, session_id), None)
    there = url_for(
        "transcripts.transcript_file",
        session_id=session_id,
        number=newest.number,
        revision=newest.revision,
        kind=_kind(kind).value,
    )
    return redirect(there)


@views.get("/sessions/<session_id>/transcript/<int:number>/<int:revision>.<kind>")
@guarded(Permission.SESSION_READ)
def transcript_file(session_id: str, number: int, revision: int, kind: str) -> ResponseReturnValue:
    """The file, or a page saying that it was superseded or is being made."""
    wanted = _kind(kind)
    with reading() as db:
        session = access_session(db, current_actor(), session_id, Permission.SESSION_READ)
        version = queries.version_of(queries.versions_of(db, session_id), number)
        if revision > version.revision:
            raise NotFound
        current = revision == version.revision
        content = queries.content_of(db, version.row, wanted) if current else None
    if content is not None:
        name = next(file.name for file in version.files if file.kind is wanted)
        return _sent(content, wanted, name)
    page = render_template(
        "transcripts/transcript_file.html",
        session=session,
        version=version,
        kind=wanted,
        superseded=not current,
    )
    return page, 503 if current else 410


@views.get("/sessions/<session_id>/transcript/files/<key>")
@guarded(Permission.SESSION_READ)
def shown_file(session_id: str, key: str) -> Response:
    """A picture or file that was shown, for whoever may read the transcript; asked each time.

    What is late belongs to those in the room until there is a version with it.
    """
    with reading() as db:
        session = access_session(db, current_actor(), session_id, Permission.SESSION_READ)
        newest = queries.version_of(queries.versions_of(db, session_id), None)
        until = session.room.late_from if newest.number == FIRST else None
        found = file_with(db, session, key, until)
        content = files.content(db, found.file.id)
    return serve(found.file, content, inline=True, name=found.name)


def _sent(content: bytes, kind: FileKind, name: str) -> Response:
    """Asked for again each time: whoever read it once may not be allowed to any more.

    A large one waits on the disk for a slow line, not in memory.
    """
    file: IO[bytes] = io.BytesIO(content)
    if len(content) >= SPOOL_LEAST:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the response
        file.write(content)
        file.seek(0)
    response = send_file(file, TYPES[kind], as_attachment=True, download_name=name)
    response.content_length = len(content)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _kind(kind: str) -> FileKind:
    if kind not in OFFERED:
        raise NotFound
    return FileKind(kind)


@views.get("/sessions/<session_id>/transcript/mine")
@guarded(Permission.SESSION_SEE)
def my_words(session_id: str, typed: Mapping[int, str] = NOTHING) -> ResponseReturnValue:
    """What I said, each with a way to put it right or take it back.

    `typed`: what was written in place of one of them and could not be taken.
    """
    actor = current_actor()
    with reading() as db:
        session = access_session(db, actor, session_id, Permission.SESSION_SEE)
        items = queries.my_words(db, actor, session)
    return render_template("transcripts/my_words.html", session=session, items=items, typed=typed)


@views.post("/sessions/<session_id>/transcript/mine/<int:place>/correct")
@guarded(Permission.SESSION_SEE)
def correct_words(session_id: str, place: int) -> ResponseReturnValue:
    body = request.form.get("body", "")
    try:
        with transaction() as db:
            actions.correct(db, current_actor(), session_id, place, body)
    except (Refused, Invalid, Forbidden) as problem:
        flash(problem.message, "problem")
        return make_response(my_words(session_id, {place: body}), 422)
    flash("Your words are put right, and marked as corrected.")
    return _to_mine(session_id, f"m{place}")


@views.post("/sessions/<session_id>/transcript/mine/<int:place>/withdraw")
@guarded(Permission.SESSION_SEE)
def withdraw_words(session_id: str, place: int) -> ResponseReturnValue:
    with transaction() as db:
        actions.take_back(db, current_actor(), session_id, place)
    flash("Your words are gone, from this page and from every file.")
    return _to_mine(session_id)


def _to_mine(session_id: str, part: str | None = None) -> ResponseReturnValue:
    there = url_for("transcripts.my_words", session_id=session_id, _anchor=part)
    return redirect(there)
