"""Whether words begin somewhere in a text, and where: folded as by `core.text.fold`.

`cast` finds `Casting` and not `forecast`. Where a script puts no spaces between words, and for a
sign such as `#`, any place is a beginning.

Plain functions on plain text, so that they can run in a thread of their own.
"""

import re
import unicodedata
from collections.abc import Sequence
from html import escape

from community.core.text import fold

WORDS_MOST = 10
_AROUND = 70  # characters before the first word found
_NOT_INSIDE = r"(?<![^\W_])"  # not after a letter or digit
# Thai to Burmese, Khmer; kana and Han letters.
_UNSPACED = re.compile(
    "[\u0e00-\u109f\u1780-\u17ff\u3040-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def words_of(text: str) -> tuple[str, ...]:
    """What has to occur, each once; a phrase between quotation marks stays together."""
    pieces = text.split('"')
    found = [fold(" ".join(piece.split())) for piece in pieces[1::2]]
    found += [word for piece in pieces[::2] for word in fold(piece).split()]
    return tuple(dict.fromkeys(filter(None, found)))[:WORDS_MOST]


def matching(texts: Sequence[str], words: Sequence[str]) -> list[bool]:
    """For each text whether all of the words begin somewhere in it."""
    looked_for = [(word, _beginning(word)) for word in words]
    return [_has_all(_folded(text), looked_for) for text in texts]


def _has_all(text: str, looked_for: Sequence[tuple[str, re.Pattern[str]]]) -> bool:
    """Most texts have not even the letters, which is known a hundred times as fast."""
    return all(word in text and pattern.search(text) for word, pattern in looked_for)


def _beginning(word: str) -> re.Pattern[str]:
    anywhere = not word[0].isalnum() or _UNSPACED.match(word)
    return re.compile(("" if anywhere else _NOT_INSIDE) + re.escape(word))


def _folded(text: str) -> str:
    """Most of what is said has no accents, and is folded a hundred times as fast."""
    return text.lower() if text.isascii() else fold(text)


def marked(text: str, words: Sequence[str], most: int = 240) -> str:
    """Safe HTML: the part of `text` where the first word occurs, all of them marked."""
    spans = _spans(text, words)
    begin = max(0, spans[0][0] - _AROUND) if spans and len(text) > most else 0
    if begin:
        begin = text.rfind(" ", 0, begin) + 1
    end = min(len(text), begin + most)
    pieces, place = ["… " if begin else ""], begin
    for start, stop in spans:
        if stop <= end:
            pieces += [escape(text[place:start]), f"<mark>{escape(text[start:stop])}</mark>"]
            place = stop
    return "".join([*pieces, escape(text[place:end]), " …" if end < len(text) else ""])


def _spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand in the text as it was typed, in order, none over another."""
    letters, places = _letters(text)
    found = [
        (places[hit.start()], places[hit.end() - 1] + 1)
        for word in words
        for hit in _beginning(word).finditer(letters)
    ]
    spans: list[tuple[int, int]] = []
    for start, stop in sorted(found):
        if not spans or start >= spans[-1][1]:
            spans.append((start, stop))
    return spans


def _letters(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its letters where it comes from."""
    letters, places = [], []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKD", character.casefold()):
            if not unicodedata.combining(letter):
                letters.append(letter)
                places.append(place)
    return "".join(letters), places
