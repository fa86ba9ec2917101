"""The pictures of a transcript as they are set on paper: the more there are, the coarser each."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from community.files.paper import for_paper
from community.transcripts.shape import Kept, TranscriptData
from community.transcripts.shown_files import Load

# Whoever sets them keeps three bytes for each point of all of them. A hundred and fifty thousand
# are a picture as large as a hand; what would be less is left out.
POINTS_MOST, EACH_LEAST = 40_000_000, 150_000
BYTES_MOST = 10_000_000
WIDE_MOST, HIGH_MOST = 120.0, 90.0  # millimetres
_A_POINT = 25.4 / 96  # as wide as on a screen, where there is room


@dataclass(frozen=True)
class Placed:
    """`path`: below `ROOT`."""

    path: str
    wide: float  # millimetres


ROOT = "/dev/fd"
Album = dict[str, Placed]  # by the key of what was kept


@contextmanager
def album(data: TranscriptData, load: Load) -> Iterator[Album]:
    """In files without a name: however this process ends, no picture stays on the disk."""
    pictures = [kept for kept in data.kept() if kept.image][: POINTS_MOST // EACH_LEAST]
    placed, room = Album(), BYTES_MOST
    with ExitStack() as files:
        for kept in pictures:
            drawn = _drawn(kept, load, POINTS_MOST / len(pictures))
            if drawn is None or len(drawn) > room:
                continue
            room -= len(drawn)
            file = files.enter_context(tempfile.TemporaryFile())
            file.write(drawn)
            file.flush()
            placed[kept.key] = Placed(f"/{file.fileno()}", _wide(kept))
        yield placed


def _drawn(kept: Kept, load: Load, points: float) -> bytes | None:
    """None of what is gone, or cannot be read: words stand in its place."""
    content = load(kept)
    try:
        return for_paper(content, points) if content else None
    except ValueError:
        return None


def _wide(kept: Kept) -> float:
    """So that it fits, in both directions."""
    share = min(1.0, WIDE_MOST / (kept.width * _A_POINT), HIGH_MOST / (kept.height * _A_POINT))
    return round(kept.width * _A_POINT * share, 2)
