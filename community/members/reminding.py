"""At which times before a session a member may be reminded of it."""

from collections.abc import Iterable

from community.core.errors import Invalid

# By how many minutes before.
TIMES = {
    7 * 24 * 60: "A week before",
    24 * 60: "A day before",
    60: "An hour before",
    10: "Ten minutes before",
}
USUAL = (60,)  # until somebody chooses, and for guests


def tidy_times(given: Iterable[str | int]) -> list[int]:
    """The chosen times, the longest before first."""
    chosen = {str(one) for one in given}
    if unknown := chosen - {str(time) for time in TIMES}:
        sentence = "Please choose from the list."
        raise Invalid(f"{sentence} There is no {min(unknown)[:40]}.", before=sentence)
    return [time for time in TIMES if str(time) in chosen]


def in_words(times: Iterable[int]) -> str:
    """As a setting shows it."""
    words = [TIMES[time] for time in TIMES if time in set(times)]
    return ", ".join([*words[:1], *(one[0].lower() + one[1:] for one in words[1:])]) or "Never"
