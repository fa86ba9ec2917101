"""A port that somebody else has."""

import socket
import subprocess

from tests.outside.fixtures import StartServer


def test_a_taken_port_is_said_in_a_sentence(live_server: StartServer) -> None:
    with live_server() as server, socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        second = subprocess.run(
            [*server.command, "serve", "--port", port],
            env=server.env,
            cwd=server.folder,
            capture_output=True,
            text=True,
        )
    assert second.returncode == 1
    assert f"Port {port} is in use" in second.stderr
    assert "Traceback" not in second.stderr
