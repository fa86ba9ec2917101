"""Decisions about circles that need no database."""

from datetime import timedelta

from community.access.policy import Visibility
from community.core.errors import Invalid, Refused
from community.core.text import tidy_line, tidy_text

NAME_MOST, PURPOSE_MOST = 80, 1_500
NEW_FOR = timedelta(days=3)
A_DAY = timedelta(days=1)
STARTED_A_DAY, STARTED_A_DAY_WHEN_NEW = 10, 3
INVITED_A_DAY, INVITED_A_DAY_WHEN_NEW = 50, 10


def tidy_name(text: str) -> str:
    name = tidy_line(text)
    if not name:
        sentence = "Please give the circle a name."
    elif len(name) > NAME_MOST:
        sentence = f"A circle's name has at most {NAME_MOST} characters; this one has {len(name)}."
    else:
        return name
    raise Invalid(sentence, name=sentence)


def tidy_purpose(text: str) -> str:
    purpose = tidy_text(text).strip()
    if not purpose:
        sentence = "Please say in a sentence or two what people will learn from one another here."
    elif len(purpose) > PURPOSE_MOST:
        sentence = f"A purpose has at most {PURPOSE_MOST} characters; this has {len(purpose)}."
    else:
        return purpose
    raise Invalid(sentence, purpose=sentence)


def as_visibility(text: str) -> Visibility:
    try:
        return Visibility(text)
    except ValueError as error:
        sentence = "Please choose how people come into the circle."
        raise Invalid(sentence, visibility=sentence) from error


def keep_a_host(hosts: int, *, leaving_is_host: bool, others: int) -> None:
    """A circle with people in it keeps somebody to let others in."""
    if leaving_is_host and hosts == 1 and others:
        raise Refused("You are the only host. Please make somebody else a host first.")


def circles_a_day(member_for: timedelta) -> int:
    """How many circles a member may start in a day."""
    return STARTED_A_DAY_WHEN_NEW if member_for < NEW_FOR else STARTED_A_DAY


def invitations_a_day(member_for: timedelta) -> int:
    """How many members a host may have invited since yesterday who have not answered."""
    return INVITED_A_DAY_WHEN_NEW if member_for < NEW_FOR else INVITED_A_DAY
