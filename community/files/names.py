"""A file's name as it is shown and given back: never a path, never able to mislead."""

import re

from community.core.text import tidy_line

NAME_MOST = 120
_SEPARATORS = re.compile(r"[/\\\x00]")
# What some system would read as a path, a stream, a wildcard or a redirection.
_UNWELCOME = re.compile(r'[<>:"|?*%;`$]')
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}$")


def tidy_file_name(text: str) -> str:
    """The last part of whatever was sent as a name: one line, at most 120 characters.

    Its ending stays when it is shortened. What leaves nothing is called `file`.
    """
    last = _SEPARATORS.split(text)[-1]
    name = _UNWELCOME.sub("-", tidy_line(last)).strip(" .-")
    if len(name) > NAME_MOST:
        ending = ending_of(name)
        name = name[: NAME_MOST - len(ending)].rstrip(" .") + ending
    return name or "file"


def ending_of(name: str) -> str:
    """`.pdf`; empty where there is none that says anything."""
    found = _ENDING.search(name)
    return found.group().lower() if found else ""
