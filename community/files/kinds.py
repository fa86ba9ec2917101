"""What kinds of files members may keep here, told by their content and not only by their name."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from community.core.errors import Invalid
from community.files.names import ending_of

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif"})
SENTENCE = "We keep pictures, PDFs, texts, and files of Word, Excel, PowerPoint and LibreOffice."


@dataclass(frozen=True)
class Kind:
    """A media type, and whether a content is of it."""

    media_type: str
    fits: Callable[[bytes], bool]


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def _holds(member: str) -> Callable[[bytes], bool]:
    """A packed document: its list of contents is read, nothing in it is unpacked."""

    def fits(content: bytes) -> bool:
        if not content.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(BytesIO(content)) as packed:
                return member in packed.namelist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            return False

    return fits


_KINDS = {
    ".pdf": Kind("application/pdf", _is_pdf),
    ".txt": Kind("text/plain", _is_text),
    ".md": Kind("text/markdown", _is_text),
    ".csv": Kind("text/csv", _is_text),
    ".docx": Kind(_OFFICE + "wordprocessingml.document", _holds("word/document.xml")),
    ".xlsx": Kind(_OFFICE + "spreadsheetml.sheet", _holds("xl/workbook.xml")),
    ".pptx": Kind(_OFFICE + "presentationml.presentation", _holds("ppt/presentation.xml")),
    ".odt": Kind(_OPEN + "text", _holds("content.xml")),
    ".ods": Kind(_OPEN + "spreadsheet", _holds("content.xml")),
    ".odp": Kind(_OPEN + "presentation", _holds("content.xml")),
}

# As a file field of a page wants them, so that a browser offers only what is taken.
ACCEPTED = ",".join((*sorted(PICTURES), *_KINDS))


def is_picture(name: str) -> bool:
    """Whether it says so of itself; `images.reencoded` finds out whether it is one."""
    return ending_of(name) in PICTURES


def media_type_of(name: str, content: bytes) -> str:
    """The media type of a document; raises `Invalid` for what is not what its name says."""
    kind = _KINDS.get(ending_of(name))
    if kind is None:
        raise Invalid(SENTENCE)
    if not kind.fits(content):
        raise Invalid(f"This is not what its name says. {SENTENCE}")
    return kind.media_type
