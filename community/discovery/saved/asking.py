"""Asking the index for what a search does not know yet.

By its words alone, and not by what they may mean: how near a meaning is changes with whatever
else there is, and what was not news yesterday would be today.
"""

from dataclasses import dataclass

from community.access.actor import Actor
from community.core.transaction import reading
from community.discovery.audience import audiences
from community.discovery.hidden import hidden_from
from community.discovery.indexing import Index, Standing
from search.api import Hit, Query


@dataclass(frozen=True)
class Told:
    """What an index said: the newest hits, and how many there are in all. `index` names it;
    `position` is how far it had followed the changes, `settled` whether that was all of them,
    but for the newest of this minute."""

    index: str
    position: int
    settled: bool
    hits: tuple[Hit, ...]
    total: int

    @property
    def keys(self) -> list[str]:
        return [hit.key for hit in self.hits]

    @property
    def whole(self) -> bool:
        """Whether these are all."""
        return self.total <= len(self.hits)


def ask(
    index: Index,
    actor: Actor,
    query: Query,
    most: int,
    known: frozenset[str] = frozenset(),
) -> Told | None:
    """What the actor finds and is not `known`. None while the index is away: then it says
    nothing, which is not that there is nothing. Call it with no database session open."""
    position = index.position()
    with reading() as db:
        hidden, mine = hidden_from(db, actor), audiences(db, actor)
    found = index.search(query, mine, limit=most, sort="newest", facets=(), without=hidden | known)
    standing = index.standing(found)
    if standing is Standing.AWAY or position is None:
        return None
    ready = standing is Standing.READY
    return Told(index.name, position, ready, found.hits, found.total)
