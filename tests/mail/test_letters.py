"""What a letter looks like on its way: headers nobody can add to, links to one place only."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.mail import Letter
from community.mail.letters import Sender, Unusable, as_message, write
from community.settings import Settings, WrongSetting

SENDER = Sender("hello@example.org", "Comentor", "https://learn.example.org")
LETTER = Letter(
    to="ana@example.org",
    subject="You are invited",
    paragraphs=["Hana invites you.", "It is about splints."],
    button=("See the circle", "/circles/abc"),
    after=["Answer when you like."],
)
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
]  # fmt: skip
INJECTIONS = [
    "\r\nBcc: eve@evil.example", "\nBcc: eve@evil.example", "\rBcc: eve@evil.example",
    "a\r\n\r\nbody", "a\n\nbody", "\r\n .", "\u2028Bcc: e@evil.example",
    "\u2029Bcc: e@evil.example", "=?utf-8?b?DQpCY2M6IGVAZXZpbC5leGFtcGxl?=",
    "\x0bBcc: e@evil.example", "\x0cBcc: e@evil.example", "\x85Bcc: e@evil.example",
    "\x00Bcc: e", "=?utf-8?q?=0D=0ABcc:_e=40evil.example?=", "a\r\nContent-Type: text/html",
    "x" * 5000, "a\tb\r\n\tBcc: e", "%0d%0aBcc: e", "\\r\\nBcc: e",
    "==??utf-8?q?=0D=0ABcc:_e?=", "é\r\nBcc: e@evil.example",
    "\x1c\x1d\x1eBcc: e@evil.example",
]  # fmt: skip


def sent(letter: Letter, sender: Sender = SENDER) -> EmailMessage:
    """As a mail program reads it."""
    return message_from_bytes(as_message(letter, sender).as_bytes(), policy=policy.default)


def with_subject(subject: str) -> Letter:
    return Letter(to="ana@example.org", subject=subject, paragraphs=[subject])


def words(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_letter_has_words_a_page_and_a_button() -> None:
    message = sent(LETTER)
    assert list(message.keys()) == HEADERS
    assert message["From"] == "Comentor <hello@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        text = words(message, kind)
        assert "Hana invites you." in text
        assert "https://learn.example.org/circles/abc" in text
        assert "Answer when you like." in text


def test_it_loads_nothing_from_anywhere() -> None:
    page = write(LETTER, SENDER).html
    assert not re.search(r"<(?:img|link|script|style|iframe)|url\(|\ssrc=", page)
    leads = set(re.findall(r'href="(https?://[^/"]+)', page))
    assert leads == {"https://learn.example.org"}


def test_names_cannot_become_markup() -> None:
    letter = with_subject("<img src=x onerror=alert(1)> & Co")
    assert "<img" not in write(letter, SENDER).html
    assert "<img src=x" in write(letter, SENDER).text


@pytest.mark.parametrize("typed", INJECTIONS)
def test_no_header_comes_from_what_was_typed(typed: str) -> None:
    for letter, sender in (
        (with_subject(typed), SENDER),
        (LETTER, Sender("hello@example.org", typed, "https://learn.example.org")),
    ):
        message = sent(letter, sender)
        assert sorted(message.keys()) == sorted(HEADERS)
        assert str(message["From"]).count("@") - typed.count("@") <= 1
        assert message["Bcc"] is None


@given(st.text(max_size=200))
def test_whatever_the_subject_it_stays_one_line(typed: str) -> None:
    message = sent(with_subject(typed))
    assert sorted(message.keys()) == sorted(HEADERS)
    assert len(str(message["Subject"]).splitlines()) <= 1


@pytest.mark.parametrize(
    "to",
    ["ana@example.org\r\nBcc: e@evil.example", "a@b.example, c@d.example", "", "ana", "a..b@c.de"],
)
def test_an_address_that_is_none_gets_no_letter(to: str) -> None:
    with pytest.raises(Unusable) as refusal:
        as_message(Letter(to=to, subject="s", paragraphs=[]), SENDER)
    assert refusal.value.__cause__ is None
    assert str(refusal.value) == ""


def test_the_same_cause_has_the_same_number_and_another_does_not() -> None:
    def number(cause: str, to: str = "ana@example.org") -> str:
        return str(sent(Letter(to=to, subject="s", paragraphs=[], cause=cause))["Message-ID"])

    assert number("a") == number("a")
    assert len({number("a"), number("b"), number("a", "bob@example.org")}) == 3
    assert number("a").endswith("@learn.example.org>")
    assert sent(LETTER)["Message-ID"] == sent(LETTER)["Message-ID"]
    assert sent(with_subject("s"))["Message-ID"] != sent(with_subject("s"))["Message-ID"]


def test_one_click_ends_them_and_the_address_stands_in_one_piece() -> None:
    path = "/unsubscribe/" + "x" * 70
    letter = Letter(to="ana@example.org", subject="s", paragraphs=["p"], unsubscribe=path)
    raw = as_message(letter, SENDER).as_bytes()
    assert f"\r\nList-Unsubscribe: <https://learn.example.org{path}>\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert path in words(sent(letter), "plain")
    assert "List-Unsubscribe" not in sent(LETTER)


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "COMENTOR_BASE_URL"), ({"base_url": "learn.example.org"}, "COMENTOR_BASE_URL"),
     ({"base_url": "https://learn.example.org"}, "COMENTOR_MAIL_FROM"),
     ({"base_url": "https://learn.example.org", "mail_from": "hello"}, "COMENTOR_MAIL_FROM"),
     ({"base_url": "https://l.example", "mail_from": "Us <a@b.example>"}, "COMENTOR_MAIL_FROM")],
)  # fmt: skip
def test_what_is_missing_for_mail_is_said_at_the_start(given: dict[str, str], said: str) -> None:
    settings = Settings(mail_url="smtp://name:secret@mail.example.org", **given)  # type: ignore[arg-type]
    with pytest.raises(WrongSetting, match=said) as refusal:
        settings.check_mail()
    assert "secret" not in str(refusal.value)
    Settings(mail_url="", **given).check_mail()  # type: ignore[arg-type]
