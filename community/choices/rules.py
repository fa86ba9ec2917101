"""What an administrator can choose for the whole community, and what may be chosen."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from community.core.errors import Invalid
from community.core.text import tidy_line, tidy_text

NAME_MOST, WELCOME_MOST = 60, 600


class SignUpWay(StrEnum):
    """How somebody becomes a member."""

    OPEN = "open"  # whoever has an address
    INVITATION = "invitation"  # whoever was invited
    APPROVAL = "approval"  # anybody asks, a coordinator lets them in


class Inviters(StrEnum):
    """Who may bring people into the community."""

    COORDINATORS = "coordinators"  # and administrators
    EVERYBODY = "everybody"


class Checked(StrEnum):
    """Which insights somebody reads before they are published."""

    NONE = "none"
    FIRST = "first"  # until a member has one that was published


@dataclass(frozen=True)
class Choices:
    """The settings made in the web; `name` is the one of the server where none was chosen."""

    name: str = "Comentor"
    sign_up: SignUpWay = SignUpWay.OPEN
    invites: Inviters = Inviters.COORDINATORS
    welcome: str = ""
    checked: Checked = Checked.NONE
    guided: bool = False  # the guide for the first steps was put away


E = TypeVar("E", bound=StrEnum)


def tidy_name(text: str) -> str:
    name = tidy_line(text)
    if not name:
        sentence = "Please give the community a name."
    elif len(name) > NAME_MOST:
        sentence = f"A name has at most {NAME_MOST} characters; this one has {len(name)}."
    else:
        return name
    raise Invalid(sentence, name=sentence)


def tidy_welcome(text: str) -> str:
    welcome = tidy_text(text).strip()
    if len(welcome) > WELCOME_MOST:
        sentence = f"At most {WELCOME_MOST} characters, please; this has {len(welcome)}."
        raise Invalid(sentence, welcome=sentence)
    return welcome


def as_way(text: str) -> SignUpWay:
    return _one_of(SignUpWay, text, "sign_up", "Please choose how people join.")


def as_inviters(text: str) -> Inviters:
    return _one_of(Inviters, text, "invites", "Please choose who may invite people.")


def as_checked(text: str) -> Checked:
    return _one_of(Checked, text, "checked", "Please choose what is checked first.")


def _one_of(kind: type[E], text: str, field: str, sentence: str) -> E:
    try:
        return kind(text)
    except ValueError as error:
        raise Invalid(sentence, **{field: sentence}) from error
