"""What hosts may set on a room's desk, with the bounds and the sentences that say them."""

from datetime import timedelta
from math import ceil

from community.core.errors import Invalid
from community.core.text import plural, tidy_line

SLOW_MOST = 3_600
PAUSE_MOST = 600
TIMER_MOST = 4 * 3_600
BAND_MOST = 200
TIMER_NAME_MOST = 80


def check_slow(seconds: int) -> int:
    if seconds > SLOW_MOST:
        raise Invalid(
            f"Slow mode takes from 0 to {SLOW_MOST:,} seconds, which is an hour; 0 is off.",
            slow="From 0 to 3,600 seconds.",
        )
    return seconds


def slow_sentence(seconds: int, wait: timedelta) -> str:
    left = plural(ceil(wait.total_seconds()), "second")
    return f"Slow mode is on: one message each {plural(seconds, 'second')}. Yours can go in {left}."


def check_pause(seconds: int) -> int:
    if seconds > PAUSE_MOST:
        raise Invalid("A pause lasts ten minutes at most.", seconds="600 seconds at most.")
    return seconds


def check_timer(seconds: int) -> int:
    if not 1 <= seconds <= TIMER_MOST:
        sentence = "A timer runs from one second to four hours."
        raise Invalid(sentence, seconds=sentence)
    return seconds


def tidy_band(text: str) -> str:
    """One line, or nothing to take the announcement away."""
    band = tidy_line(text)
    if len(band) > BAND_MOST:
        sentence = f"An announcement has at most {BAND_MOST} characters; this one has {len(band)}."
        raise Invalid(sentence, band=sentence)
    return band


def tidy_timer_name(text: str) -> str:
    name = tidy_line(text)
    if len(name) > TIMER_NAME_MOST:
        sentence = f"The name of a timer has at most {TIMER_NAME_MOST} characters."
        raise Invalid(sentence, name=sentence)
    return name
