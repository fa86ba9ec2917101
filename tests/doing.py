"""Doing something as somebody: an action in a transaction of its own, one or many at once."""

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from community.core.transaction import transaction
from tests.town import Person

R = TypeVar("R")


def do(who: Person, action: Callable[..., R], *args: Any, **named: Any) -> R:
    """`do(town.milo, actions.leave, circle.id)`: committed when it returns."""
    actor = who.actor
    with transaction() as db:
        return action(db, actor, *args, **named)


def at_once(*doings: Callable[[], R]) -> list[R | Exception]:
    """Start all of them at the same moment, each in its thread: their answers or problems."""
    answers: list[Any] = [None] * len(doings)
    start = threading.Barrier(len(doings))

    def run(place: int, doing: Callable[[], R]) -> None:
        start.wait()
        try:
            answers[place] = doing()
        except Exception as problem:
            answers[place] = problem

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def refusals(answers: Sequence[object]) -> list[str]:
    """The kinds of what went wrong, in order."""
    return sorted(type(answer).__name__ for answer in answers if isinstance(answer, Exception))
