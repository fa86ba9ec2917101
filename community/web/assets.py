"""The built front end: addresses by the manifest its build writes, and the files themselves."""

import json
import mimetypes
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, g, request, send_from_directory, url_for
from werkzeug.security import safe_join

from community.paths import STATIC


class NotBuilt(Exception):
    """The front end was not built; `make run` and `pip install` do it."""


def asset(name: str) -> str:
    """The address of `app.js`, `app.css`, … with the hash of its contents in it.

    A page of a room asks for that of its signs a thousand times.
    """
    known: dict[str, str] = g.setdefault("assets", {})
    if name not in known:
        known[name] = _address(name)
    return known[name]


def _address(name: str) -> str:
    manifest = STATIC / "dist" / "manifest.json"
    files = _read(manifest, manifest.stat().st_mtime_ns) if manifest.exists() else {}
    if name not in files:
        raise NotBuilt(f"The front end has no {name}; `make run` does it.")
    return url_for("static", filename=f"dist/{files[name]}")


@lru_cache(maxsize=4)
def _read(manifest: Path, _changed: int) -> dict[str, str]:
    files: dict[str, str] = json.loads(manifest.read_text())
    return files


def static_file(filename: str) -> Response:
    """A built file, packed for browsers that take it so: the build put both side by side."""
    packed = f"{filename}.gz"
    path = safe_join(str(STATIC), packed)
    if path is None or not Path(path).is_file():
        return send_from_directory(STATIC, filename)
    if not request.accept_encodings["gzip"]:
        response = send_from_directory(STATIC, filename)
    else:
        kind = mimetypes.guess_type(filename)[0]
        name = Path(filename).name
        response = send_from_directory(STATIC, packed, mimetype=kind, download_name=name)
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def install(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset
    app.view_functions["static"] = static_file
