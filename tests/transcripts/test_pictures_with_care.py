"""Pictures and files of a session without names, and those that are too many, large or broken."""

import io
import re
import zipfile
from urllib.parse import unquote

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import update

from community.access.session_rules import Confidentiality, OpenTo
from community.core.transaction import transaction
from community.files.models import File, FileContent
from community.transcripts import pictures, shelf
from community.transcripts.models import FileKind
from tests.browsing import Browsing
from tests.transcripts.evenings import BASE, Town, close, end, files, held, make, unpacked
from tests.transcripts.shown import images_of, photo, show, tagged

# Without names.


def test_without_names_a_picture_tells_nobody(town: Town, browsing: Browsing) -> None:
    plan = {"confidentiality": Confidentiality.NO_NAMES, "open_to": OpenTo.MEMBERS}
    evening = held(town, town.milo, **plan)
    taken = photo(by="Milo Kern")
    assert b"Milo Kern" in taken
    given = (
        ("milo-thumb.jpg", taken, "The thumb of Milo"),
        ("milo-hand.jpg", taken, ""),
        ("milo-notes.txt", b"by Milo", ""),
    )
    show(town, town.milo, evening, *given)
    end(evening)
    make()
    made = files(evening)
    folder = unpacked(made[FileKind.ZIP])
    paper = made[FileKind.PDF]
    assert tagged(paper)[-2:] == ["The thumb of (a name)", "A picture"]
    assert {"pictures/m1-1.webp", "pictures/m1-2.webp"} == {one for one in folder if "/" in one}
    page = folder["index.html"].decode()
    assert 'alt="The thumb of (a name)"' in page
    assert "File: A file" in page
    whole = [*folder.values(), made[FileKind.PAGE], made[FileKind.CSV]]
    for content in whole:
        assert not re.search(rb"milo|Kern|EXIF|at home", content, re.IGNORECASE)
    otto, there = browsing.by(town.otto), f"/sessions/{evening.id}/transcript/files"
    picture = otto.get(f"{there}/m1-2")
    assert picture.headers["Content-Disposition"] == "inline; filename=m1-2.webp"
    with Image.open(io.BytesIO(picture.data)) as shown:
        assert not shown.getexif()
    assert otto.get(f"{there}/m1-3").status_code == 404  # nobody looked what is inside


# Too many, too large, or broken.


def test_what_finds_no_room_in_the_folder_is_said(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "FOLDER_MOST", 30_000)
    evening = held(town, town.milo)
    show(town, town.milo, evening, ("large.txt", b"x" * 30_001, ""), ("fits.txt", b"Warm it.", ""))
    end(evening)
    make()
    folder = unpacked(files(evening)[FileKind.ZIP])
    page = folder["index.html"].decode()
    assert [one for one in folder if "/" in one] == ["files/m1-2 fits.txt"]
    assert "found no room in it" in page
    assert '<a href="#m1">large.txt</a> (0.0 MB)' in page
    link = f"{BASE}/sessions/{evening.id}/transcript/files/m1-1"
    assert f'File, not in this folder: <a href="{link}">large.txt</a>' in page


def test_what_finds_no_room_in_the_pdf_is_said(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "POINTS_MOST", 2 * pictures.EACH_LEAST)
    evening = held(town, town.milo)
    for number in range(3):
        show(town, town.milo, evening, (f"{number}.jpg", photo((900, 600)), f"Number {number}"))
    end(evening)
    make()
    paper = files(evening)[FileKind.PDF]
    sizes = [one.size for one in images_of(paper)]
    assert len(sizes) == 2
    assert all(wide * high <= pictures.EACH_LEAST * 1.01 for wide, high in sizes)
    pages = PdfReader(io.BytesIO(paper)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "One picture is not in this file" in text
    assert "Picture: Number 2" in text


def test_a_picture_that_cannot_be_read_leaves_its_words(town: Town) -> None:
    evening = held(town, town.milo)
    show(town, town.milo, evening, ("mould.jpg", photo(), "A mould"))
    with transaction() as db:
        broken = FileContent.file_id.in_(File.__table__.select().with_only_columns(File.id))
        db.execute(update(FileContent).where(broken).values(content=b"RIFF of nothing"))
    end(evening)
    make()
    text = PdfReader(io.BytesIO(files(evening)[FileKind.PDF])).pages[0].extract_text()
    assert "Picture: A mould" in text


def test_names_in_the_folder_are_harmless_wherever_it_is_opened(town: Town) -> None:
    evening = held(town, town.milo)
    odd = ("../../etc/CON.txt", "a#b?%20.txt", "naïve 日本.txt", "-rf.txt")
    for name in odd:
        show(town, town.milo, evening, (name, b"Warm it.", ""))
    end(evening)
    make()
    packed = files(evening)[FileKind.ZIP]
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
    assert not [one for one in names if ".." in one or one.startswith("/") or "\\" in one]
    folder = unpacked(packed)
    page = folder["index.html"].decode()
    linked = {unquote(one) for one in re.findall(r'href="(files/[^"]*)"', page)}
    assert linked == {one for one in folder if one.startswith("files/")}
    assert len(linked) == len(odd)


def test_a_late_picture_is_there_with_the_version_that_has_it(
    town: Town, browsing: Browsing
) -> None:
    evening = held(town, town.milo, open_to=OpenTo.MEMBERS)
    first = show(town, town.milo, evening, ("mould.jpg", photo(), "A thumb"))
    end(evening)
    make()
    late = show(town, town.milo, evening, ("late.jpg", photo(), "Late"))
    way = f"/sessions/{evening.id}/transcript/files/m"
    otto = browsing.by(town.otto)
    assert otto.get(f"{way}{first.position}-1").status_code == 200
    assert otto.get(f"{way}{late.position}-1").status_code == 404
    close(evening)
    assert otto.get(f"{way}{late.position}-1").status_code == 200
