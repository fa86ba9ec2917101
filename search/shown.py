"""How a found document is shown: its snippet, and why it was found."""

from search.api import Hit, Near
from search.highlight import Marked, snippet
from search.query import Query
from search.reasons import reason
from search.schema import StoredText

CLOSE = "Close in meaning"


class Shown:
    """The hits of one query, and of what is near to it."""

    def __init__(self, query: Query, near: Near) -> None:
        self._query = query
        self._marked = Marked(query)
        self._near = frozenset(near.keys)

    def hit(self, stored: StoredText, score: float) -> Hit:
        return Hit(
            stored.key,
            stored.kind,
            stored.title,
            score,
            snippet(stored.body, self._marked),
            self._reason(stored),
            stored.context,
        )

    def _reason(self, stored: StoredText) -> str:
        """What it says in so many words comes first."""
        close = CLOSE if stored.key in self._near else ""
        return reason(self._query, stored, self._marked) or close
