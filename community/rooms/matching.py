"""Whether words occur in a text, and where: case and accents folded, as `core.text.fold` does.

Plain functions on plain text, so that they can run in a thread of their own.
"""

import unicodedata
from collections.abc import Sequence
from html import escape

from community.core.text import fold

WORDS_MOST = 10
_AROUND = 70  # characters before the first word found


def words_of(text: str) -> tuple[str, ...]:
    """What has to occur, each once; a phrase between quotation marks stays together."""
    pieces = text.split('"')
    found = [fold(" ".join(piece.split())) for piece in pieces[1::2]]
    found += [word for piece in pieces[::2] for word in fold(piece).split()]
    return tuple(dict.fromkeys(filter(None, found)))[:WORDS_MOST]


def matching(texts: Sequence[str], words: Sequence[str]) -> list[bool]:
    """For each text whether all of the words occur in it."""
    return [all(map(_folded(text).__contains__, words)) for text in texts]


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
    found = []
    for word in words:
        at = letters.find(word)
        while at >= 0:
            found.append((places[at], places[at + len(word) - 1] + 1))
            at = letters.find(word, at + len(word))
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
