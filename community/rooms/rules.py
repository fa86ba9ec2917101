"""Decisions about rooms and items that need no database."""

import re
from collections.abc import Sequence

from community.access.policy import Audience
from community.core.errors import Invalid
from community.core.text import tidy_text
from community.rooms.emoji import all_signs

BODY_MOST = 4_000
QUESTION_MOST = 1_500
EXCERPT_MOST = 140
MENTIONS_MOST = 20
FILES_MOST = 6
PAGE, PAGE_MOST = 50, 200
# What one press offers; the same set stands in the writing box of the page.
EMOJI = ("👍", "❤️", "💡", "😄", "🎉", "🤔")
REACTIONS_MOST = 3  # of one member to one item

_CLIENT_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


def tidy_body(text: str) -> str:
    """The words to keep, 1 to 4,000 characters; raises `Invalid` with a sentence."""
    body = tidy_text(text)
    if not body.strip():
        sentence = "Please write something first."
        raise Invalid(sentence, body=sentence)
    return short_enough(body)


def short_enough(body: str) -> str:
    if len(body) > BODY_MOST:
        sentence = (
            f"A message has at most {BODY_MOST:,} characters; this one has {len(body):,}. "
            "Please send it in two parts."
        )
        raise Invalid(sentence, body=sentence)
    return body


def tidy_question(text: str) -> str:
    """Short enough to stand above the conversation."""
    body = tidy_text(text)
    if not body.strip():
        sentence = "Please write the question first."
        raise Invalid(sentence, body=sentence)
    if len(body) > QUESTION_MOST:
        sentence = f"A question has at most {QUESTION_MOST:,} characters; this has {len(body):,}."
        raise Invalid(sentence, body=sentence)
    return body


def check_files(ids: Sequence[str], *, nameless: bool = False) -> None:
    """A file says whose it is, by what is in it and by where it is kept."""
    if ids and nameless:
        raise Invalid("Without a name one can only send words.")
    if len(ids) > FILES_MOST:
        raise Invalid(f"A message takes at most {FILES_MOST} files.")


def check_standing_alone(reply_to: str | None, *, nameless: bool) -> None:
    """A reply within what somebody asked the hosts would say who it is."""
    if nameless and reply_to is not None:
        raise Invalid("A question without a name stands by itself; it is no reply.")


def check_client_key(key: str) -> str:
    if not _CLIENT_KEY.fullmatch(key):
        raise Invalid("The client_key needs 8 to 64 letters, digits, hyphens or underscores.")
    return key


def check_emoji(emoji: str) -> str:
    if emoji not in all_signs():
        raise Invalid(f"Please react with one of our signs, such as {' '.join(EMOJI)}.")
    return emoji


def as_audience(text: str) -> Audience:
    if text not in (Audience.EVERYONE, Audience.HOSTS):
        raise Invalid("The audience is `everyone` or `hosts`.")
    return Audience(text)


_WIDEST_FIRST = (Audience.EVERYONE, Audience.HOSTS, Audience.AUTHOR)


def narrower(first: Audience, second: Audience) -> Audience:
    """A reply is never read by more people than what it replies to."""
    return max(first, second, key=_WIDEST_FIRST.index)


def page_size(limit: int | None) -> int:
    return PAGE if limit is None else max(1, min(limit, PAGE_MOST))
