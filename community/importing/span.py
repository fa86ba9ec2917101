"""From when to when a past chat lasted, and who was there meanwhile, told from its lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from community.importing.chat import Chat, Line

# What meeting robots of chat rooms are told; whoever says it, the meeting begins or ends there.
BEGINS, ENDS = "#startmeeting", "#endmeeting"
SILENCE = timedelta(minutes=30)  # a longer one ends what had no other end, and anybody's stay
A_SECOND, A_MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Span:
    """`began` to `ended`: what is said from then on came late. `over`: just after the last line."""

    began: datetime
    ended: datetime
    over: datetime


def span_of(chat: Chat) -> Span:
    """By its marks; without them from the first line to the first long silence."""
    lines = chat.lines
    if not lines:
        noon = datetime.combine(chat.day, time(12), UTC)
        return Span(noon, noon + A_MINUTE, noon + A_MINUTE)
    first = next((place for place, line in enumerate(lines) if _says(line, BEGINS)), 0)
    last = next(
        (place for place in range(first, len(lines)) if _says(lines[place], ENDS)),
        _before_silence(lines, first),
    )
    # Whole minutes are all that many files tell, so what shares the last one was in time.
    ended = lines[last].at + A_SECOND
    return Span(lines[first].at, ended, max(ended, lines[-1].at + A_SECOND))


def _says(line: Line, mark: str) -> bool:
    return str(line.text).lstrip().casefold().startswith(mark)


def _before_silence(lines: Sequence[Line], first: int) -> int:
    for place in range(first + 1, len(lines)):
        if lines[place].at - lines[place - 1].at > SILENCE:
            return place - 1
    return len(lines) - 1


def stays(lines: Sequence[Line]) -> Iterator[tuple[str, datetime, datetime]]:
    """Who was there from when to when: surely from word to word, while they were not long silent.

    Whoever only read left no trace, so this is the least that can be said.
    """
    going: dict[str, tuple[datetime, datetime]] = {}
    for line in lines:
        name = line.name.casefold()
        came, seen = going.get(name, (line.at, line.at))
        if line.at - seen > SILENCE:
            yield name, came, seen
            came = line.at
        going[name] = (came, line.at)
    yield from ((name, came, seen) for name, (came, seen) in going.items())
