"""An index of Whoosh as of one commit."""

from search import spelling
from search.api import Results
from search.collect import PermittedTop
from search.file_engine import Wanted
from search.query import Query
from search.schema import POSITION_KEY
from search.segment import Segment
from search.shown import Shown


class View:
    """The index as of one commit. For one thread at a time."""

    def __init__(self, generation: int, segments: list[Segment]) -> None:
        self.generation = generation
        self.segments = segments

    def position(self) -> int:
        found = [place for segment in self.segments if (place := segment.position()) is not None]
        return max(found, default=0)

    def documents(self) -> int:
        alive = sum(segment.alive for segment in self.segments)
        return alive - sum(segment.find(POSITION_KEY) is not None for segment in self.segments)

    def segments_count(self) -> int:
        return len(self.segments)

    def find(self, query: Query, audiences: frozenset[str], wanted: Wanted) -> Results:
        permitted = PermittedTop(self.segments, audiences, wanted.without)
        stop, newest = wanted.page.stop, wanted.newest
        near = wanted.near
        found = permitted.collect(query, stop, newest=newest, facets=wanted.facets, near=near)
        suggestion = None
        better = spelling.corrected(query, found.seen, permitted)
        if better and permitted.collect(better, 1, newest=newest, facets=()).total:
            suggestion = better.text
        shown = Shown(query, near)
        hits = (
            shown.hit(one.segment.stored(one.doc), one.score) for one in found.best[wanted.page]
        )
        return Results(tuple(hits), found.total, found.facets, suggestion)

    def forget(self) -> None:
        for segment in self.segments:
            segment.forget()

    def verify(self) -> None:
        """Read samples from every part of every segment."""
        for segment in self.segments:
            segment.verify()

    def close(self) -> None:
        for segment in self.segments:
            segment.close()
