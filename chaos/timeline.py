"""The room as one client knows it, by the rules of our page's own script.

An item is only replaced by a higher version of itself; `version` only moves over changes that
were really received, so a gap stays visible until it is filled.
"""

from collections.abc import Iterable
from typing import Any

from realtime.brief import USUAL

Item = dict[str, Any]


class Timeline:
    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.version = 0
        self.heard = 0
        self._beyond: list[tuple[int, int]] = []

    @property
    def behind(self) -> bool:
        """Something changed that has not come yet."""
        return self.heard > self.version

    def hear(self, version: int) -> None:
        """The room says it stands there."""
        self.heard = max(self.heard, version)

    def apply(self, since: int, version: int, items: Iterable[Item]) -> None:
        """A batch, or the answer to "what changed since"."""
        self.hear(version)
        for item in items:
            known = self.items.get(item["id"])
            if known is None or known["version"] < item["version"]:
                self.items[item["id"]] = {**USUAL, **item}
        self._beyond = sorted([*self._beyond, (since, version)])
        while self._beyond and self._beyond[0][0] <= self.version:
            self.version = max(self.version, self._beyond.pop(0)[1])
