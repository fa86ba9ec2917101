"""Which pictures and files go into a file of the transcript, and which are too many for it."""

from dataclasses import dataclass

from community.transcripts.shape import Kept, TranscriptData

FOLDER_MOST = 20_000_000  # bytes of pictures and files together


@dataclass(frozen=True)
class Shelf:
    """`inside`: the path within the folder, by key. `left_out`: in their order."""

    inside: dict[str, str]
    left_out: tuple[Kept, ...]

    @property
    def most(self) -> str:
        return f"{FOLDER_MOST // 1_000_000} MB"


def shelf_of(data: TranscriptData) -> Shelf:
    """In the order in which they came, each that still fits."""
    inside, left_out, room = dict[str, str](), list[Kept](), FOLDER_MOST
    for kept in data.kept():
        if kept.size > room:
            left_out.append(kept)
        else:
            room -= kept.size
            inside[kept.key] = path_of(kept)
    return Shelf(inside, tuple(left_out))


def path_of(kept: Kept) -> str:
    """Its key comes first, so that no two are the same, and none has a name of the system's."""
    return f"pictures/{kept.name}" if kept.image else f"files/{kept.key} {kept.name}"
