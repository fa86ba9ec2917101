"""Sessions that repeat: a rule of iCalendar, and the wall times it gives.

The rule works on the clock on the wall, so a session stays at eight in the evening when the
clocks change; which moments these are is decided for each by itself.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from itertools import islice

from dateutil.rrule import rrulestr

from community.core.errors import Invalid

MOST = 60
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SHORTEST_MONTH = 28


class Every(StrEnum):
    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH_WEEKDAY = "month_weekday"  # the second Tuesday of each
    MONTH_DAY = "month_day"  # the 14th of each


@dataclass(frozen=True)
class Repeat:
    every: Every
    until: date  # the last day it may fall on


def rule_of(repeat: Repeat, first: datetime) -> str:
    """The rule for what begins with `first`; raises `Invalid` where it gives nothing more, or
    more than anybody plans."""
    if repeat.until <= first.date():
        raise _too_soon()
    rule = f"{_frequency(repeat.every, first)};UNTIL={_until(repeat.until)}"
    if len(walls(rule, first, MOST + 1)) > MOST:
        sentence = f"That would be more than {MOST} sessions. Please choose an earlier last day."
        raise Invalid(sentence, until=sentence)
    if len(walls(rule, first)) < 2:
        raise _too_soon()
    return rule


def _too_soon() -> Invalid:
    sentence = "The last day has to be late enough for at least one more session."
    return Invalid(sentence, until=sentence)


def walls(rule: str, first: datetime, most: int = MOST) -> list[datetime]:
    """When it begins each time, `first` included, by the clock on the wall."""
    return list(islice(rrulestr(rule, dtstart=first), most))


def _frequency(every: Every, first: datetime) -> str:
    match every:
        case Every.WEEK:
            return "FREQ=WEEKLY"
        case Every.TWO_WEEKS:
            return "FREQ=WEEKLY;INTERVAL=2"
        case Every.MONTH_WEEKDAY:
            return f"FREQ=MONTHLY;BYDAY={_nth(first)}{WEEKDAYS[first.weekday()]}"
        case Every.MONTH_DAY:
            return f"FREQ=MONTHLY;{_day_of_month(first.day)}"


def _nth(first: datetime) -> int:
    """Which Tuesday of its month; a fifth is the last, as not every month has five."""
    nth = (first.day - 1) // 7 + 1
    return -1 if nth == 5 else nth


def _day_of_month(day: int) -> str:
    """The 31st is the last day of a month that has fewer."""
    if day <= SHORTEST_MONTH:
        return f"BYMONTHDAY={day}"
    days = ",".join(str(one) for one in range(SHORTEST_MONTH, day + 1))
    return f"BYMONTHDAY={days};BYSETPOS=-1"


def _until(day: date) -> str:
    return f"{datetime.combine(day, time.max):%Y%m%dT%H%M%S}"


_NTH = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last"}
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def in_words(rule: str) -> str:
    """Such as "every week until 24 November 2027"."""
    parts = dict(part.split("=") for part in rule.split(";"))
    last = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").date()  # noqa: DTZ007 - a day
    return f"{_how_often(parts)} until {last.day} {last:%B %Y}"


def _how_often(parts: dict[str, str]) -> str:
    if parts["FREQ"] == "WEEKLY":
        return "every two weeks" if parts.get("INTERVAL") == "2" else "every week"
    if by_day := parts.get("BYDAY"):
        return f"every {_NTH[by_day[:-2]]} {_NAMES[WEEKDAYS.index(by_day[-2:])]} of a month"
    day = parts["BYMONTHDAY"].split(",")[-1]
    return f"every month on the {day}{_ending(int(day))}"


def _ending(day: int) -> str:
    if day in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
