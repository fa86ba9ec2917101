"""The vectors of all documents in memory, to be compared with one at once."""

from typing import Any

import numpy
from numpy.typing import NDArray

from search.api import Near
from search.encoding import Vector
from search.vectors import Changes

_NOBODY = 0
_FIRST = 1_024  # rows there is room for
_EXACT = 4  # digits of a likeness that count; what comes after them hangs on the machine
KEPT = numpy.float16  # as they lie in the file


class Nearest:
    """Rows of vectors, each with its key and audience. One thread changes them while others ask;
    what these see is a row before or after its change, or is looked up again by the engine."""

    def __init__(self, length: int) -> None:
        self.upto = 0
        self._keys: list[str] = []
        self._rows: dict[str, int] = {}
        self._audiences: dict[str, int] = {"": _NOBODY}
        self._of: NDArray[numpy.int32] = numpy.zeros(_FIRST, numpy.int32)
        self._vectors: NDArray[numpy.float32] = numpy.zeros((_FIRST, length), numpy.float32)

    def take(self, changes: Changes) -> None:
        self._make_room(len(self._keys) + len(changes.rows))
        for key, audience, vector in changes.rows:
            row = self._rows.get(key)
            if row is None and vector is None:
                continue
            if row is None:
                row = self._rows[key] = len(self._rows)
            self._of[row] = _NOBODY  # until its vector is the new one
            if vector is not None:
                self._vectors[row] = numpy.frombuffer(vector, KEPT)
                self._of[row] = self._audiences.setdefault(audience, len(self._audiences))
            if row == len(self._keys):
                self._keys.append(key)
        self.upto = changes.upto

    def near(
        self,
        vector: Vector,
        audiences: frozenset[str],
        without: frozenset[str],
        *,
        most: int,
        least: float,
        alone: float,
    ) -> Near:
        """What these audiences may see and is at least so much alike, and from where it is so
        without any of the words. What others may see changes nothing here."""
        count = len(self._keys)
        # Not `@`: that wakes a thread for each core, which costs more than it saves.
        products: Any = numpy.vecdot(self._vectors[:count], vector)
        alike: Vector = products.round(_EXACT)
        of = self._of[:count].copy()
        numbers = dict(self._audiences)  # after the rows: these speak of no other by now
        permitted = numpy.zeros(len(numbers), bool)
        for name in audiences - {""}:
            if (number := numbers.get(name)) is not None:
                permitted[number] = True
        allowed = permitted[of]
        for key in without:
            allowed[self._rows.get(key, count) : count][:1] = False
        found = numpy.flatnonzero(allowed & (alike >= least))
        if len(found) > most:
            last = numpy.partition(alike[found], -most)[-most]
            found = found[alike[found] >= last]
        order = sorted((-float(alike[row]), self._keys[row]) for row in found)[:most]
        enough = sum(-likeness >= alone for likeness, _ in order)
        return Near(tuple(key for _, key in order), enough)

    def _make_room(self, rows: int) -> None:
        room = len(self._of)
        if rows > room:
            more = max(rows, 2 * room) - room
            length = self._vectors.shape[1]
            grown = numpy.zeros((more, length), numpy.float32)
            self._vectors = numpy.concatenate([self._vectors, grown])
            self._of = numpy.concatenate([self._of, numpy.zeros(more, numpy.int32)])
