"""Handing letters to real mail servers, friendly and unfriendly."""

import smtplib
import ssl
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from community.mail.smtp import LOCAL, NotPosted, Server, send, server_at, try_server
from community.settings import WrongSetting
from tests.mail.servers import Handler, mail_server, signs_in
from tests.outside.post_office import PostOffice, free_port


def letter(to: str = "ana@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "hello@example.org", to, "Hello"
    message.set_content("Words")
    return message


def test_a_letter_is_handed_over(post_office: PostOffice) -> None:
    send(server_at(post_office.url), letter())
    assert post_office.letters("ana@example.org")[0]["Subject"] == "Hello"


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_it_goes_encrypted_with_name_and_password(certificate: ssl.SSLContext, scheme: str) -> None:
    handler = Handler()
    options: dict[str, Any] = {"authenticator": signs_in}
    if scheme == "smtps":
        options |= {"ssl_context": certificate, "auth_require_tls": False}
    else:
        options |= {"tls_context": certificate, "require_starttls": True, "auth_required": True}
    with mail_server(handler, **options) as port:
        address = f"{scheme}://me:pa%3Ass%2Fword@localhost:{port}"
        try_server(server_at(address))
        send(server_at(address), letter())
        assert b"Words" in handler.kept[0]
        with pytest.raises(NotPosted, match="SMTPAuthenticationError 535") as refusal:
            try_server(server_at(f"{scheme}://me:wrong-secret@localhost:{port}"))
        assert "wrong-secret" not in str(refusal.value)


def test_a_certificate_nobody_vouches_for_is_refused(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with (
        mail_server(Handler(), tls_context=certificate) as port,
        pytest.raises(NotPosted, match="SSLCertVerificationError"),
    ):
        try_server(server_at(f"smtp://localhost:{port}"))


def test_a_password_goes_nowhere_unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("community.mail.smtp.LOCAL", set())  # as if it were not this machine
    assert "127.0.0.1" in LOCAL
    seen: list[Any] = []

    def listens(_server: Any, _session: Any, _envelope: Any, _how: Any, given: Any) -> AuthResult:
        seen.append(given)
        return AuthResult(success=True)

    with (
        mail_server(Handler(), authenticator=listens, auth_require_tls=False) as port,
        pytest.raises(NotPosted, match="no STARTTLS"),
    ):
        send(server_at(f"smtp://me:secret@127.0.0.1:{port}"), letter())
    assert seen == []


def test_who_is_refused_for_good_is_given_up_and_who_is_not_yet_is_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    handler = Handler()
    with mail_server(handler) as port:
        server = server_at(f"smtp://127.0.0.1:{port}")
        handler.refuse = "550 Nobody here"
        send(server, letter())
        handler.refuse = "451 Come back later"
        with pytest.raises(NotPosted, match="SMTPRecipientsRefused") as refusal:
            send(server, letter())
    assert handler.kept == []
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("community")]
    assert ours == ["The mail server refused a letter's receiver for good"]
    assert "ana@example.org" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(NotPosted, match="ConnectionRefusedError"):
        try_server(Server("127.0.0.1", free_port(), tls=False))


@pytest.mark.parametrize(
    "address",
    ["me:secret@mail.example.org", "http://mail.example.org", "smtp://", "smtp://a:secret@h:port",
     "smtp:///x", "smtp://me:secret@h:99999999", "ftp://me:secret@z", "smtp://[secret"],
)  # fmt: skip
def test_an_address_that_is_none_is_said_without_its_password(address: str) -> None:
    with pytest.raises(WrongSetting, match="COMENTOR_MAIL_URL should look like") as refusal:
        server_at(address)
    assert "secret" not in str(refusal.value)


def test_what_stands_in_an_address() -> None:
    server = server_at("smtp://a%40b:p%3Aw@mail.example.org")
    assert server == Server("mail.example.org", 587, tls=False, name="a@b", password="p:w")
    assert "p:w" not in repr(server)
    assert server_at("smtps://mail.example.org") == Server("mail.example.org", 465, tls=True)
    assert server_at("smtp://[::1]:2525").host == "::1"
    assert issubclass(smtplib.SMTPException, OSError)
