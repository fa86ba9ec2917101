"""The machine a benchmark runs on: cores, processes, what they use, and percentiles."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

SERVER_CORE, LOAD_CORE = 0, 1
LIBRARIES = ("Flask", "Flask-SocketIO", "python-socketio", "python-engineio", "eventlet")


def pinned(core: int, command: Sequence[str]) -> list[str]:
    """The command on one core, where the machine has two and knows how to pin."""
    taskset = shutil.which("taskset")
    if taskset is None or (os.cpu_count() or 1) < 2:
        return list(command)
    return [taskset, "-c", str(core), *command]


def cpu_seconds(pid: int) -> float:
    """Processor time a process and its threads have used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_kb(pid: int) -> int:
    """Memory of a process that is really there."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def percentile(ordered: Sequence[float], share: float) -> float:
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def versions() -> dict[str, str]:
    found = {name: version(name) for name in LIBRARIES}
    found["Python"] = platform.python_version()
    found["system"] = f"{platform.system()} {platform.release()}, {os.cpu_count()} cores"
    if node := shutil.which("node"):
        found["Node.js"] = _said([node, "--version"])
    return found


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()  # noqa: S603


def python(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "ignore", *arguments]
