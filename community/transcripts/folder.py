"""A transcript as a folder that opens from disk, with no network: a page beside its files."""

import io
import zipfile
from collections.abc import Mapping
from importlib.resources import files as resources

from community.transcripts.pages import drawn_folder
from community.transcripts.shape import TranscriptData

PAGE, STYLE = "index.html", "style.css"


def folder_of(data: TranscriptData, name: str, files: Mapping[str, bytes]) -> bytes:
    """One folder called `name` inside the archive, so that nothing is strewn about."""
    page = drawn_folder(data, list(files))
    style = (resources("community.transcripts") / "folder.css").read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, content in {PAGE: page.encode(), STYLE: style, **files}.items():
            # Dated as the transcript is, so that the same one packs to the same bytes.
            info = zipfile.ZipInfo(f"{name}/{inside}", data.made_at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return packed.getvalue()
