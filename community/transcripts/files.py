"""The files of a transcript: one maker for each kind, from the same data."""

import re
from collections.abc import Callable

from community.files.names import tidy_file_name
from community.transcripts import pdf
from community.transcripts.folder import folder_of
from community.transcripts.models import FileKind
from community.transcripts.pages import drawn
from community.transcripts.shape import TranscriptData
from community.transcripts.shown_files import Load, nothing
from community.transcripts.writing import as_csv, as_json

Made = dict[FileKind, tuple[str, bytes]]  # with the name each is saved under
TITLE_MOST = 90
STROKE = re.compile(r"[/\\]")  # in a title it is no folder

# In the order of making; the folder holds what the others made.
makers: dict[FileKind, Callable[[TranscriptData, Load], bytes]] = {
    FileKind.PAGE: lambda data, _load: drawn(data).encode(),
    FileKind.PDF: pdf.render,
    FileKind.CSV: lambda data, _load: as_csv(data).encode(),
    FileKind.JSON: lambda data, _load: as_json(data).encode(),
}


def make_files(data: TranscriptData, load: Load = nothing) -> Made:
    """`load`: the bytes of a picture or file that was shown."""
    made = {kind: (name_of(data, kind), make(data, load)) for kind, make in makers.items()}
    inside = {name: content for kind, (name, content) in made.items() if kind is not FileKind.PAGE}
    name = name_of(data, FileKind.ZIP)
    made[FileKind.ZIP] = name, folder_of(data, name.removesuffix(".zip"), inside, load)
    return made


def name_of(data: TranscriptData, kind: FileKind) -> str:
    """Like the session and its day: `Splints that last 2026-05-24.pdf`."""
    title = STROKE.sub("-", data.facts.title[:TITLE_MOST].strip())
    version = "" if data.label == "1" else f" version {data.label}"
    return tidy_file_name(f"{title} {data.facts.day.isoformat()}{version}.{kind.value}")
