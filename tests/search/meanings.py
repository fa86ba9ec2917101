"""An encoder for tests, quick and the same everywhere: it knows a few words that mean the same."""

from zlib import crc32

import numpy

from search.api import Query
from search.encoding import Vector, unit
from search.meaning import MeaningEngine
from search.text import folded

ALIKE = (
    "sleep rest tired insomnia exhausted",
    "handover handoff shifts rota",
    "calm stillness peace",
)
SUBJECTS = {word: number for number, line in enumerate(ALIKE) for word in line.split()}


class Thesaurus:
    """A direction for each subject, and one for every other word."""

    name = "thesaurus"
    length = 256

    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, text: str) -> Vector:
        self.read.append(text)
        counts = numpy.zeros(self.length, numpy.float32)
        for word in folded(text):
            counts[SUBJECTS.get(word, crc32(word.encode()) % 250 + len(ALIKE))] += 1
        return unit(counts)


def think(engine: MeaningEngine) -> None:
    while engine.think():
        pass


def keys(engine: MeaningEngine, typed: str, audiences: frozenset[str]) -> list[str]:
    """What is found, best first; the total is as many."""
    results = engine.search(Query.parse(typed), audiences, limit=100)
    assert results.total == len(results.hits)
    return [hit.key for hit in results.hits]
