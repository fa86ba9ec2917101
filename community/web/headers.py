"""Headers on every answer: nothing from elsewhere runs, frames or remembers our pages."""

from flask import Flask, Response, request

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


def install(app: Flask) -> None:
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    # An address with a secret in it is told to nobody, not even to ourselves.
    secret = "token" in (request.view_args or {})
    headers["Referrer-Policy"] = "no-referrer" if secret else "same-origin"
    headers.setdefault("Content-Security-Policy", POLICY)  # files that were uploaded have their own
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if request.endpoint == "static" and response.status_code < 400:
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        headers.setdefault("Cache-Control", "no-store")
    return response
