"""The part of a text that shows why it was found, as safe HTML."""

from collections import Counter
from html import escape

from search import text
from search.query import Query

LENGTH = 220
_LEAD = 60  # letters shown before the first marked word
_READ = 6_000  # letters of a text looked through


class Marked(dict[str, bool]):
    """Whether a word, as it is written, is one of those asked for; each is looked at once."""

    def __init__(self, query: Query) -> None:
        super().__init__()
        terms = query.chosen("word", "phrase")
        self._stems = {text.stem(word) for term in terms for word in term.words}
        self._prefixes = tuple(term.words[0] for term in query.chosen("prefix"))

    def __missing__(self, written: str) -> bool:
        word = text.fold(written)
        found = text.stem(word) in self._stems or word.startswith(self._prefixes)
        self[written] = found
        return found


def snippet(body: str, marked: Marked) -> str:
    """The stretch of the text with the most different marked words, as safe HTML.

    Without a marked word it is the beginning of the text.
    """
    body = body[:_READ]
    found = text.words_in(body, marked)
    start, end = _stretch(body, found)
    pieces, last = [], start
    for word in found:
        if start <= word.start and word.end <= end:
            pieces.append(escape(body[last : word.start]))
            pieces.append(f"<mark>{escape(body[word.start : word.end])}</mark>")
            last = word.end
    pieces.append(escape(body[last:end]))
    shown = " ".join("".join(pieces).split())
    return ("… " if start else "") + shown + (" …" if end < len(body) else "")


def _stretch(body: str, found: list[text.Word]) -> tuple[int, int]:
    """Where to cut, at the borders of words."""
    start = max(0, _densest(found) - _LEAD) if found else 0
    end = min(len(body), start + LENGTH)
    if end == len(body):
        start = max(0, end - LENGTH)
    if start and (space := body.find(" ", start, start + _LEAD)) >= 0:
        start = space + 1
    if end < len(body) and (space := body.rfind(" ", end - _LEAD, end)) >= 0:
        end = space
    return start, end


def _densest(found: list[text.Word]) -> int:
    """The start of the first word from which a stretch holds the most different words.

    `found` is in order of place: the stretch goes along it once, however many there are.
    """
    reach, held = LENGTH - _LEAD, Counter[str]()
    best, most, end = found[0].start, 0, 0
    for at, first in enumerate(found):
        while end < len(found) and found[end].end <= first.start + reach:
            held[found[end].text] += 1
            end += 1
        if len(held) > most:
            best, most = first.start, len(held)
        if at < end:
            held[first.text] -= 1
            if not held[first.text]:
                del held[first.text]
        else:
            end = at + 1  # longer than a stretch
    return best
