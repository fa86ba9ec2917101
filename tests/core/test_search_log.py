"""The log the search follows: no change is passed over, however many write at once."""

import threading

import pytest

from community.core.transaction import reading, transaction
from community.discovery.documents import changed_since, last_change
from community.members import actions
from tests.doing import at_once, refusals
from tests.town import Town, hashed_password

WRITERS, EACH = 6, 8


@pytest.mark.slow
def test_a_follower_meets_every_change_exactly_once_and_in_order(town: Town) -> None:
    hashed = hashed_password()
    met: list[tuple[int, str]] = []
    writing = threading.Event()

    def write(number: int) -> set[str]:
        made = set()
        for step in range(EACH):
            name = f"Writer {number} {step}"
            new = actions.NewMember(name, f"w{number}.{step}@example.org", hashed)
            with transaction() as db:
                made.add(f"person:{actions.sign_up(db, new).id}")
        return made

    def follow() -> set[str]:
        while True:
            over = writing.is_set()
            with reading() as db:
                position = met[-1][0] if met else 0
                new = changed_since(db, position)
            met.extend((change.id, change.key) for change in new)
            if over and not new:
                return set()

    def write_all() -> set[str]:
        made = at_once(*[lambda number=number: write(number) for number in range(WRITERS)])  # type: ignore[misc]
        writing.set()
        assert refusals(made) == []
        return set().union(*made)  # type: ignore[arg-type]

    answers = at_once(write_all, follow)
    assert refusals(answers) == []
    keys = [key for _id, key in met]
    assert sorted(keys) == sorted(answers[0])  # type: ignore[arg-type]
    assert len(keys) == WRITERS * EACH
    with reading() as db:
        assert last_change(db) == met[-1][0]
