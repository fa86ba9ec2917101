"""The fan-out against real clients: the official ones, slow ones and ill-mannered ones."""

import contextlib
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import socketio
import websocket
from engineio.payload import Payload

from tests.live.raw_client import RawClient
from tests.live.small_server import ROOT, SmallServer
from tests.outside.node import find_node

MESSAGES = 300
CLOSED = (OSError, websocket.WebSocketException)
NODE_MODULES = ROOT / "frontend" / "node_modules"
WAYS = {
    "polling": ["polling"],
    "websocket": ["websocket"],
    "upgrade": ["polling", "websocket"],
}


@pytest.fixture(scope="module")
def server() -> Iterator[SmallServer]:
    server = SmallServer()
    yield server
    assert server.stop() == "ended\n"


@pytest.fixture
def milo(server: SmallServer) -> Iterator[RawClient]:
    server.wait_for(lambda counts: counts["live"] == 0)  # who was here before has gone
    with RawClient(server.port) as milo:
        yield milo


def words(number: int) -> str:
    return f"№{number} – naïve 👩🏽‍🏫 Ωmega \u2028 漢字 " + "x" * (number % 250)


def speak(hana: RawClient, room: str) -> list[dict[str, Any]]:
    """Three hundred messages, some close together and some apart."""
    said = [{"room": room, "n": number, "body": words(number)} for number in range(MESSAGES)]
    for number, message in enumerate(said):
        hana.send("42/rooms," + json.dumps(["say", message]))
        if number % 40 == 0:
            time.sleep(0.05)
    return said


def test_the_fast_way_is_in_use(server: SmallServer) -> None:
    assert server.counts()["direct"] is True


@pytest.mark.skipif(
    not (NODE_MODULES / "socket.io-client").exists(),
    reason="building the front end brings the official client",
)
def test_every_official_browser_client_receives_all_in_order(server: SmallServer) -> None:
    script = Path(__file__).with_name("official_clients.mjs")
    command = [find_node(), str(script), server.url, "browsers", str(MESSAGES), str(NODE_MODULES)]
    members = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert members.stdout is not None
    assert members.stdout.readline() == "ready\n"
    with RawClient(server.port) as hana:
        said = speak(hana, "browsers")
        lines, _ = members.communicate(timeout=40)
    results = [json.loads(line) for line in lines.strip().split("\n")]
    assert len(results) == 9
    for result in results:
        assert result["got"] == said, result["way"]
        assert result["faults"] == []
    assert {result["transport"] for result in results if result["way"] == "upgrade"} == {
        "websocket"
    }


