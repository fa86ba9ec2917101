"""One after the other, where PostgreSQL would let writers pass one another.

The search log is followed by its ids, and ids are given before the commit: without turns a
follower could pass one whose transaction is still under way, and never see it. Whoever changes
which names skills go by takes the same turn, so that there is one order for all: the circle
first, then the turn, then skills and what members and circles say of them. Whoever took a turn
holds it to the end of the transaction. SQLite has one writer anyway.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

_TURN = 0x5EA4C4  # any number of our own


def take_turn(db: Session) -> None:
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TURN})
