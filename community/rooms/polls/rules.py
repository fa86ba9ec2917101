"""What a poll may be and what a vote may say; decided without a database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from community.core.errors import Invalid
from community.core.text import fold, tidy_line, tidy_text
from community.rooms.poll_models import PollWay

BODY_MOST, OUTCOME_MOST = 500, 1_000
OPTIONS_LEAST, OPTIONS_MOST, OPTION_MOST = 2, 12, 200
POINTS_LEAST, POINTS_MOST = 2, 100
OPEN_IN_ROOM, OPEN_OF_MEMBER = 20, 2
# Whoever is not there at the moment shall have time to answer what a member asks.
HOST_LEAST, MEMBER_LEAST, LONGEST = timedelta(seconds=10), timedelta(hours=1), timedelta(days=60)


@dataclass(frozen=True)
class NewPoll:
    """A poll somebody wants to open; tidied on being made, so it raises `Invalid`.

    `closes_in` is in seconds; without one it stays open until somebody closes it.
    """

    body: str
    options: tuple[str, ...]
    way: PollWay = PollWay.SINGLE
    points: int = 0
    live: bool = False
    named: bool = False
    closes_in: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", tidy_question(self.body))
        object.__setattr__(self, "options", tidy_options(self.options))
        object.__setattr__(self, "points", fit_points(self.way, self.points))


def tidy_question(text: str) -> str:
    body = tidy_text(text).strip()
    if not body:
        sentence = "Please say what the poll is about."
        raise Invalid(sentence, body=sentence)
    if len(body) > BODY_MOST:
        sentence = f"A poll's question has at most {BODY_MOST} characters; this has {len(body)}."
        raise Invalid(sentence, body=sentence)
    return body


def tidy_options(texts: Sequence[str]) -> tuple[str, ...]:
    """In the given order; empty lines are left out."""
    options = tuple(filter(None, map(tidy_line, texts)))
    if not OPTIONS_LEAST <= len(options) <= OPTIONS_MOST:
        sentence = f"A poll has {OPTIONS_LEAST} to {OPTIONS_MOST} options."
    elif any(len(option) > OPTION_MOST for option in options):
        sentence = f"An option has at most {OPTION_MOST} characters."
    elif len({fold(option) for option in options}) < len(options):
        sentence = "Two of the options are the same."
    else:
        return options
    raise Invalid(sentence, options=sentence)


def fit_points(way: PollWay, points: int) -> int:
    """As many as each gives out; none where one does not."""
    if way is not PollWay.POINTS:
        return 0
    if not POINTS_LEAST <= points <= POINTS_MOST:
        sentence = f"Each can give {POINTS_LEAST} to {POINTS_MOST} points."
        raise Invalid(sentence, points=sentence)
    return points


def as_way(text: str) -> PollWay:
    try:
        return PollWay(text)
    except ValueError as error:
        sentence = "The way is `single`, `many` or `points`."
        raise Invalid(sentence, way=sentence) from error


def fit_time(closes_in: int | None, *, hosting: bool) -> timedelta | None:
    """How long it stays open. A member's poll closes by itself, and not within the hour."""
    if closes_in is None:
        if hosting:
            return None
        sentence = "Please say when your poll closes."
        raise Invalid(sentence, closes_in=sentence)
    time, least = timedelta(seconds=closes_in), HOST_LEAST if hosting else MEMBER_LEAST
    if not least <= time <= LONGEST:
        shortest = "ten seconds" if hosting else "an hour"
        sentence = f"A poll stays open for {shortest} to {LONGEST.days} days."
        raise Invalid(sentence, closes_in=sentence)
    return time


def tidy_outcome(text: str) -> str:
    outcome = tidy_text(text).strip()
    if len(outcome) > OUTCOME_MOST:
        sentence = f"What was decided fits into {OUTCOME_MOST:,} characters."
        raise Invalid(sentence, outcome=sentence)
    return outcome


# What came with a vote: ids of options, or points by id.
Choices = Sequence[str] | dict[str, int]


def ballot(way: PollWay, points: int, options: Sequence[str], choices: Choices) -> dict[str, int]:
    """What one vote adds to each option it chose; raises `Invalid`."""
    if (way is PollWay.POINTS) is not isinstance(choices, dict):
        raise Invalid("Please send points by option for points, else a list of options.")
    if not set(choices) <= set(options):
        raise Invalid("This option is not in the poll.")
    if isinstance(choices, dict):
        return _points(points, choices)
    chosen = dict.fromkeys(choices, 1)
    if not chosen:
        raise Invalid("Please choose something first.")
    if way is PollWay.SINGLE and len(chosen) > 1:
        raise Invalid("Please choose one option only.")
    return chosen


def _points(most: int, given: dict[str, int]) -> dict[str, int]:
    chosen = {option: number for option, number in given.items() if number}
    if min(chosen.values(), default=0) < 0:
        raise Invalid("Points are whole numbers from 0.")
    if not chosen:
        raise Invalid("Please give at least one point.")
    if sum(chosen.values()) > most:
        raise Invalid(f"You have {most} points to give; this is {sum(chosen.values())}.")
    return chosen


PULSE = NewPoll(
    body="How is it going?",
    options=("Good", "Slower, please", "Faster, please", "I am lost"),
    live=True,
    closes_in=60,
)
