"""How a found document is shown: its snippet, and why it was found."""

from search.api import Hit
from search.highlight import Marked, snippet
from search.query import Query
from search.reasons import reason
from search.schema import StoredText


class Shown:
    """The hits of one query."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._marked = Marked(query)

    def hit(self, stored: StoredText, score: float) -> Hit:
        return Hit(
            stored.key,
            stored.kind,
            stored.title,
            score,
            snippet(stored.body, self._marked),
            reason(self._query, stored, self._marked),
            stored.context,
        )
