"""Addresses of the built front end, by the manifest its build writes."""

import json
from functools import lru_cache
from pathlib import Path

from flask import current_app, url_for

from community.paths import STATIC


class NotBuilt(Exception):
    """The front end was not built; `make run` and `pip install` do it."""


def asset(name: str) -> str:
    """The address of `app.js`, `app.css`, … with the hash of its contents in it."""
    manifest = STATIC / "dist" / "manifest.json"
    files = _read(manifest, manifest.stat().st_mtime_ns) if manifest.exists() else {}
    if name not in files:
        raise NotBuilt(f"The front end has no {name}; build it with `make assets`.")
    return url_for("static", filename=f"dist/{files[name]}")


@lru_cache(maxsize=4)
def _read(manifest: Path, _changed: int) -> dict[str, str]:
    files: dict[str, str] = json.loads(manifest.read_text())
    return files


def install() -> None:
    current_app.jinja_env.globals["asset"] = asset
