"""Decisions about accounts that need no database."""

import hashlib
import re
from datetime import timedelta

from community.core.errors import Invalid
from community.core.text import fold, slug, tidy_line, tidy_text
from community.members.lookalikes import poses_as_staff

TONES = 24
NAME_MOST, ABOUT_MOST, ROLE_LINE_MOST = 60, 1_000, 120
PASSWORD_LEAST, PASSWORD_MOST = 10, 128
SIGN_IN_LASTS, SIGN_IN_IDLE = timedelta(days=30), timedelta(days=14)
SEEN_EVERY = timedelta(hours=6)  # how precisely it is kept when a browser was last seen
TRIES_WINDOW = timedelta(minutes=15)
TRIES_PER_NAME, TRIES_PER_ADDRESS = 5, 60
TOLD_AFTER = 5  # wrong passwords, and the member hears of it
SIGN_UP_LASTS, WAIT_LASTS = timedelta(days=1), timedelta(days=90)
LINK_LASTS, FRESH = timedelta(minutes=30), timedelta(minutes=10)
MAILS_AN_HOUR, MAILS_A_DAY = 2, 5  # of one kind, to one address
MAILS_FROM_ONE_PLACE = 300  # of any kind, an hour: a whole course may sit behind one address
JOINED_FROM_ONE_PLACE = 300  # accounts an hour, where no mail confirms an address
MESSAGE_MOST = 500
# How soon somebody usually answers, told coarsely: what is kept, until when it holds, in words.
ANSWER_BOUNDS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "days": timedelta(days=5)}
ANSWERS = {
    "hour": "Usually answers within an hour",
    "day": "Usually answers within a day",
    "days": "Usually answers within a few days",
}

_EMAIL = re.compile(r"(?=.{6,254}$)[^@\s<>()\[\],;:\\\"]{1,64}@[\w.-]{1,180}\.[\w-]{2,63}")
_HANDLE = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]")
_OBVIOUS = ("password", "comentor", "1234567890", "qwertyuiop", "letmein", "welcome")
RESERVED_HANDLES = frozenset(
    [
        "admin",
        "administrator",
        "moderator",
        "host",
        "hosts",
        "staff",
        "support",
        "help",
        "comentor",
        "everyone",
        "all",
        "me",
        "here",
    ]
)


def avatar_tone(member_id: str) -> int:
    """One of 24 colours, the same for a member everywhere and always."""
    return hashlib.sha256(member_id.encode()).digest()[0] % TONES


def tidy_name(text: str) -> str:
    """The name somebody gives themselves."""
    name = tidy_given_name(text)
    if poses_as_staff(name):
        sentence = "This reads like a name of the community's own. Please give yours."
        raise Invalid(sentence, name=sentence)
    return name


def tidy_given_name(text: str) -> str:
    """A name from elsewhere: an imported conversation may have a Moderator in it."""
    name = tidy_line(text)
    if not name:
        raise Invalid("Please give a name.", name="Please give a name.")
    if len(name) > NAME_MOST:
        sentence = f"A name has at most {NAME_MOST} characters; this one has {len(name)}."
        raise Invalid(sentence, name=sentence)
    return name


def tidy_email(text: str) -> str:
    """Compared without case: nobody's provider tells two people apart by capitals."""
    email = tidy_line(text).casefold()
    if not _EMAIL.fullmatch(email):
        sentence = "This does not look like an e-mail address; one looks like ana@example.org."
        raise Invalid(sentence, email=sentence)
    return email


def tidy_message(text: str) -> str:
    message = tidy_text(text)
    if len(message) > MESSAGE_MOST:
        sentence = f"At most {MESSAGE_MOST} characters, please; this has {len(message)}."
        raise Invalid(sentence, message=sentence)
    return message


def tidy_handle(text: str) -> str:
    handle = fold(tidy_line(text)).removeprefix("@")
    if not _HANDLE.fullmatch(handle) or _kept_back(handle):
        sentence = (
            "A handle has 3 to 40 small letters, digits or hyphens, "
            "and is not a word such as admin."
        )
        raise Invalid(sentence, handle=sentence)
    return handle


def is_handle(text: str) -> bool:
    """Whether it could be somebody's; anything else need not reach the database."""
    return bool(_HANDLE.fullmatch(text))


def sign_in_name(text: str) -> str:
    """What was typed to say who one is, as tries under it are counted: one person, one name."""
    return fold(tidy_line(text)).removeprefix("@")


def handle_from(name: str) -> str:
    """A first idea for a handle; somebody else may have it already."""
    handle = slug(name)[:30].strip("-")
    return handle if _HANDLE.fullmatch(handle) and not _kept_back(handle) else "member"


def _kept_back(handle: str) -> bool:
    return handle in RESERVED_HANDLES or poses_as_staff(handle)


def tidy_about(text: str) -> str:
    about = tidy_text(text)
    if len(about) > ABOUT_MOST:
        sentence = f"At most {ABOUT_MOST} characters, please; this has {len(about)}."
        raise Invalid(sentence, about=sentence)
    return about


def tidy_role_line(text: str) -> str:
    line = tidy_line(text)
    if len(line) > ROLE_LINE_MOST:
        sentence = f"At most {ROLE_LINE_MOST} characters, please; this has {len(line)}."
        raise Invalid(sentence, role_line=sentence)
    return line


def check_password(password: str, *known: str) -> str:
    """The password as typed, not a byte changed; `known` are words that must not be it."""
    words = {fold(word) for word in (*_OBVIOUS, *known) if len(word) > 3}
    plain = fold(password)
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        sentence = f"A password has {PASSWORD_LEAST} to {PASSWORD_MOST} characters."
    elif plain in words or plain.rstrip("0123456789!") in words or len(set(plain)) < 4:
        sentence = "This password is easy to guess. Four or five unrelated words make a good one."
    else:
        return password
    raise Invalid(sentence, password=sentence)
