"""Files in and out: which routes take large bodies, what was sent, and how one is given back."""

import io
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, request, send_file
from werkzeug.datastructures import FileStorage

from community.core.errors import Invalid
from community.core.limits import Budget
from community.files import images
from community.files.actions import FILE_MOST
from community.files.models import File
from community.web.identity import required_member, whoever_is_here

View = TypeVar("View", bound=Callable[..., Any])
FORM_AROUND = 100_000  # bytes of a form beside its file
# Files that were taken and removed again count in no table: forty at once, then one a minute.
_budget = Budget(rate=1 / 60, burst=40)


def takes_files(most_bytes: int = FILE_MOST) -> Callable[[View], View]:
    """Let a view take a form with a file of at most `most_bytes`; all others take small forms."""

    def mark(view: View) -> View:
        view.__takes__ = most_bytes + FORM_AROUND  # type: ignore[attr-defined]
        return view

    return mark


def install(app: Flask) -> None:
    """Before the protection of forms is installed: it reads the form, and so its limit."""
    app.before_request(lambda: _widen(app))


def _widen(app: Flask) -> None:
    view = app.view_functions.get(request.endpoint or "")
    most = getattr(view, "__takes__", None)
    if most is not None and whoever_is_here() is not None:
        request.max_content_length = most


def sent_file(storage: FileStorage | None) -> tuple[str, bytes]:
    """Name and bytes of what a form's file field brought."""
    if storage is None or not storage.filename:
        raise Invalid("Please choose a file.")
    _budget.spend(required_member().id)
    return storage.filename, storage.read()


def serve(file: File, content: bytes, *, inline: bool = False, name: str = "") -> Response:
    """A file to whoever may have it, asked by the caller at each request: browsers keep it, but
    come back each time. Only a picture that we drew ourselves is shown where it stands.

    `name`: what it is saved as, if not as it was sent."""
    shown = inline and file.media_type == images.MEDIA_TYPE
    response = send_file(
        io.BytesIO(content),
        mimetype=file.media_type,
        as_attachment=not shown,
        download_name=name or file.name,
        etag=file.id,  # the bytes under an id never change
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"  # no other page shows them
    return response
