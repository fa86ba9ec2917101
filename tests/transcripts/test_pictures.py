"""Pictures and files that were shown: on the page, in the folder and in the PDF, and gone again."""

import io
import re
import tempfile
from collections import Counter
from urllib.parse import unquote

import pytest
from PIL import Image
from pypdf import PdfReader

from community.access.policy import Audience
from community.access.session_rules import Confidentiality, OpenTo
from community.rooms.actions.change import withdraw
from community.rooms.actions.hiding import hide
from community.transcripts import pdf
from community.transcripts.models import FileKind
from community.transcripts.shown_files import loader
from tests.browsing import Browsing
from tests.doing import do
from tests.transcripts.evenings import (
    BASE,
    Town,
    as_data,
    end,
    files,
    held,
    make,
    said_in,
    transcript_of,
    unpacked,
)
from tests.transcripts.shown import an_evening, images_of, photo, show, tagged

# Where they are.


def test_the_page_shows_pictures_and_links_files(town: Town, browsing: Browsing) -> None:
    evening, _ = an_evening(town)
    there = f"/sessions/{evening.id}/transcript/files"
    page = browsing.by(town.milo).get(f"/sessions/{evening.id}/transcript").text
    assert (
        f'<img src="{there}/m1-1" width="320" height="240" '
        'alt="A &lt;mould&gt; &amp; a thumb" loading="lazy"' in page
    )
    assert f'<a href="{there}/m1-2">notes.txt</a>' in page
    assert f'<img src="{there}/m2-1" width="40" height="80" alt="clear.webp"' in page
    hana = browsing.by(town.hana)
    picture, text = hana.get(f"{there}/m1-1"), hana.get(f"{there}/m1-2")
    assert (picture.status_code, picture.mimetype) == (200, "image/webp")
    assert "attachment" not in picture.headers["Content-Disposition"]
    assert text.data == b"Warm it."
    assert text.headers["Content-Disposition"].startswith("attachment; filename=notes.txt")
    for answer in (picture, text):
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    for key in ("m1-3", "m1-0", "m3-1", "m0-1", "m1", "1-1", "m1-1.webp", "m²-1", "m1-9999"):
        assert hana.get(f"{there}/{key}").status_code == 404


def test_the_folder_has_them_beside_its_page(town: Town) -> None:
    evening, _ = an_evening(town)
    folder = unpacked(files(evening)[FileKind.ZIP])
    page = folder["index.html"].decode()
    shown = {"pictures/m1-1.webp", "files/m1-2 notes.txt", "pictures/m2-1.webp"}
    linked = re.findall(r'(?:href|src)="([^"]*)"', page)
    assert shown <= set(folder)
    assert {unquote(one) for one in linked} >= shown
    assert not [one for one in linked if one.startswith("/") or "/transcript/files/" in one]
    assert folder["files/m1-2 notes.txt"] == b"Warm it."
    with Image.open(io.BytesIO(folder["pictures/m1-1.webp"])) as picture:
        assert (picture.format, picture.size) == ("WEBP", (320, 240))
    assert "found no room" not in page


def test_the_pdf_has_the_pictures_with_the_words_for_them(town: Town) -> None:
    evening, _ = an_evening(town)
    paper = files(evening)[FileKind.PDF]
    assert tagged(paper)[-2:] == ["A <mould> & a thumb", "clear.webp"]
    assert sorted(one.size for one in images_of(paper)) == [(40, 80), (320, 240)]
    text = PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    assert "File: notes.txt" in text
    assert "Picture" not in text


def test_the_same_pictures_make_the_same_pdf(town: Town) -> None:
    evening, _ = an_evening(town)
    data, load = transcript_of(evening), loader(evening.id)
    first = pdf.render(data, load)
    with tempfile.TemporaryFile():  # so that the next ones lie elsewhere
        assert pdf.render(data, load) == first


def test_the_data_says_where_each_is(town: Town) -> None:
    evening, _ = an_evening(town)
    shown = [one["files"] for one in said_in(as_data(files(evening)[FileKind.JSON]))]
    there = f"{BASE}/sessions/{evening.id}/transcript/files"
    assert shown[0] == [
        {"words": "A <mould> & a thumb", "image": True, "link": f"{there}/m1-1"},
        {"words": "notes.txt", "image": False, "link": f"{there}/m1-2"},
    ]


