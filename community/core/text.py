"""Words as people type them, made safe to keep and to compare."""

import re
import unicodedata

_KEPT_CONTROLS = "\n\t"
_JOINERS = "\u200d\ufe0f"  # hold emoji together


def _kept(character: str) -> bool:
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return character in _KEPT_CONTROLS or character in _JOINERS
    return True


def tidy_text(text: str) -> str:
    """Many lines: composed, without invisible characters, line ends as `\\n`, edges blank-free.

    Leading spaces of the first line stay when there are other lines, as in a drawing.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(filter(_kept, text)).rstrip()
    return text.lstrip("\n") if "\n" in text else text


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
