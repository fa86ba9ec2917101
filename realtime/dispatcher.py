"""One door for everything a browser sends: checked, run in order, and always answered.

Each event has a permission from the policy table and a handler. The handler's own
`access_*` call asks the permission for the thing; here only being signed in is checked.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from community.access.policy import Permission
from community.core.errors import Problem, SignedOut
from community.core.limits import Budget
from community.web.errors import as_json
from realtime.connections import Connection, Connections

log = logging.getLogger(__name__)
Payload = dict[str, Any]
Answer = dict[str, Any]
Handler = Callable[[Any, Connection, Payload], Answer | None]
MISTAKES_MOST = 20


@dataclass(frozen=True)
class Event:
    name: str
    permission: Permission
    handler: Handler


EVENTS: dict[str, Event] = {}


def event(name: str, permission: Permission) -> Callable[[Handler], Handler]:
    """Declare the handler of an event and the permission that guards it."""

    def register(handler: Handler) -> Handler:
        if name in EVENTS:
            raise ValueError(f"Two handlers for the event {name!r}.")
        EVENTS[name] = Event(name, permission, handler)
        return handler

    return register


class Dispatcher:
    """Runs events of one connection one after the other (Socket.IO is told to wait for us)."""

    def __init__(self, live: Any, connections: Connections, hang_up: Callable[[str], None]) -> None:
        self.live, self.connections, self.hang_up = live, connections, hang_up
        self._budget = Budget(rate=20, burst=100)

    def __call__(self, name: str, sid: str, *arguments: object) -> Answer:
        """The acknowledgement: `{ok: true, …}`, or `{ok: false, error, message}`."""
        connection = self.connections.get(sid)
        if connection is None:
            return as_json(SignedOut())
        try:
            return {"ok": True, **(self._run(connection, name, arguments) or {})}
        except SignedOut as problem:
            self.hang_up(sid)
            return as_json(problem)
        except Problem as problem:
            return as_json(problem)
        except Exception:
            log.exception("The event %s failed", name if name in EVENTS else "(unknown)")
            return _no("fault", "Something went wrong on our side. It has been noted.")

    def _run(
        self, connection: Connection, name: str, arguments: tuple[object, ...]
    ) -> Answer | None:
        self._budget.spend(connection.sid)
        if name not in EVENTS:
            return self._mistake(
                connection, "unknown_event", f"There is no event called {name[:40]!r}."
            )
        payload = arguments[0] if len(arguments) == 1 else None
        if not isinstance(payload, dict):
            return self._mistake(connection, "malformed", f"`{name}` takes one object.")
        connection.fresh_actor()
        return EVENTS[name].handler(self.live, connection, payload)

    def bad_packet(self, sid: str | None, reason: str) -> Answer | None:
        """Something that was no event at all."""
        connection = self.connections.get(sid) if sid else None
        if connection is None:
            return None
        return self._mistake(connection, "malformed", reason)

    def _mistake(self, connection: Connection, error: str, message: str) -> Answer:
        log.info("A socket sent something wrong: %s", error)
        connection.mistakes += 1
        if connection.mistakes >= MISTAKES_MOST:
            self.hang_up(connection.sid)
        return _no(error, message)


def _no(error: str, message: str) -> Answer:
    return {"ok": False, "error": error, "message": message}
