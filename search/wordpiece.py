"""Text as pieces of words, the way the model that compares meanings was taught to read.

Words without case and accents, each sign by itself; a word that is not known is cut into the
longest beginnings that are.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_LONGEST = 100  # letters of a word that is looked at
_REMEMBERED = 50_000
_SIGNS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_GAPS = frozenset("\t\n\r")
_HAN = (
    *((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F)),
    *((0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)),
)


class _Letters(dict[int, str]):
    """What becomes of each letter of a text whose accents stand by themselves."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        kind = unicodedata.category(letter)
        if letter in _GAPS or kind == "Zs":
            made = " "
        elif kind[0] == "C" or kind == "Mn" or letter == "\ufffd":
            made = ""
        elif kind[0] == "P" or letter in _SIGNS or any(a <= number <= z for a, z in _HAN):
            made = f" {letter} "
        else:
            made = letter.lower()
        self[number] = made
        return made


_LETTERS = _Letters()


class WordPiece:
    """Cuts text into the numbers of a vocabulary, one piece a line; `##` goes on with a word."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._unknown = self._numbers["[UNK]"]
        self._ends = self._numbers["[CLS]"], self._numbers["[SEP]"]
        self._of_word = lru_cache(_REMEMBERED)(self._cut)

    def numbers(self, text: str, most: int) -> list[int]:
        """The pieces of the text between two marks, `most` of them with these."""
        first, last = self._ends
        found = [first]
        for word in unicodedata.normalize("NFD", text).translate(_LETTERS).split():
            found += self._of_word(word)
            if len(found) >= most:
                break
        return [*found[: most - 1], last]

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST:
            return (self._unknown,)
        pieces: list[int] = []
        start = 0
        while start < len(word):
            end, number = self._longest(word, start)
            if number is None:
                return (self._unknown,)
            pieces.append(number)
            start = end
        return tuple(pieces)

    def _longest(self, word: str, start: int) -> tuple[int, int | None]:
        """Where the longest known piece from here ends, and its number."""
        mark = "##" if start else ""
        for end in range(len(word), start, -1):
            number = self._numbers.get(mark + word[start:end])
            if number is not None:
                return end, number
        return start, None
