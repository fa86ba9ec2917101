"""A small Socket.IO server with nothing but realtime's engine and fan-out, run as a process.

Prints its port when it is ready. Rooms are made by entering them; `say` tells the whole room.
"""

from community.core.threads import go_green

go_green()

import json  # noqa: E402  # green threads have to come first
import sys  # noqa: E402

import flask  # noqa: E402
from flask_socketio import SocketIO  # noqa: E402

from realtime import engine, fanout  # noqa: E402

app = flask.Flask(__name__)
manager = fanout.FanoutManager(fanout.Limits(backlog_bytes=1 << 18))
socketio = SocketIO(
    app,
    client_manager=manager,
    json=fanout.StrictJson,
    async_mode=engine.async_mode(),
    async_handlers=False,
    max_http_buffer_size=16_384,
)
server = socketio.server
counts = {"connects": 0, "disconnects": 0, "bad": 0}
delay = engine.LoopDelay()


@server.on("connect", namespace="/rooms")
def connect(_sid: str, _environ: dict, _auth: object) -> None:
    counts["connects"] += 1


@server.on("disconnect", namespace="/rooms")
def disconnect(_sid: str, _reason: str) -> None:
    counts["disconnects"] += 1


@server.on("enter", namespace="/rooms")
def enter(sid: str, data: dict) -> dict:
    server.enter_room(sid, data["room"], namespace="/rooms")
    return {"ok": True}


@server.on("say", namespace="/rooms")
def say(sid: str, data: dict) -> dict:
    skip = sid if data.get("others") else None
    server.emit("said", data, room=data["room"], skip_sid=skip, namespace="/rooms")
    return {"ok": True}


@server.on("say_nobody", namespace="/rooms")
def say_nobody(_sid: str, data: dict) -> dict:
    try:
        server.emit("said", data, room=None, namespace="/rooms")
    except ValueError as error:
        return {"ok": False, "message": str(error)}
    return {"ok": True}


@server.on("flood", namespace="/rooms")
def flood(_sid: str, data: dict) -> dict:
    for number in range(data["count"]):
        said = {"n": number, "body": "x" * data["size"]}
        server.emit("said", said, room=data["room"], namespace="/rooms")
        engine.sleep(0.004)  # so that who does read is never taken for somebody who does not
    return {"ok": True}


def on_bad_packet(_sid: str | None, bad: fanout.BadPacket) -> dict:
    counts["bad"] += 1
    return {"ok": False, "error": "malformed", "message": bad.reason}


@app.get("/counts")
def show_counts() -> dict:
    return {
        **counts,
        "dropped": manager.stats["dropped"],
        "direct": manager.direct,
        "live": len(manager.links),
        "rooms": sum(len(rooms) for rooms in manager._rooms_of.values()),
        "sockets": len(server.eio.sockets),
        "loop_p99": delay.percentile(0.99),
    }


def ready(port: int) -> None:
    delay.start()
    print(json.dumps({"port": port}), flush=True)


if __name__ == "__main__":
    fanout.install(server, on_bad_packet)
    engine.serve(app, "127.0.0.1", int(sys.argv[1]), on_ready=ready)
    print("ended", flush=True)
