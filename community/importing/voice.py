"""One person's socket, opened again whenever it is gone."""

import json
import time
from functools import partial
from types import SimpleNamespace
from typing import Any

import socketio
from socketio.exceptions import SocketIOError

from community.core.errors import Refused

NAMESPACE = "/rooms"
PATIENCE = 120.0  # seconds something is tried for while the server is away
# As browsers write it: six bytes for each letter beyond ASCII would fill a frame too soon.
JSON = SimpleNamespace(dumps=partial(json.dumps, ensure_ascii=False), loads=json.loads)


class Voice:
    """Whatever it sends is sent until it is answered, so it must do no harm twice."""

    def __init__(self, url: str, cookie: str, room_id: str) -> None:
        self.url, self.cookie, self.room_id = url, cookie, room_id
        self.socket = socketio.Client(reconnection=False, json=JSON)

    def say(self, client_key: str, body: str) -> None:
        """Return once it is acknowledged, and so stored; raises `Refused` if it never is."""
        self.send("say", client_key=client_key, body=body)

    def send(self, event: str, **payload: Any) -> None:
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            try:
                answer = self._try(event, payload)
            except (SocketIOError, OSError):
                self.socket.disconnect()
                time.sleep(0.3)
                continue
            if answer.get("ok"):
                return
            if answer["error"] not in ("slow_down", "busy"):
                raise Refused(f"The server answered: {answer['message']}")
            time.sleep(answer.get("retry_after", 0.3))
        raise Refused(f"The server at {self.url} did not answer for {PATIENCE:.0f} seconds.")

    def _try(self, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        if not self.socket.connected:
            self._open()
        answer: dict[str, Any] = self.socket.call(
            event, {"room": self.room_id, **payload}, NAMESPACE, timeout=5
        )
        return answer

    def _open(self) -> None:
        self.socket.connect(
            self.url,
            headers={"Cookie": self.cookie},
            transports=["websocket"],
            namespaces=[NAMESPACE],
            wait_timeout=5,
        )
        self.socket.call("enter", {"room": self.room_id, "after": 2**30}, NAMESPACE, timeout=5)

    def close(self) -> None:
        self.socket.disconnect()
