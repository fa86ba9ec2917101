"""The numbers of a session as they are told: each with its words and with what it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from community.core.text import plural

BARS_MOST = 180
STEPS = (1, 2, 5, 10, 15, 30, 60)  # minutes of one bar, where there would be too many

MEANS = {
    "present": "Everybody who was in the room between the start and the end, if only for a moment, "
    "and whoever wrote. Reading counts as much as writing.",
    "wrote": "Of them, everybody of whom at least one message stands under their name.",
    "messages": "All that people said to everybody until the end, questions and polls included. "
    "What was withdrawn, hidden or for hosts alone counts nowhere.",
    "questions": "What a host put to everybody.",
    "answers": "Messages that answer one of the questions, and replies to these.",
    "reactions": "Signs such as 👍 that people put to these messages until the end.",
    "deliveries": "Each message times the others who were in the room when it came. "
    "This is counted from who was there, not estimated from who could have been.",
    "spread": "The fewest people who together wrote half of the messages: one figure for the "
    "whole room. The more it is, the more voices carried the conversation.",
    "late": "Messages that came after the end, as long as late answers were taken. "
    "They are in none of the other numbers.",
    "readers": "Members who have opened the transcript since, each counted once.",
}


@dataclass(frozen=True)
class Line:
    """`figure` and `words` read as one: `733`, `messages`."""

    figure: str
    words: str
    means: str


@dataclass(frozen=True)
class Bar:
    clock: str
    messages: int


@dataclass(frozen=True)
class Pulse:
    """How much was said, minute by minute or in steps of a few."""

    minutes: int  # of one bar
    bars: tuple[Bar, ...]

    @property
    def most(self) -> int:
        return max(bar.messages for bar in self.bars)

    @property
    def top(self) -> int:
        """Of the plot: single messages are low bars, not full ones."""
        return max(self.most, 4)

    @property
    def words(self) -> str:
        """The plot for whoever does not see it."""
        peak = next(bar for bar in self.bars if bar.messages == self.most)
        each = "minute" if self.minutes == 1 else f"{self.minutes} minutes"
        return f"Most in one {each}: {plural(peak.messages, 'message')}, at {peak.clock}."


@dataclass(frozen=True)
class Told:
    lines: tuple[Line, ...]
    answers: tuple[tuple[int, int], ...]  # for each question its number and its answers
    pulse: Pulse | None


def told(numbers: Mapping[str, Any], began: datetime, readers: int | None = None) -> Told | None:
    """None as long as nothing is counted. `began`: in the zone of its clock."""
    if not numbers:
        return None
    answers = tuple((number, many) for number, many in numbers["answers"])
    counts = {
        **{name: numbers[name] for name in ("present", "wrote", "messages", "questions")},
        "answers": sum(many for _, many in answers) if answers else None,
        "reactions": numbers["reactions"],
        "deliveries": numbers["deliveries"],
        "spread": numbers["spread"] or None,
        "late": numbers["late"] or None,
        "readers": readers,
    }
    lines = (_line(name, many) for name, many in counts.items() if many is not None)
    return Told(tuple(lines), answers, _pulse(numbers["pulse"], began))


def _line(name: str, many: int) -> Line:
    words = {
        "present": ("person there", "people there"),
        "wrote": ("wrote", "wrote"),
        "messages": ("message", "messages"),
        "questions": ("question", "questions"),
        "answers": ("answer", "answers"),
        "reactions": ("reaction", "reactions"),
        "deliveries": ("delivery", "deliveries"),
        "spread": ("voice made half of it", "voices made half of it"),
        "late": ("late message", "late messages"),
        "readers": ("reader since", "readers since"),
    }[name]
    return Line(f"{many:,}", words[many != 1], MEANS[name])


def _pulse(each: list[int], began: datetime) -> Pulse | None:
    if not any(each):
        return None
    step = next((step for step in STEPS if len(each) <= step * BARS_MOST), STEPS[-1])
    bars = (
        Bar(f"{began + timedelta(minutes=minute):%H:%M}", sum(each[minute : minute + step]))
        for minute in range(0, len(each), step)
    )
    return Pulse(step, tuple(bars))
