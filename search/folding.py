"""Which segments are folded into one, and when: many small ones make every search slower."""

from collections.abc import Callable, Sequence
from typing import Any

from search import library

MANY = 10  # segments of one size before they are folded into one
SIZES = (100, 2_000)  # folded inside an ordinary commit, because that stays under a second or so
WORN = 0.2  # share of dead documents
QUIET_SIZES = (*SIZES, 20_000)  # folded when nothing else waits


def choose(infos: Sequence[Any], sizes: Sequence[int], tail: str | None) -> frozenset[str]:
    """The segments worth folding now: the smallest size of which there are too many.

    If there are none, those with many dead documents, whose texts are thereby gone from the files.
    """
    rest = [info for info in infos if info.segment_id() != tail and alive(info) < sizes[-1]]
    for size in sizes:
        small = [info.segment_id() for info in rest if alive(info) < size]
        if len(small) >= MANY:
            return frozenset(small)
    worn = (info for info in rest if info.deleted_count() > WORN * info.doc_count_all())
    return frozenset(info.segment_id() for info in worn)


def alive(info: Any) -> int:
    return int(info.doc_count_all() - info.deleted_count())


def merging(folded: frozenset[str], replaced: str | None) -> Callable[[Any, list[Any]], list[Any]]:
    """What the library asks at commit: take up some segments, name those that stay."""

    def merge(writer: Any, infos: list[Any]) -> list[Any]:
        kept = []
        for info in infos:
            if info.segment_id() in folded and alive(info):
                reader = library.SegmentReader(writer.storage, writer.schema, info)
                writer.add_reader(reader)
                reader.close()
            elif info.segment_id() not in {*folded, replaced} and alive(info):
                kept.append(info)
        return kept

    return merge
