"""How text becomes words: one set of rules for documents, queries, snippets and spelling."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from search import library

# Letters and digits, apostrophes inside, and a tail of + or #, so that C#, F# and C++ are words.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*(?:[+#]+(?![^\W_]))?")
_LONGEST = 64

# Words that say how something is asked, not what is looked for.
QUESTION_WORDS = frozenset(
    """
    a about am an and any are as at be been but by can could did do does doing for from get had
    has have having he her him his how i i'd i'm if in into is it it's its like me my no not of on
    or our should so some than that the their them there these they this those to too us was we
    were what what's when where which while who whom whose why will with would you your
    """.split()  # noqa: SIM905 (one word a line would fill the file)
)


class Word(NamedTuple):
    """One word as it is compared, and where it stands in the text it came from."""

    text: str
    start: int
    end: int


def tidy(text: str) -> str:
    """The text as it is stored and cut into words: composed letters, nothing a file cannot hold."""
    clean = text.encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFC", clean)


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """A word without case and accents: `Müller` and `muller` are one word."""
    if word.isascii():
        return word.lower()[:_LONGEST]
    letters = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    return "".join(c for c in letters if not unicodedata.combining(c))[:_LONGEST]


def words(text: str) -> Iterator[Word]:
    """The words of a tidy text in order."""
    for match in _WORD.finditer(text):
        yield Word(fold(match.group()), match.start(), match.end())


def folded(text: str) -> tuple[str, ...]:
    """Only the words themselves."""
    return tuple(map(fold, _WORD.findall(text)))


def words_in(text: str, wanted: Mapping[str, bool]) -> list[Word]:
    """Those of the words that are wanted, told by how they are written."""
    found = (match for match in _WORD.finditer(text) if wanted[match[0]])
    return [Word(fold(match[0]), match.start(), match.end()) for match in found]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a folded word.

    Porter's second stemmer, because the first, the library's default, tells *facilitate* from
    *facilitating*.
    """
    return str(library.stem_english(word)) if word.isalpha() or "'" in word else word


def name_terms(names: Iterable[str]) -> set[str]:
    """Each name as a whole (`=time management`) and each of its words by stem."""
    terms: set[str] = set()
    for name in names:
        found = folded(name)
        if found:
            terms.update(map(stem, found))
            terms.add(whole_name(found))
    return terms


def whole_name(words: tuple[str, ...]) -> str:
    return "=" + " ".join(words)
