"""How the rules about the source look at it."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("wsgi.py", "realtime", "community", "search")


def modules(*names: str) -> list[Path]:
    """Every Python file of the packages and files named, all of the product without a name."""
    places = [ROOT / name for name in names or PACKAGES]
    found = [[place] if place.is_file() else sorted(place.rglob("*.py")) for place in places]
    return [path for paths in found for path in paths]


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def kept_files() -> list[Path]:
    """What git keeps or is about to keep, so built and installed files stay out of sight."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imports(path: Path) -> Iterator[str]:
    """Dotted names a file imports at any depth; `from a import b` counts as `a` and `a.b`."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
