"""From an empty directory to the first administrator, by the real commands."""

import re
import subprocess
from pathlib import Path

from tests.outside.live_server import COMENTOR, ROOT, LiveServer


def run(env: dict[str, str], *arguments: str) -> str:
    command = [*COMENTOR, *arguments]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def served(env: dict[str, str]) -> list[str]:
    """What `serve` says until it is ready, and the line after that if it comes at once."""
    command = [*COMENTOR, "serve", "--port", "0"]
    with subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        first = server.stdout.readline()
        server.terminate()
        rest = server.stdout.read().splitlines()
    return [first.strip(), *rest]


def test_upgrade_makes_a_code_and_serve_says_where_to_begin(tmp_path: Path) -> None:
    env = LiveServer(tmp_path / "data").env
    run(env, "upgrade")
    code = tmp_path / "data" / "set_up_code"
    assert code.stat().st_mode & 0o077 == 0
    before = code.read_text()
    run(env, "upgrade")
    assert code.read_text() == before
    ready, begin = served(env)
    address = ready.removeprefix("Comentor is ready at ")
    found = re.fullmatch(r"Nobody is here yet\. Begin at (\S+)/set-up\?code=(\S+)", begin)
    assert found
    assert (found[1], found[2]) == (address, code.read_text())


def test_where_somebody_is_nobody_is_told_to_begin(tmp_path: Path) -> None:
    env = LiveServer(tmp_path / "data").env
    run(env, "upgrade")
    words = ("--name", "Hera Lund", "--password", "four blue owls tonight")
    run(env, "member", "add", "hera@example.org", *words, "--role", "administrator")
    assert len(served(env)) == 1
