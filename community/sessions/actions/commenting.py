"""What comments have in common, wherever they stand: one for each key, and no words once gone."""

from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.core import clock
from community.core.errors import Invalid
from community.core.ids import new_id
from community.core.text import tidy_text
from community.rooms.rules import check_client_key

COMMENT_MOST = 4_000


class Comment(Protocol):
    """A row of a table of comments."""

    id: Any
    author_id: Any
    body: Any
    created_at: Any
    withdrawn_at: Any


def write(
    db: Session, table: type[Any], client_key: str, body: str, **where: str | None
) -> tuple[str, bool]:
    """The comment's id, and whether it is new: sent twice, it is one. `where`: whose it is, and
    where it stands."""
    body = tidy_text(body)
    if not body or len(body) > COMMENT_MOST:
        sentence = f"Please write something, of at most {COMMENT_MOST:,} characters."
        raise Invalid(sentence, comment=sentence)
    written = {**where, "client_key": check_client_key(client_key)}
    there = db.scalar(select(table.id).filter_by(**written))
    if there is not None:
        return there, False
    new = table(id=new_id(), body=body, created_at=clock.now(), **written)
    db.add(new)
    db.flush()
    return new.id, True


def forget(row: Comment) -> None:
    if row.withdrawn_at is None:
        row.body, row.withdrawn_at = "", clock.now()
