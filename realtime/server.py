"""The live side of the application: `attach` puts it beside the pages."""

import logging
from typing import Any

from flask import Flask
from flask_socketio import SocketIO

import realtime.desk
import realtime.evenings
import realtime.groups
import realtime.hosting
import realtime.polls
import realtime.questions
import realtime.rooms  # noqa: F401 - importing them declares the events
from community.core import events
from community.core.errors import SignedOut
from community.members.queries import SignedIn
from community.rooms.events import RoomChanged
from community.settings import Settings
from realtime import channels, engine
from realtime.bus import Bus, Message
from realtime.channels import NAMESPACE
from realtime.connections import Connection, Connections
from realtime.delivery import Delivery, from_message, to_message
from realtime.dispatcher import Answer, Dispatcher
from realtime.door import Door
from realtime.fanout import BadPacket, FanoutManager, StrictJson, install
from realtime.gate import SIGNED_IN, Gate
from realtime.presence import Presence
from realtime.rights import Rights
from realtime.rounds import Rounds
from realtime.typing import Typing
from realtime.watch import Watch

log = logging.getLogger(__name__)
FRAME_MOST = 16_384  # bytes; files go over HTTP
HANDSHAKE = 3.0  # seconds for which what the gate read holds, if nothing is heard of a change


class Live:
    """Everything live in this process. Handlers get it as their first argument."""

    def __init__(self, socketio: SocketIO, settings: Settings) -> None:
        self.server: Any = socketio.server
        self.connections = Connections()
        self.door = Door()
        self.presence = Presence(self.tell_room)
        self.typing = Typing(self.tell_room)
        self.watch = Watch(self.server, self.connections, self.presence)
        self.delivery = Delivery(self.emit, self.connections)
        self.dispatcher = Dispatcher(self, self.connections, self.hang_up)
        self.bus: Bus | None = None
        self.home_of: dict[str, str] = {}  # of rooms entered here; it never changes
        self.rights = Rights(self)
        self.rounds = Rounds(self)
        self._register()
        events.after(RoomChanged, self.on_room_changed)
        if settings.redis_url:
            self.bus = Bus(settings.redis_url, self.on_heard, self.rounds.tell_heads)
            self.presence.share = self.typing.share = self.bus.publish
        self.rounds.start()

    def _register(self) -> None:
        self.server.on("connect", self.on_connect, namespace=NAMESPACE)
        self.server.on("disconnect", self.on_disconnect, namespace=NAMESPACE)
        self.server.on("*", self.dispatcher, namespace=NAMESPACE)
        install(self.server, self.on_bad_packet)

    # Coming and going.

    def on_connect(self, sid: str, environ: dict[str, Any], auth: object = None) -> bool:
        """True lets the socket in; the gate has put who it is beside the request."""
        passed: tuple[SignedIn, float] | None = environ.pop(SIGNED_IN, None)
        if passed is None:
            return False
        connection = Connection.of(sid, *passed)
        self.door.pass_through()
        try:
            # A client may wait between the gate and here for as long as it likes.
            connection.fresh_actor(HANDSHAKE)
            # Nobody brings it in line before it is added: what changed while it was read counts.
            while self.rights.changed_since(connection.checked, connection.member_id):
                connection.reload()
        except SignedOut:
            return False
        self.connections.add(connection)
        for home_id in filter(connection.actor.may_enter, connection.actor.circles):
            self.server.enter_room(sid, channels.home(home_id), namespace=NAMESPACE)
        return True

    def on_disconnect(self, sid: str, _reason: str = "") -> None:
        self.door.pass_through()
        connection = self.connections.get(sid)
        if connection is None:
            return
        for room_id in list(connection.rooms):
            self._leave(connection, room_id)
        self.connections.remove(sid)

    def hang_up(self, sid: str) -> None:
        """After the answer under way has been sent."""
        engine.spawn(self._disconnect, sid)

    def _disconnect(self, sid: str) -> None:
        engine.sleep(0.05)
        self.server.disconnect(sid, namespace=NAMESPACE)

    def on_bad_packet(self, sid: str | None, bad: BadPacket) -> Answer | None:
        return self.dispatcher.bad_packet(sid, str(bad))

    # Rooms.

    def subscribe(self, connection: Connection, room_id: str, home_id: str) -> None:
        """Whoever is in already stays in, and is counted once."""
        if room_id in connection.rooms or self.connections.get(connection.sid) is None:
            return
        self.connections.enter(connection, room_id, home_id)
        self.server.enter_room(connection.sid, channels.room(room_id), namespace=NAMESPACE)
        self.presence.entered(room_id, connection)

    def unsubscribe(self, connection: Connection, room_id: str) -> None:
        if room_id not in connection.rooms:
            return
        self._leave(connection, room_id)
        self.server.leave_room(connection.sid, channels.room(room_id), namespace=NAMESPACE)

    def _leave(self, connection: Connection, room_id: str) -> None:
        self.typing.stopped(room_id, connection)
        self.presence.left(room_id, connection)
        self.connections.leave(connection, room_id)

    # Telling.

    def emit(
        self, event: str, payload: dict[str, Any], channel: str, skip: list[str] | None = None
    ) -> None:
        """The one way out: to a channel the server named, never to everybody."""
        self.server.emit(event, payload, to=channel, namespace=NAMESPACE, skip_sid=skip)

    def tell_room(self, event: str, room_id: str, payload: dict[str, Any]) -> None:
        self.emit(event, payload, channels.room(room_id))

    def on_room_changed(self, change: RoomChanged) -> None:
        self._take_change(change)
        if self.bus:
            self.bus.publish(to_message(change))

    def _take_change(self, change: RoomChanged) -> None:
        """First whoever is out of a small group, then the change to those who are in."""
        if change.people is not None:
            self.rights.keep_to(change.room_id, change.people)
        self.delivery.deliver(change)
        self.watch.note(change.room_id, change.version, change.desk)
        group, evening = ((change.desk or {}).get(name) for name in ("group", "session"))
        if (group and group["closed"]) or (evening and evening["state"] in ("closed", "cancelled")):
            self.rounds.tell_heads_of([change.room_id])

    def on_heard(self, message: Message) -> None:
        """From another process."""
        if message["kind"] == "changed":
            self._take_change(from_message(message))
        elif message["kind"] == "rights":
            self.rights.refresh(message["member"])
        elif message["kind"] == "circle":
            self.rounds.tell_of_circle(message["circle"])
        elif message["kind"] == "presence":
            self.presence.heard(message)
        elif message["kind"] == "typing":
            self.typing.heard(message)

    def close(self) -> None:
        """Store what is known of attendance; the sockets are closed already."""
        self.rounds.stop()
        if self.bus:
            self.bus.close()


def attach(app: Flask, settings: Settings) -> Live:
    """Give the application its sockets; wraps its WSGI entry."""
    socketio = SocketIO(
        app,
        async_mode=engine.async_mode(),
        async_handlers=False,  # events of one connection run in the order they came
        client_manager=FanoutManager(),
        namespaces=[NAMESPACE],  # the library would also let people into "/", where nobody is asked
        json=StrictJson,
        max_http_buffer_size=FRAME_MOST,
        ping_interval=20,
        ping_timeout=20,
        manage_session=False,
        cors_allowed_origins=settings.base_url or None,
    )
    live = Live(socketio, settings)
    app.wsgi_app = Gate(app, app.wsgi_app)  # type: ignore[method-assign]
    app.extensions["live"] = live
    return live
