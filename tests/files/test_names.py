"""What a file is called, and what it is."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core.errors import Invalid
from community.files.kinds import is_picture, media_type_of
from community.files.names import tidy_file_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("splints.pdf", "splints.pdf"), ("../../etc/passwd", "passwd"), ("C:\\a\\b.txt", "b.txt"),
     ("a\0b.pdf", "b.pdf"), ("\u202efdp.exe", "fdp.exe"), ("a\r\nX-Evil: 1.txt", "a X-Evil- 1.txt"),
     ("", "file"), ("...", "file"), ("/", "file"), (".htaccess", "htaccess"), ("~", "~"),
     ('a"b;c.pdf', "a-b-c.pdf"), ("Größe & Maß.pdf", "Größe & Maß.pdf"), ("名前.pdf", "名前.pdf"),
     ("a" * 400 + ".pdf", "a" * 116 + ".pdf"), ("a" * 400, "a" * 120), ("  a.txt  ", "a.txt")],
)  # fmt: skip
def test_a_name_is_one_harmless_line(sent: str, kept: str) -> None:
    assert tidy_file_name(sent) == kept


@given(st.text(max_size=300))
def test_no_name_is_a_path_or_too_long(sent: str) -> None:
    name = tidy_file_name(sent)
    assert 0 < len(name) <= 120
    assert not set(name) & set('/\\\0\r\n\u202e<>:"|?*')
    assert not name.startswith(".")
    assert tidy_file_name(name) == name


def packed(*members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as document:
        for member in members:
            document.writestr(member, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [("a.pdf", b"%PDF-1.7 ...", "application/pdf"), ("a.TXT", "Maß".encode(), "text/plain"),
     ("a.md", b"# A", "text/markdown"), ("a.csv", b"a,b", "text/csv"),
     ("a.docx", packed("word/document.xml"), "wordprocessingml.document"),
     ("a.odt", packed("content.xml"), "opendocument.text")],
)  # fmt: skip
def test_a_document_is_known_by_name_and_content(
    name: str, content: bytes, media_type: str
) -> None:
    assert media_type_of(name, content).endswith(media_type)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.svg", b"<svg/>"), ("a.html", b"<p>"), ("a.php", b"<?php"), ("a.exe", b"MZ"), ("a", b"a"),
     ("a.pdf", b"<html>"), ("a.pdf.exe", b"%PDF-1.7"), ("a.txt", b"\xff\xfe\0"), ("a.txt", b"a\0"),
     ("a.docx", packed("content.xml")), ("a.docx", b"PK\x03\x04 broken"), ("a.zip", packed("a")),
     ("a.js", b"alert(1)"), ("a.xml", b"<x/>"), ("a.svgz", b"\x1f\x8b"), ("a.htm", b"<p>")],
)  # fmt: skip
def test_what_a_browser_might_run_or_nobody_knows_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Invalid, match="We keep"):
        media_type_of(name, content)


def test_a_picture_is_looked_into_later() -> None:
    assert is_picture("Photo.JPEG")
    assert not is_picture("photo.svg")
