"""A page of a long list, found from a row beside it and not by counting from the beginning: what
comes in or goes meanwhile repeats nothing on the next page and hides nothing.

The list's order: the newest moment first, before it what has none yet, and by id where two are
alike.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from community.core.ids import is_id

T = TypeVar("T")
_SHAPE = re.compile(r"([0-9]{20})?-(.{16})")
_MOMENT = "%Y%m%d%H%M%S%f"


@dataclass(frozen=True)
class Place:
    """Of a row in the list."""

    at: datetime | None
    id: str

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.at.astimezone(UTC):{_MOMENT}}-{self.id}" if self.at else f"-{self.id}"


@dataclass(frozen=True)
class Beside:
    """What is asked for: older than one place, or newer than one; neither is the beginning."""

    older_than: Place | None = None
    newer_than: Place | None = None


@dataclass(frozen=True)
class Order:
    """The columns a list goes by. `blanks`: some rows have no moment yet."""

    at: InstrumentedAttribute[Any]
    id: InstrumentedAttribute[str]
    blanks: bool = False

    def after(self, place: Place) -> ColumnElement[bool]:
        """Rows that come later in the list."""
        if place.at is None:
            return or_(self.at.is_not(None), and_(self.at.is_(None), self.id > place.id))
        return and_(self.at <= place.at, or_(self.at < place.at, self.id > place.id))

    def before(self, place: Place) -> ColumnElement[bool]:
        if place.at is None:
            return and_(self.at.is_(None), self.id < place.id)
        newer = and_(self.at >= place.at, or_(self.at > place.at, self.id < place.id))
        return or_(self.at.is_(None), newer) if self.blanks else newer

    def forth(self) -> tuple[ColumnElement[Any], ...]:
        newest = self.at.desc()  # as an index has it, unless blanks have to come first
        return (newest.nulls_first() if self.blanks else newest, self.id.asc())

    def back(self) -> tuple[ColumnElement[Any], ...]:
        oldest = self.at.asc()
        return (oldest.nulls_last() if self.blanks else oldest, self.id.desc())


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows in their order, and the places from which the pages beside it are found."""

    rows: list[T]
    older: Place | None = None
    newer: Place | None = None


def asked_in(query: Mapping[str, str]) -> Beside:
    """`older_than` or `newer_than` of an address; what is no place asks for the beginning."""
    return Beside(place_in(query.get("older_than")), place_in(query.get("newer_than")))


def place_in(text: str | None) -> Place | None:
    shape = _SHAPE.fullmatch(text or "")
    if shape is None or not is_id(shape[2]):
        return None
    try:
        at = datetime.strptime(shape[1], _MOMENT).replace(tzinfo=UTC) if shape[1] else None
    except ValueError:
        return None
    return Place(at, shape[2])


def page_of(
    db: Session, found: Select[T], order: Order, beside: Beside, most: int
) -> Page[Row[Any]]:
    """One page; whoever steps back to less than a whole one gets the beginning of the list."""
    chosen = found.add_columns(order.at, order.id).limit(most + 1)
    if beside.newer_than is not None:
        back = chosen.where(order.before(beside.newer_than)).order_by(*order.back())
        rows = list(db.execute(back))
        if len(rows) > most:
            rows = rows[most - 1 :: -1]
            return Page(rows, older=_place(rows[-1]), newer=_place(rows[0]))
    forth = chosen.order_by(*order.forth())
    if beside.newer_than is None and beside.older_than is not None:
        forth = forth.where(order.after(beside.older_than))
    rows = list(db.execute(forth))
    older = _place(rows[most - 1]) if len(rows) > most else None
    stepped = rows and beside.newer_than is None and beside.older_than is not None
    return Page(rows[:most], older, _place(rows[0]) if stepped else None)


def _place(row: Row[Any]) -> Place:
    at, row_id = tuple(row)[-2:]
    return Place(at, row_id)
