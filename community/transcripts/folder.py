"""A transcript as a folder that opens from disk, with no network: a page beside its files."""

import tempfile
import zipfile
from collections.abc import Mapping
from importlib.resources import files as resources

from community.transcripts.pages import drawn_folder
from community.transcripts.shape import TranscriptData
from community.transcripts.shelf import shelf_of
from community.transcripts.shown_files import Load, nothing

PAGE, STYLE = "index.html", "style.css"


def folder_of(
    data: TranscriptData, name: str, files: Mapping[str, bytes], load: Load = nothing
) -> bytes:
    """One folder called `name` inside the archive, so that nothing is strewn about.

    Packed on the disk, a picture at a time: there is room for many.
    """
    shelf = shelf_of(data)
    page = drawn_folder(data, list(files), shelf)
    style = (resources("community.transcripts") / "folder.css").read_bytes()
    with tempfile.TemporaryFile() as packed:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for inside, content in {PAGE: page.encode(), STYLE: style, **files}.items():
                archive.writestr(_entry(data, f"{name}/{inside}"), content)
            for kept in data.kept():
                shown = load(kept) if kept.key in shelf.inside else None
                if shown is not None:
                    entry = _entry(data, f"{name}/{shelf.inside[kept.key]}")
                    archive.writestr(entry, shown, zipfile.ZIP_STORED if kept.image else None)
        packed.seek(0)
        return packed.read()


def _entry(data: TranscriptData, path: str) -> zipfile.ZipInfo:
    """Dated as the transcript is, so that the same one packs to the same bytes."""
    info = zipfile.ZipInfo(path, data.made_at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