@pytest.mark.parametrize("way", WAYS)
def test_every_official_python_client_receives_all_in_order(
    server: SmallServer, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    # Browsers take any number of packets in one answer, this client 16 unless told otherwise.
    monkeypatch.setattr(Payload, "max_decode_packets", MESSAGES)
    got: list[dict[str, Any]] = []
    session = requests.Session()  # the client leaves its connections open
    milo = socketio.Client(http_session=session)
    milo.on("said", got.append, namespace="/rooms")
    milo.connect(server.url, namespaces=["/rooms"], transports=WAYS[way])
    try:
        assert milo.call("enter", {"room": way}, namespace="/rooms") == {"ok": True}
        with RawClient(server.port) as hana:
            said = speak(hana, way)
            end = time.monotonic() + 20
            while len(got) < MESSAGES and time.monotonic() < end:
                time.sleep(0.05)
        assert got == said
    finally:
        milo.disconnect()
        session.close()


def test_who_is_left_out_of_a_message_gets_the_next_ones_in_order(
    server: SmallServer, milo: RawClient
) -> None:
    with RawClient(server.port) as hana:
        for client in (hana, milo):
            client.ask("enter", {"room": "pair"})
        for number in range(6):
            payload = {"room": "pair", "n": number, "others": number % 2 == 0}
            hana.send("42/rooms," + json.dumps(["say", payload]))
        heard = [json.loads(milo.receive().partition(",")[2])[1]["n"] for _ in range(6)]
        own = [json.loads(hana.receive().partition(",")[2])[1]["n"] for _ in range(3)]
    assert heard == [0, 1, 2, 3, 4, 5]
    assert own == [1, 3, 5]


def test_a_reader_that_stops_is_cut_off_and_the_others_hear_everything(
    server: SmallServer, milo: RawClient
) -> None:
    dropped = server.counts()["dropped"]
    narrow = ((socket.SOL_SOCKET, socket.SO_RCVBUF, 4096),)
    with RawClient(server.port, sockopt=narrow) as otto, RawClient(server.port) as hana:
        for client in (otto, milo):
            client.ask("enter", {"room": "flood"})
        hana.send('42/rooms,5["flood",{"room":"flood","count":300,"size":8000}]')
        heard = [json.loads(milo.receive().partition(",")[2])[1]["n"] for _ in range(300)]
        assert heard == list(range(300))
        server.wait_for(lambda counts: counts["dropped"] == dropped + 1)
        assert hana.answer(5) == {"ok": True}
        with contextlib.suppress(*CLOSED):
            while otto.receive():
                pass
    server.wait_for(lambda counts: counts["live"] <= 1)


@pytest.mark.parametrize("name", ["connect", "disconnect", "connect_error", "disconnecting"])
def test_a_reserved_event_is_answered_and_runs_no_handler(
    server: SmallServer, milo: RawClient, name: str
) -> None:
    before = server.counts()
    answer = milo.ask(name, {"uid": "hana"})
    assert (answer["ok"], answer["error"]) == (False, "malformed")
    after = server.counts()
    assert after["connects"] == before["connects"]
    assert after["disconnects"] == before["disconnects"]
    assert after["bad"] == before["bad"] + 1


@pytest.mark.parametrize(
    "packet",
    [
        '42/rooms,1["say",{"room":"odd","n":NaN}]',
        '42/rooms,1["say",{"room":"odd","n":1e999}]',
        '42/rooms,1["say",{"room":"odd","body":"\\ud83d"}]',
        '42/rooms,1{"say":1}',
        "42/rooms,1[7]",
        "42/rooms,1" + "[" * 3000,
    ],
)
def test_a_malformed_event_is_answered_and_told_to_nobody(
    server: SmallServer, milo: RawClient, packet: str
) -> None:
    with RawClient(server.port) as hana:
        hana.ask("enter", {"room": "odd"})
        milo.send(packet)
        assert milo.answer(1)["error"] == "malformed"
        milo.ask("say", {"room": "odd", "n": 2}, number=2)
        assert json.loads(hana.receive().partition(",")[2]) == ["said", {"n": 2, "room": "odd"}]


@pytest.mark.parametrize("packet", ["4", "48", "4{}", "x", "9", '451-["say",{"_placeholder":1}]'])
def test_a_packet_that_is_none_harms_nobody_else(server: SmallServer, packet: str) -> None:
    with RawClient(server.port) as otto, RawClient(server.port) as milo:
        otto.send(packet)
        assert milo.ask("enter", {"room": "calm"}) == {"ok": True}
    server.wait_for(lambda counts: counts["live"] == 0 and counts["sockets"] == 0)


def test_nobody_can_be_told_by_mistake_to_everybody(milo: RawClient) -> None:
    answer = milo.ask("say_nobody", {"body": "private"})
    assert answer["ok"] is False
    assert "everybody" in answer["message"]


def test_a_message_over_16_kb_closes_the_connection(server: SmallServer, milo: RawClient) -> None:
    milo.send("42/rooms,1" + json.dumps(["say", {"room": "big", "body": "x" * 17_000}]))
    with pytest.raises(CLOSED):
        milo.answer(1)


def test_a_message_in_pieces_may_not_grow_past_16_kb_either(
    server: SmallServer, milo: RawClient
) -> None:
    frames = [websocket.ABNF.create_frame("42/rooms,1[" + " " * 9000, 0x1, fin=0)]
    frames += [websocket.ABNF.create_frame(" " * 9000, 0x0, fin=0)]
    for piece in frames:
        milo.socket.send_frame(piece)
    with pytest.raises(CLOSED):
        milo.answer(1)


def test_a_flood_of_bytes_closes_the_connection(server: SmallServer, milo: RawClient) -> None:
    packet = "42/rooms," + json.dumps(["nothing", {"body": "x" * 8000}])
    with contextlib.suppress(*CLOSED):
        for _ in range(100):
            milo.send(packet)
    with pytest.raises(CLOSED):
        milo.answer(1)
    server.wait_for(lambda counts: counts["live"] == 0)


def test_leaving_leaves_nothing_behind(server: SmallServer) -> None:
    members = [RawClient(server.port) for _ in range(20)]
    for member in members:
        member.ask("enter", {"room": "brief"})
    for member in members[:10]:
        member.close()
    for member in members[10:]:
        member.socket.shutdown()
    server.wait_for(
        lambda counts: (counts["live"], counts["sockets"], counts["rooms"]) == (0, 0, 0)
    )


def test_a_stopping_server_closes_its_connections_and_ends_within_seconds() -> None:
    server = SmallServer()
    with RawClient(server.port):
        began = time.monotonic()
        assert server.stop() == "ended\n"
        assert time.monotonic() - began < 5
    assert server.process.returncode == 0
