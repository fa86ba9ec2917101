"""Insert a row, or change the one that is there: one statement on either database."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session


def upsert(
    db: Session,
    table: type[DeclarativeBase],
    rows: Sequence[Mapping[str, Any]],
    *,
    change: Sequence[str] = (),
) -> int:
    """Insert `rows`; where the primary key exists, set the `change` columns to the new values.

    Without `change` such a row is left alone. Returns how many rows were written.
    """
    if not rows:
        return 0
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(list(rows))
    key = [column.name for column in table.__table__.primary_key]
    if change:
        new = {name: statement.excluded[name] for name in change}
        statement = statement.on_conflict_do_update(index_elements=key, set_=new)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=key)
    # Unless asked, SQLAlchemy does not keep how many rows an INSERT wrote on PostgreSQL.
    counted = db.execute(statement, execution_options={"preserve_rowcount": True})
    written: int = counted.rowcount  # type: ignore[attr-defined]
    return written
