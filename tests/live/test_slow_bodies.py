"""Whoever sends a byte now and then holds up nobody, and not for long."""

import io
import select
import socket
import sys
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime import bodies
from realtime.bodies import SlowBody
from tests.live.web import Web
from tests.outside.live_server import LiveServer

HURRIED = """
import sys; sys.argv.pop(1)
import wsgi
from realtime import bodies
from realtime.engine import common
bodies.PATIENCE = common.HEAD_SECONDS = 2.0
wsgi.main()
"""
DRIPPING = 100
FORM = "multipart/form-data; boundary=xx"


class Line:
    """A connection whose other end hands over what is there, one piece at a time."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = io.BytesIO(content)
        self.patience: float | None = 60.0

    def read1(self, size: int) -> bytes:
        return self.content.read(min(size, 7))

    def gettimeout(self) -> float | None:
        return self.patience

    def settimeout(self, seconds: float | None) -> None:
        self.patience = seconds


@given(st.binary(max_size=200), st.lists(st.integers(0, 40), max_size=20))
def test_reads_and_lines_are_those_of_any_file(content: bytes, sizes: list[int]) -> None:
    line, plain = Line(content), io.BytesIO(content)
    body = SlowBody(line, line)
    for place, size in enumerate(sizes):
        if place % 2:
            assert body.readline(size) == plain.readline(size)
        else:
            assert body.read(size) == plain.read(size)
    assert body.readline() == plain.readline()
    assert body.read() == plain.read()
    assert line.patience == 60.0, "what comes after the body waits as before"
    assert not body.cut


def test_time_runs_out_while_nothing_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.05)
    ours, theirs = socket.socketpair()
    with ours, theirs, ours.makefile("rb") as reader:
        theirs.sendall(b"half")
        body = SlowBody(reader, ours)
        with pytest.raises(TimeoutError):
            body.read(8)
        for again in (body.read, body.readline):
            with pytest.raises(TimeoutError):
                again(1)
        assert body.cut


@pytest.mark.parametrize(("pace", "arrives"), [(0.01, True), (1_000_000, False)])
def test_who_keeps_sending_has_more_time(
    pace: float, arrives: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "PACE", pace)
    line = Line(b"x" * 100)
    body = SlowBody(line, line)
    assert body.read(50)
    body._began -= bodies.PATIENCE + 1  # half a minute passes
    if arrives:
        assert len(body.read(50)) == 50
    else:
        with pytest.raises(TimeoutError):
            body.read(50)


def test_what_nobody_reads_is_thrown_away_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST", 20)
    line = Line(b"x" * 100)
    body = SlowBody(line, line)
    assert len(body.read(20)) == 20
    with pytest.raises(TimeoutError):
        body.read(20)
    assert body.cut, "what is left of it is no request"


@pytest.fixture(scope="module", params=["eventlet", "gevent"])
def hurried(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[LiveServer]:
    """The server as it is, only less patient, so that the tests need not be."""
    env = {"COMENTOR_ASYNC_MODE": request.param}
    server = LiveServer(tmp_path_factory.mktemp("hurried"), env=env)
    server.run("upgrade")
    server.command = [sys.executable, "-W", "ignore", "-c", HURRIED]
    with server:
        yield server


@pytest.fixture
def drips(hurried: LiveServer) -> Iterator[list[socket.socket]]:
    """A hundred connections, each in the middle of a request: in its head, or in its body."""
    begun = (
        f"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\n"
        "Content-Length: 900000\r\n\r\n--xx\r\n",
        "POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "GET /sign-in HTTP/1.1\r\nHost: x\r\nX-Long: ",
    )
    lines = [socket.create_connection(("127.0.0.1", hurried.port)) for _ in range(DRIPPING)]
    for number, line in enumerate(lines):
        line.sendall(begun[number % 3].encode())
    yield lines
    for line in lines:
        line.close()


def test_a_hundred_who_drip_keep_nobody_waiting_and_are_let_go(
    hurried: LiveServer, drips: list[socket.socket]
) -> None:
    open_lines, answered, meanwhile = set(drips), [], 0
    end = time.monotonic() + 60
    with Web(hurried.url) as web:
        while open_lines and time.monotonic() < end:
            assert web.get("/sign-in").status_code == 200
            meanwhile += len(open_lines) == DRIPPING
            for line in _readable(open_lines):
                heard = _heard(line)
                answered.append(heard)
                open_lines -= {line} if not heard else set()
            for line in open_lines:
                _drip(line)
    assert not open_lines, f"{len(open_lines)} of them are still there"
    assert meanwhile, "pages were answered while all of them dripped"
    assert any(b"408" in heard for heard in answered)


def _readable(lines: set[socket.socket]) -> list[socket.socket]:
    return select.select(list(lines), [], [], 0.02)[0]


def _heard(line: socket.socket) -> bytes:
    try:
        return line.recv(65_536)
    except OSError:
        return b""


def _drip(line: socket.socket) -> None:
    try:
        line.send(b"a")
    except OSError:
        return  # it was cut; reading will tell


def test_six_megabytes_are_refused_from_their_head_and_the_reason_is_heard(
    hurried: LiveServer,
) -> None:
    with socket.create_connection(("127.0.0.1", hurried.port), timeout=20) as line:
        head = f"POST /me/photo HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\n"
        line.sendall(f"{head}Content-Length: 6000000\r\n\r\n".encode())
        assert b" 413 " in line.recv(100), "not a byte of it was sent"
        for _ in range(60):
            line.sendall(b"x" * 100_000)  # as browsers do: they listen when all is sent


def test_an_address_of_a_megabyte_is_answered_with_a_sentence(hurried: LiveServer) -> None:
    with socket.create_connection(("127.0.0.1", hurried.port), timeout=20) as line:
        line.sendall(b"GET /search?q=" + b"a" * 20_000)
        heard = b""
        while more := line.recv(1_000):
            heard += more
    assert b" 414 " in heard
    assert heard.endswith(b"This address is too long. Please try it with fewer words.\n")
