"""Mail as the real server sends it: green threads, encrypted, slow or absent mail servers."""

import re
import socket
import ssl
import time
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.live.web import Web
from tests.mail.servers import Handler, mail_server, signs_in
from tests.outside.fixtures import StartServer
from tests.outside.post_office import free_port

pytestmark = pytest.mark.slow
SITE = "http://learn.example.org"
NORA = {"name": "Nora", "email": "nora@example.org", "password": "four blue owls tonight"}
SECRET = "the-mail-password"


def mailing(address: str, **more: str) -> dict[str, str]:
    return {
        "COMENTOR_MAIL_URL": address,
        "COMENTOR_MAIL_FROM": "hello@example.org",
        "COMENTOR_BASE_URL": SITE,
        **more,
    }


def until_kept(handler: Handler, seconds: float = 30) -> str:
    """The path of the link in the first letter."""
    end = time.monotonic() + seconds
    while not handler.kept:
        assert time.monotonic() < end, "No letter came."
        time.sleep(0.1)
    letter = message_from_bytes(handler.kept[0], policy=policy.default)
    part = letter.get_body(("plain",))
    assert part is not None
    found = re.search(rf"{SITE}(/\S+)", str(part.get_content()))
    assert found
    return found[1]


def test_joining_through_an_encrypted_mail_server_that_wants_a_password(
    live_server: StartServer, certificate: ssl.SSLContext, tmp_path: Path
) -> None:
    handler = Handler()
    encrypted: dict[str, Any] = {"tls_context": certificate, "require_starttls": True}
    with mail_server(handler, authenticator=signs_in, auth_required=True, **encrypted) as port:
        env = mailing(f"smtp://me:pa%3Ass%2Fword@localhost:{port}")
        env["SSL_CERT_FILE"] = str(tmp_path / "cert.pem")
        with live_server(env=env) as server, Web(server.url) as visitor:
            answer = visitor.post("/sign-up", **NORA)
            assert answer.headers["Location"] == "/look-into-your-mail"
            path = until_kept(handler)
            assert visitor.get(path).headers["Referrer-Policy"] == "no-referrer"
            assert visitor.post(path).headers["Location"] == "/welcome/skills"
            assert visitor.get("/me").status_code == 200
            log = server.log()
    token = path.rsplit("/", 1)[1]
    for secret in (token, "nora@example.org", "pa:ss", "pa%3A", NORA["password"]):
        assert secret not in log


def test_a_letter_waits_for_a_mail_server_that_is_away(live_server: StartServer) -> None:
    handler, port = Handler(), free_port()
    with live_server(env=mailing(f"smtp://127.0.0.1:{port}")) as server, Web(server.url) as visitor:
        assert visitor.post("/sign-up", **NORA).status_code == 302
        time.sleep(1.5)
        log = server.log()
        assert "ConnectionRefusedError" in log
        assert "nora@example.org" not in log
        with mail_server(handler, port=port):
            path = until_kept(handler)
        assert visitor.post(path).headers["Location"] == "/welcome/skills"


def test_nothing_else_waits_for_a_mail_server_that_does_not_answer(
    live_server: StartServer,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"smtp://me:{SECRET}@127.0.0.1:{silent.getsockname()[1]}"
        with live_server(env=mailing(address)) as server, Web(server.url) as visitor:
            for number in range(3):
                form = {**NORA, "email": f"nora{number}@example.org"}
                assert visitor.post("/sign-up", **form).status_code == 302
            slowest, end = 0.0, time.monotonic() + 4
            while time.monotonic() < end:
                start = time.monotonic()
                assert visitor.get("/sign-in").status_code == 200
                slowest = max(slowest, time.monotonic() - start)
                time.sleep(0.05)
            assert visitor.get("/readyz").json()["ok"] is True
            log = server.log()
    assert slowest < 1, f"{slowest:.2f} s"
    assert SECRET not in log
