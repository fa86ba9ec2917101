"""Words as people type them, made safe to keep and to compare."""

import re
import unicodedata
from collections.abc import Iterator

_HIDDEN = frozenset(["Cc", "Cf", "Cs", "Co", "Cn"])  # Unicode categories without a shape
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")  # letters that show nothing
_JOINER = "\u200d"  # holds emoji and letters of some scripts together
_LATIN_ENDS = "\u024f"
_MARKS_MOST = 5  # accents on one letter; more cover the lines above and below
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")


def _seen(text: str) -> Iterator[str]:
    """The characters that show: accents and joiners only on something, and no heaps of them.

    Without this a name could look empty, look like somebody else's, or turn its line round.
    """
    base, marks = "", 0
    for character in text:
        category = unicodedata.category(character)
        if character == _JOINER or category in ("Mn", "Me"):
            misplaced = character == _JOINER and base <= _LATIN_ENDS
            if not base or misplaced or marks == _MARKS_MOST:
                continue
            marks += 1
        elif character in "\n\t" or not (category in _HIDDEN or character in _FILLERS):
            base, marks = character.strip(), 0
        else:
            continue
        yield character


def tidy_text(text: str) -> str:
    """Many lines: composed, without invisible characters, line ends as `\\n`, edges blank-free.

    Leading spaces of the first line stay when there are other lines, as in a drawing.
    """
    text = _LINE_ENDS.sub("\n", text)
    if not (text.isascii() and text.replace("\n", "").isprintable()):
        composed = unicodedata.normalize("NFC", text).replace("\u2800", " ")
        text = unicodedata.normalize("NFC", "".join(_seen(composed)))
    text = text.rstrip().lstrip("\n")
    return text if "\n" in text else text.lstrip()


def tidy_line(text: str) -> str:
    """One line: as `tidy_text`, with every run of white space as one space."""
    return " ".join(tidy_text(text).split())


def fold(text: str) -> str:
    """For comparing: without case, accents or spaces at the edges; `C#` and `C` stay apart."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip()


def slug(text: str) -> str:
    """Letters and digits of `text` for an address or handle, joined by `-`; may be empty."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def initials(name: str) -> str:
    """One or two letters for an avatar: `Hana Kovac` gives `HK`."""
    words = [word for word in name.split() if word[:1].isalnum()] or [name.strip() or "?"]
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()[:2]


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 member`, `2 members`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
