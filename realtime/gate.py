"""Nobody opens a socket without being signed in: refused before Engine.IO sees a byte.

Reading frames costs time on the loop, so an unknown peer must not be able to send any.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Request

from community.core.transaction import glance
from community.members.queries import signed_in_with
from community.web.identity import token_of

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
SIGNED_IN = "comentor.signed_in"


class Gate:
    """WSGI middleware: lets a handshake pass with a sign-in, and leaves it in the environ."""

    def __init__(self, app: Flask, inner: Wsgi, path: str = "/socket.io") -> None:
        self.app, self.inner, self.path = app, inner, path

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(self.path):
            return self.inner(environ, start_response)
        # Not left in what it reads from: the two would hold each other after the connection.
        token = token_of(self.app, Request(environ, populate_request=False))
        signed_in, moment = None, time.monotonic()  # before reading: what changes then is noticed
        if token:
            with glance() as db:
                signed_in = signed_in_with(db, token)
        if signed_in is None:
            start_response("401 Unauthorized", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"Please sign in first."]
        environ[SIGNED_IN] = signed_in, moment
        return self.inner(environ, start_response)
