"""Saying something: the hottest path, so many sayings share one transaction.

`say_together` writes whatever is waiting for any rooms in six statements, however many
they are. Each gets its own answer: what one may not say does not hold back the others.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from community.core.errors import Problem
from community.rooms.actions.batch import Batch
from community.rooms.saying import Said, Saying


def say(db: Session, saying: Saying) -> Said:
    """Say one thing; raises what `say_together` would answer."""
    answer = say_together(db, [saying])[0]
    if isinstance(answer, Problem):
        raise answer
    return answer


def say_together(db: Session, sayings: Sequence[Saying]) -> list[Said | Problem]:
    """Say everything that may be said, in the given order; one answer each."""
    batch = Batch.load(db, sayings)
    answers = [batch.take(saying) for saying in sayings]
    batch.write(db)
    return answers
