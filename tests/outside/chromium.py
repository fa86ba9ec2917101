"""Finds a Chromium for the browser tests, installing one where that is plainly allowed.

Run as a program it does only that: `python -m tests.outside.chromium`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NOT_FOUND = """\
The browser tests need a Chromium and none was found. Three ways out:
  apt install chromium              (or any Chrome or Edge on the path)
  CHROMIUM=/path/to/chrome make test
  make test ARGS='-m "not browser"' leaves these tests out"""


def find_chromium() -> str:
    """The path of a browser; raises with the ways out when there is none."""
    found = _named() or _on_path() or _playwrights_own() or _from_debian()
    if not found:
        raise RuntimeError(NOT_FOUND)
    return found


def launch_flags() -> list[str]:
    """Quiet on the network; and root gets no sandbox, because Chromium refuses to give it one."""
    return [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS


def _named() -> str | None:
    path = os.environ.get("CHROMIUM")
    if path and not Path(path).is_file():
        raise RuntimeError(f"CHROMIUM names {path}, which is no file.")
    return path


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _playwrights_own() -> str | None:
    root = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright"))
    return next((str(path) for path in sorted(root.glob("chromium-*/chrome-linux*/chrome"))), None)


def _from_debian() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing Chromium for the browser tests (once) …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"]
    for command in (["apt-get", "update", "-qq"], install):
        done = subprocess.run(command, env=quiet, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}\n{NOT_FOUND}")
    return _on_path()


if __name__ == "__main__":
    try:
        print(find_chromium())
    except RuntimeError as error:
        sys.exit(str(error))
