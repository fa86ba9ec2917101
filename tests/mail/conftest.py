"""A community that sends mail, to a real mail server that keeps every letter."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from community.core import relay
from community.mail import office
from community.settings import Settings
from tests.outside.post_office import PostOffice

SITE = "http://learn.example.org"


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    with PostOffice() as server:
        yield server
    office.open_office(Settings(development=False, mail_url=SecretStr("")))


@pytest.fixture
def settings(settings: Settings, post_office: PostOffice) -> Settings:
    mail = {
        "mail_url": SecretStr(post_office.url),
        "mail_from": "hello@example.org",
        "base_url": SITE,
    }
    return settings.model_copy(update=mail)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for localhost that this process trusts."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate, and is not here")
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    command: list[str | Path] = [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert,
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context


def deliver() -> None:
    """Let the outbox do what it owes."""
    while relay.run_once():
        pass