def test_every_message_is_in_all_of_them_once_with_its_pictures(town: Town) -> None:
    evening, _ = an_evening(town)
    data = transcript_of(evening)
    kept = Counter(one.key for one in data.kept())
    made = files(evening)
    folder = unpacked(made[FileKind.ZIP])
    for page in (made[FileKind.PAGE].decode(), folder["index.html"].decode()):
        keys = re.findall(r'<(?:img src|a href)="[^"#]*(m\d+-\d+)[^"]*"', page)
        pictures_twice = Counter(one.key for one in data.kept() if one.image)
        assert Counter(keys) == kept + pictures_twice  # each picture leads to itself
        assert Counter(re.findall(r'<li class="spoken" id="(m\d+)"', page)) == Counter(
            one.key for one in data.entries()
        )
    links = [kept["link"] for one in said_in(as_data(made[FileKind.JSON])) for kept in one["files"]]
    assert Counter(link.rpartition("/")[2] for link in links) == kept
    assert len(tagged(made[FileKind.PDF])) - tagged_without(town) == 2


def tagged_without(town: Town) -> int:
    """Figures of a PDF that are no pictures: the pulse."""
    evening = held(town, town.milo)
    town.say(town.milo, evening)
    end(evening)
    make()
    return len(tagged(files(evening)[FileKind.PDF]))


# Who gets them, and until when.


@pytest.mark.parametrize("way", ["withdraw", "hide"])
def test_what_is_taken_back_is_nowhere_any_more(town: Town, browsing: Browsing, way: str) -> None:
    evening, said = an_evening(town)
    there = f"/sessions/{evening.id}/transcript"
    milo = browsing.by(town.milo)
    if way == "withdraw":
        do(town.milo, withdraw, said.id)
    else:
        do(town.hana, hide, said.id, "Not here")
    assert files(evening) == {}
    assert milo.get(f"{there}/files/m1-1").status_code == 404
    assert milo.get(f"{there}/files/m1-2").status_code == 404
    assert "m1-1" not in milo.get(there).text
    make()
    made = files(evening)
    folder = unpacked(made[FileKind.ZIP])
    assert [name for name in folder if "/" in name] == ["pictures/m2-1.webp"]
    assert [one.size for one in images_of(made[FileKind.PDF])] == [(40, 80)]
    for content in (made[FileKind.PAGE], made[FileKind.JSON], folder["index.html"]):
        assert b"m1-1" not in content
        assert b"mould" not in content


def test_who_may_read_the_transcript_gets_them_and_nobody_else(
    town: Town, browsing: Browsing
) -> None:
    """Whether or not they may read the room."""
    for confidentiality, wanted in ((Confidentiality.OPEN, 200), (Confidentiality.CIRCLE, 403)):
        plan = {"open_to": OpenTo.MEMBERS, "confidentiality": confidentiality}
        evening, _ = an_evening(town, **plan)
        there = f"/sessions/{evening.id}/transcript/files/m1-1"
        assert browsing.by(town.otto).get(there).status_code == wanted
        assert browsing.by(town.milo).get(there).status_code == 200
        assert browsing.by(None).get(there).status_code == 302
    evening, _ = an_evening(town, open_to=OpenTo.PUBLIC)
    there = f"/sessions/{evening.id}/transcript/files/m1-1"
    assert browsing.by(None).get(there).status_code == 200


def test_nothing_is_to_be_had_before_the_end_or_of_what_was_for_hosts(
    town: Town, browsing: Browsing
) -> None:
    evening = held(town, town.milo)
    secret = town.send(town.milo, evening, "secret.jpg", photo())
    town.say(town.milo, evening, "For hosts.", audience=Audience.HOSTS, files=(secret,))
    show(town, town.milo, evening, ("mould.jpg", photo(), ""))
    there = f"/sessions/{evening.id}/transcript/files"
    hana = browsing.by(town.hana)
    assert hana.get(f"{there}/m2-1").status_code == 404
    end(evening)
    assert hana.get(f"{there}/m2-1").status_code == 200
    assert hana.get(f"{there}/m1-1").status_code == 404
    make()
    assert b"secret" not in files(evening)[FileKind.PAGE]
