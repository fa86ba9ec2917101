"""A row in every table that has none yet, made of whatever its columns allow."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Session

from community.core.database import Base, Moment
from community.core.ids import new_id

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ONE_OF = {"follows": "person_id"}  # exactly one of several that may be empty


def fill_every_table(db: Session) -> None:
    for table in Base.metadata.sorted_tables:
        if not db.scalar(select(func.count()).select_from(table)):
            db.execute(insert(table).values(_row(db, table)))


def _row(db: Session, table: Table) -> dict[str, Any]:
    return {
        column.name: _value(db, column)
        for column in table.columns
        if (not column.nullable or column.name == ONE_OF.get(table.name))
        and not _made_by_itself(column)
    }


def _made_by_itself(column: "Column[Any]") -> bool:
    return column.table.primary_key.columns.values() == [column] and isinstance(
        column.type, Integer
    )


def _value(db: Session, column: "Column[Any]") -> Any:
    for key in column.foreign_keys:
        return db.scalar(select(key.column).limit(1))
    kind = column.type
    if isinstance(kind, Enum):
        return next(iter(kind.enum_class or kind.enums))
    if isinstance(kind, Moment):
        return NOON
    if isinstance(kind, DateTime):
        return NOON.replace(tzinfo=None)
    if isinstance(kind, Date):
        return NOON.date()
    if isinstance(kind, LargeBinary):
        return b"."
    if isinstance(kind, JSON):
        return []
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, (Integer, Float)):
        return 1
    if isinstance(kind, String):
        return new_id()[: kind.length or 16]
    raise AssertionError(f"{column} is of a kind that this does not know: {kind!r}")
