"""Decisions about skills and their names that need no database."""

import re
import unicodedata
from collections.abc import Iterable

from community.core.errors import Invalid
from community.core.text import tidy_line, tidy_text
from community.skills.models import Level

NAME_MOST, KEY_MOST, ABOUT_MOST, SAID_MOST = 60, 120, 300, 500
SKILLS_MOST = 40  # that one member teaches, and as many that they want to learn
ALIASES_MOST = 20

_BETWEEN = re.compile(r"[,\u060c\uff0c\u3001\n\r]+")  # a comma of any script, or a line of its own
_RUN = re.compile(r"[\s_\u00ad\u2010-\u2015\u2212-]+")
_SENTENCE_END = " .,;:!?"
_RANK = {None: 0, Level.BEGINNING: 1, Level.PRACTISING: 2, Level.SEASONED: 3}


def skill_key(text: str) -> str:
    """What two spellings of one skill have in common, and two skills have not.

    Case, accents, and how words are joined do not count; signs do: `C#`, `C++`, `C` and
    `.NET` are four. Made twice it is the same, so a key is its own key.
    """
    key, before = text, None
    while key != before:
        before, key = key, _without_looks(key)
    return key


def _without_looks(text: str) -> str:
    wide = unicodedata.normalize("NFKC", tidy_line(text)).replace("♯", "#")
    apart = unicodedata.normalize("NFKD", wide.casefold())
    # Only the accents of Latin, Greek and Cyrillic: in other scripts a mark is half a letter.
    bare = "".join(c for c in apart if not "\u0300" <= c <= "\u036f")
    words = _RUN.sub(" ", unicodedata.normalize("NFC", bare))
    return words.strip().rstrip(_SENTENCE_END)


def tidy_skill(text: str) -> str:
    """A skill's name as it is kept and shown."""
    name = tidy_line(text)
    if not skill_key(name):
        sentence = "A skill needs a name, such as splinting, ARCP or C#."
    elif _BETWEEN.search(name):
        sentence = "A comma stands between two skills, so the name of one has none."
    elif len(name) > NAME_MOST:
        sentence = f"The name of a skill has at most {NAME_MOST} characters: “{name[:30]}…”."
    elif len(skill_key(name)) > KEY_MOST:
        sentence = "This name is too long. Please find a shorter one."
    else:
        return name
    raise Invalid(sentence, skills=sentence)


def split_names(text: str) -> list[str]:
    """The names in `C#, ARCP`, each skill once, as first written."""
    names: dict[str, str] = {}
    for part in filter(tidy_line, _BETWEEN.split(text)):
        name = tidy_skill(part)
        names.setdefault(skill_key(name), name)
    return list(names.values())


def tidy_about(text: str) -> str:
    about = tidy_line(text)
    if len(about) > ABOUT_MOST:
        sentence = f"At most {ABOUT_MOST} characters, please; this has {len(about)}."
        raise Invalid(sentence, about=sentence)
    return about


def tidy_said(text: str, field: str) -> str:
    """Somebody's own words about what they teach or learn, or what they did."""
    said = tidy_text(text).strip()
    if len(said) > SAID_MOST:
        sentence = f"At most {SAID_MOST} characters, please; this has {len(said)}."
        raise Invalid(sentence, **{field: sentence})
    return said


def as_level(text: str) -> Level | None:
    try:
        return Level(text) if text else None
    except ValueError as error:
        sentence = "Please choose one of the levels, or none."
        raise Invalid(sentence, level=sentence) from error


def higher(one: Level | None, other: Level | None) -> Level | None:
    return max(one, other, key=lambda level: _RANK[level])


def joined(texts: Iterable[str]) -> str:
    """One text that says everything these say; what several say alike is said once."""
    return "\n".join(dict.fromkeys(filter(None, texts)))
