"""A room as a simple model knows it, and the same as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from chaos.timeline import Item

# id, words, withdrawn, quoted words, reactions
Line = tuple[str, str, bool, str | None, dict[str, set[str]]]
T = TypeVar("T")


@dataclass
class Said:
    """An item as the model knows it."""

    id: str
    author: str
    for_hosts: bool
    words: str
    above: "Said | None" = None
    withdrawn: bool = False
    reactions: set[tuple[str, str]] = field(default_factory=set)

    @property
    def quoted(self) -> str | None:
        if self.above is None:
            return None
        return "" if self.above.withdrawn or self.above.for_hosts else self.above.words

    @property
    def line(self) -> Line:
        by_emoji = {
            emoji: {who for e, who in self.reactions if e == emoji} for emoji, _ in self.reactions
        }
        return self.id, self.words, self.withdrawn, self.quoted, by_emoji


def shown(items: list[Item]) -> list[Line]:
    return [
        (
            item["id"],
            item["html"].strip().removeprefix("<p>").removesuffix("</p>"),
            item["withdrawn"],
            item["reply_to"]["excerpt"] if item["reply_to"] else None,
            {one["emoji"]: set(one["members"]) for one in item["reactions"]},
        )
        for item in items
    ]


def pick(some: Sequence[T], number: int) -> T:
    return some[number % len(some)]
