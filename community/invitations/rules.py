"""Decisions about invitations that need no database."""

import re
from datetime import datetime, timedelta

from community.core.errors import Invalid, NotFound
from community.members.rules import tidy_email, tidy_name

DAYS, DAYS_MOST = 7, 30
USES, USES_MOST = 10, 200
NEW_FOR = timedelta(days=3)  # a member of so short a time invites fewer people
ONE_DAY = timedelta(days=1)
A_DAY_WHILE_NEW, A_DAY = 10, 50
_LINK = re.compile(r"://|www\.|\.\w+/", re.IGNORECASE)
SHOWN_AFTER = timedelta(days=30)  # how long one that is over stands in the list


class Over(NotFound):
    """Unknown, used up, taken back or out of time: nobody is told which."""

    def __init__(self) -> None:
        super().__init__(
            "This invitation cannot be used. Its time may be over, it may have been used "
            "already, or taken back. Whoever sent it can send another."
        )


def check_days(days: int | None) -> timedelta:
    if days is None or not 1 <= days <= DAYS_MOST:
        sentence = f"An invitation is valid for 1 to {DAYS_MOST} days."
        raise Invalid(sentence, days=sentence)
    return timedelta(days=days)


def check_uses(uses: int | None) -> int:
    if uses is None or not 1 <= uses <= USES_MOST:
        sentence = f"A link can be used by 1 to {USES_MOST} people."
        raise Invalid(sentence, uses=sentence)
    return uses


def check_person(name: str, email: str) -> tuple[str, str]:
    """Name and address as they are kept; raises `Invalid` at the field that is wrong.

    The name greets a stranger in a letter of ours, so it carries no link of somebody's.
    """
    if _LINK.search(name):
        sentence = "Please give only their name."
        raise Invalid(sentence, name=sentence)
    return tidy_name(name), tidy_email(email)


def a_day(member_since: datetime, moment: datetime) -> int:
    """How many invitations a member may make in a day."""
    return A_DAY_WHILE_NEW if moment - member_since < NEW_FOR else A_DAY
