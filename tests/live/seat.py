"""One socket of somebody, who keeps what they hear and what their list would look like."""

import json
import threading
import time
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any, Self

import requests
import socketio
from socketio.exceptions import BadNamespaceError, SocketIOError

from realtime.brief import USUAL

NAMESPACE = "/rooms"
HEARD = ("changes", "presence", "typing", "room", "removed", "inbox")
Payload = dict[str, Any]
# As browsers write it: Python would write six bytes for each letter beyond ASCII.
JSON = SimpleNamespace(dumps=partial(json.dumps, ensure_ascii=False), loads=json.loads)


def whole(payload: Payload) -> Payload:
    """With what a socket leaves out of each item, if it brings any."""
    if not isinstance(payload.get("items"), list):
        return payload
    return {**payload, "items": [{**USUAL, **item} for item in payload["items"]]}


class Seat:
    """The official client, with the reader's rules: keep the higher version, ask after a gap.

    `list_of(room)` is the list such a reader has; `heard` is everything that came, in order.
    """

    def __init__(self, url: str, cookie: str, *transports: str) -> None:
        self.url, self.cookie = url, cookie
        self.transports = list(transports or ["websocket"])
        self.heard: list[tuple[str, Payload]] = []
        self.items: dict[str, dict[str, Payload]] = {}
        self.versions: dict[str, int] = {}
        self.people: dict[str, set[str]] = {}
        self.closed = threading.Event()
        self._lock = threading.Lock()  # what was asked for and what came are kept by two threads
        self.deaf = False
        self.open()

    def open(self) -> Self:
        self._session = requests.Session()
        self._session.cookies.set(*self.cookie.split("=", 1))  # sent with every poll as well
        self.client = socketio.Client(reconnection=False, http_session=self._session, json=JSON)
        for event in HEARD:
            self.client.on(event, self._hear(event), namespace=NAMESPACE)
        self.client.on("disconnect", lambda *_: self.closed.set(), namespace=NAMESPACE)
        self.closed.clear()
        try:
            self.client.connect(
                self.url,
                transports=self.transports,
                namespaces=[NAMESPACE],
                wait_timeout=20,
            )
        except SocketIOError:
            self._let_go()
            raise
        if ws := self.client.eio.ws:
            # It would wait three seconds for a goodbye that some servers leave out.
            ws.close = partial(ws.close, timeout=0.1)  # type: ignore[method-assign]
        return self

    def ask(self, event: str, payload: object, timeout: float = 20) -> Payload:
        """The acknowledgement; waits and asks again only when told to slow down."""
        while True:
            answer: Payload = self.client.call(event, payload, NAMESPACE, timeout=timeout)
            if answer.get("error") != "slow_down":
                return whole(answer)
            time.sleep(answer["retry_after"])

    def enter(self, room: str, after: int | None = None) -> Payload:
        """Come in, and catch up from the version this reader has."""
        known = self.versions.get(room, 0) if after is None else after
        answer = self.ask("enter", {"room": room, "after": known})
        if answer["ok"]:
            self.people[room] = {person["id"] for person in answer["presence"]["members"]}
            self._keep(room, answer["items"], answer["room"]["version"])
            if known and answer["more"]:
                self.catch_up(room)
        return answer

    def catch_up(self, room: str) -> None:
        """Ask for changes until there are no more, or none for us."""
        more = True
        while more:
            after = self.versions.get(room, 0)
            answer = self.ask("changes", {"room": room, "after": after})
            if not answer["ok"]:
                return
            self._keep(room, answer["items"], answer["version"])
            more = answer["more"]

    def read_back(self, room: str) -> None:
        """Ask for earlier pages until there are no more."""
        more = bool(self.items.get(room))
        while more:
            before = self.list_of(room)[0]["position"]
            answer = self.ask("earlier", {"room": room, "before": before})
            self._keep(room, answer["items"], 0)
            more = answer["more"]

    def say(self, room: str, body: str, key: str | None = None, **more: object) -> Payload:
        key = key or f"key-{time.monotonic_ns()}"
        return self.ask("say", {"room": room, "client_key": key, "body": body, **more})

    def insist(self, room: str, body: str, key: str, seconds: float = 60) -> Payload:
        """Say it again with the same key until it is acknowledged, whatever the line does."""
        end = time.monotonic() + seconds
        while True:
            try:
                if not self.client.connected:
                    self.reopen().enter(room)
                payload = {"room": room, "client_key": key, "body": body}
                answer = self.ask("say", payload, timeout=3)
            except (SocketIOError, OSError):
                assert time.monotonic() < end, f"{key} was never acknowledged."
                self.close()
                time.sleep(0.2)
                continue
            assert answer["ok"], answer
            return answer

    def list_of(self, room: str) -> list[Payload]:
        return sorted(self.items.get(room, {}).values(), key=lambda item: item["position"])

    def ids(self, room: str) -> list[str]:
        return [item["id"] for item in self.list_of(room)]

    def all(self, event: str) -> list[Payload]:
        return [payload for name, payload in list(self.heard) if name == event]

    def wait(self, what: Callable[["Seat"], Any], seconds: float = 20) -> Any:
        """Until `what(self)` is true; what it gave."""
        end = time.monotonic() + seconds
        while not (found := what(self)):
            if time.monotonic() > end:
                raise AssertionError(f"Waited in vain; heard last: {self.heard[-5:]}")
            time.sleep(0.02)
        return found

    def close(self) -> None:
        self.client.disconnect()
        self._let_go()

    def reopen(self) -> Self:
        self.close()
        return self.open()

    def cut(self) -> None:
        """The line breaks: no goodbye is sent."""
        eio = self.client.eio
        if eio.ws is not None and eio.ws.sock is not None:
            eio.ws.sock.close()
        self.client.wait()
        self._let_go()

    def _let_go(self) -> None:
        """The library leaves a socket open that the other side has closed."""
        self._session.close()
        if self.client.eio.ws is not None:
            self.client.eio.ws.shutdown()

    def _hear(self, event: str) -> Callable[[Payload], None]:
        def note(payload: Payload) -> None:
            if self.deaf:
                return
            payload = whole(payload)
            self.heard.append((event, payload))
            if event == "changes":
                self._take(payload)
            elif event == "presence":
                self._see(payload)
            elif event == "room" and payload["version"] > self.versions.get(payload["room"], 0):
                self.client.start_background_task(self._catch_up_later, payload["room"], 0)

        return note

    def _see(self, change: Payload) -> None:
        here = self.people.setdefault(change["room"], set())
        here |= {person["id"] for person in change["joined"]}
        here -= set(change["left"])

    def _take(self, batch: Payload) -> None:
        room = batch["room"]
        if batch["since"] > self.versions.get(room, 0):
            self._keep(room, batch["items"], self.versions.get(room, 0))
            self.client.start_background_task(self._catch_up_later, room, 0.3)
        else:
            self._keep(room, batch["items"], batch["version"])

    def _catch_up_later(self, room: str, pause: float) -> None:
        time.sleep(pause)
        try:
            self.catch_up(room)
        except (SocketIOError, BadNamespaceError):
            return  # the line is gone; coming back asks for the same

    def _keep(self, room: str, items: list[Payload], version: int) -> None:
        with self._lock:
            mine = self.items.setdefault(room, {})
            for item in items:
                known = mine.get(item["id"])
                if known is None or known["version"] < item["version"]:
                    mine[item["id"]] = item
            self.versions[room] = max(version, self.versions.get(room, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
