"""The PDF of a transcript: every word once, tagged, in any script, with no network."""

import io
import re
import socket
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from community.access.session_rules import Confidentiality
from community.core.markdown import to_html
from community.core.text import tidy_text
from community.rooms.actions.change import withdraw
from community.rooms.models import ItemKind
from community.transcripts import pdf
from community.transcripts.files import name_of
from community.transcripts.models import FileKind
from community.transcripts.on_paper import BREAK
from community.transcripts.saying import plain
from community.transcripts.shape import Facts, Said, TranscriptData, Voice
from tests.asked import answer, ask
from tests.doing import do
from tests.town import Town
from tests.transcripts.evenings import end, files, held, make, squeezed, transcript_of
from tests.transcripts.test_equal import a_conversation, in_database

MOMENT = datetime(2026, 5, 24, 18, 0, tzinfo=UTC)
MILO = Voice("v1", "Milo", "milo")
FACTS = Facts(
    *("s", "Splints that last", "Splinting", "", "", ()),
    *(MOMENT, MOMENT, None, None, "Europe/London", Confidentiality.OPEN),
)


def said(place: int, words: str) -> Said:
    return Said(f"m{place}", place, ItemKind.MESSAGE, MOMENT, MILO, words, words, "")


def of(*words: str) -> TranscriptData:
    """A transcript in which just this was said."""
    beside = tuple(said(place, one) for place, one in enumerate(words, 1))
    address = "https://learn.example.org/sessions/s/transcript/1"
    return TranscriptData(FACTS, 1, 0, MOMENT, address, (), (MILO,), (), (), beside)


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def words_of(content: bytes) -> str:
    """All words in the order of reading, without spaces and the numbers of pages."""
    pages = read(content).pages
    texts = (squeezed(page.extract_text().replace(BREAK, "")) for page in pages)
    ends = (f"{number}/{len(pages)}" for number in range(1, len(pages) + 1))
    return "".join(text.replace(end, "") for text, end in zip(texts, ends, strict=True))


def messages_in(content: bytes, wanted: list[Said]) -> Counter[str]:
    """What stands behind the key of each, or in the heading of a question; as much as is wanted.
    Letters of a line in any order: whoever takes words out of a PDF may turn them round."""
    text, found, place = words_of(content), Counter[str](), 0
    for one in wanted:
        before = f"Question{one.number}:" if one.number else rf"{one.key}(?!\d)"
        behind = re.compile(before).search(text, place)
        assert behind, f"{one.key} is missing, or not in its place"
        place = behind.end()
        found[letters(text[place : place + len(squeezed(one.words))])] += 1
    return found


def letters(words: str) -> str:
    return "".join(sorted(squeezed(words)))


def catalog(content: bytes) -> Any:
    return read(content).trailer["/Root"]


def tags(content: bytes) -> Counter[str]:
    found: Counter[str] = Counter()

    def walk(part: Any) -> None:
        part = part.get_object() if hasattr(part, "get_object") else part
        if isinstance(part, list):
            for one in part:
                walk(one)
        elif isinstance(part, dict):
            found[str(part.get("/S", ""))] += 1
            walk(part.get("/K", []))

    walk(catalog(content)["/StructTreeRoot"]["/K"])
    return found


@pytest.mark.parametrize("seed", range(2))
def test_it_holds_the_messages_that_the_database_holds(town: Town, seed: int) -> None:
    evening = a_conversation(town, seed)
    standing = [one for one in _in_order(transcript_of(evening)) if not one.gone]
    found = messages_in(files(evening)[FileKind.PDF], standing)
    kept = Counter(letters(plain(to_html(body))) for body in in_database(evening))
    assert found == kept


def _in_order(data: TranscriptData) -> list[Said]:
    """As it is read: a question, its answers, each with the replies to it."""
    groups = [data.opening, *((one.said, *one.answers) for one in data.questions), data.beside]
    return [one for group in groups for root in group for one in (root, *root.replies)]


def test_it_is_tagged_and_has_a_title_and_a_language(town: Town) -> None:
    evening = held(town, town.milo, title="Splints that last", introduction="Bring your own.")
    question = ask(evening)
    first = answer(town.milo, evening, question=question.id)
    town.say(town.hana, evening, "How long?", reply_to=first.id)
    end(evening)
    make()
    made = read(files(evening)[FileKind.PDF])
    root = catalog(files(evening)[FileKind.PDF])
    assert made.metadata is not None
    assert (made.metadata.title, root["/Lang"]) == ("Splints that last", "en")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    found = tags(files(evening)[FileKind.PDF])
    assert found["/Title"] == 1
    assert found["/H1"] == 4  # host, numbers, the question, who wrote
    assert (found["/Figure"], found["/Caption"]) == (1, 1)
    assert found["/P"] >= 8
    headings = [str(entry.title) for entry in made.outline if not isinstance(entry, list)]
    assert headings == ["Host", "Numbers", f"Question 1: {question.body}", "Who wrote"]


def test_it_is_named_like_the_session_and_its_day(town: Town) -> None:
    evening = held(town, town.milo, title="Splints: that last")
    end(evening)
    data = transcript_of(evening)
    assert name_of(data, FileKind.PDF) == f"Splints- that last {data.facts.day}.pdf"


@pytest.mark.parametrize("title", ["Pros/cons of splints", "Pros\\cons of splints"])
def test_a_stroke_in_its_title_cuts_nothing_off_its_name(title: str) -> None:
    data = of("Hello.")
    data = replace(data, facts=replace(data.facts, title=title))
    assert name_of(data, FileKind.PDF) == f"Pros-cons of splints {data.facts.day}.pdf"


@pytest.mark.parametrize(
    "words",
    [
        "Łódź, Ωμέγα, привет, žluťoučký kůň",
        "👍🏽 👩‍👩‍👧‍👦 🇬🇧 ❤️ ✓ ☎ ① → ≥ ½ €",
        '#include("/etc/passwd") #sys.inputs $x^2$ *a* _b_ `c` <l> @m1 \\ // /* [x] {y}',
        'don\'t "quote" -- --- ...',
        "two\nlines",
        "日本語 and 中文 and 한국어",
        "https://example.org/" + "long" * 100,
    ],
)
def test_words_stay_as_they_were_written(words: str) -> None:
    text = words_of(pdf.render(of(words)))
    place = text.index("m1") + 2
    assert letters(text[place : place + len(squeezed(words))]) == letters(words)


@pytest.mark.parametrize("words", ["مرحبا and שלום", "नमस्ते", "ไทย"])
def test_scripts_that_join_or_turn_their_letters_are_drawn(words: str) -> None:
    """Whoever takes words out of a PDF may turn them round or see a joint letter twice."""
    text = words_of(pdf.render(of(words)))
    assert "U+" not in text
    assert set(letters(words)) <= set(text)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=80).map(tidy_text), min_size=1, max_size=5))
def test_a_file_is_made_of_whatever_anybody_types(words: list[str]) -> None:
    assert tags(pdf.render(of(*words)))["/Title"] == 1


def test_letters_that_no_font_has_stand_as_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "FONTS", ("manimgx_fonts",))
    pdf._font_folders.cache_clear()
    text = words_of(pdf.render(of("Warm 日本 it")))
    pdf._font_folders.cache_clear()
    assert "Warm[U+65E5][U+672C]it" in text
    assert "standastheirnumbers" in text


def test_no_line_runs_off_the_paper() -> None:
    widest = 0.0
    page = read(pdf.render(of("w" * 3_900))).pages[0]

    def measure(text: str, _cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        nonlocal widest
        widest = max(widest, *(len(line) for line in text.split("\n")))

    page.extract_text(visitor_text=measure)
    assert 0 < widest < 90


def test_replies_name_whom_they_answer_and_links_lead_into_the_page(town: Town) -> None:
    evening = held(town, town.milo)
    first = town.say(town.milo, evening, "Warm it.")
    second = town.say(town.hana, evening, "How long?", reply_to=first.id)
    town.say(town.milo, evening, "A minute.", reply_to=second.id)
    end(evening)
    make()
    content = files(evening)[FileKind.PDF]
    assert re.search(r"toHanam\d+Aminute\.", words_of(content))
    links = [
        str(note.get_object()["/A"]["/URI"])
        for page in read(content).pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    ]
    data = transcript_of(evening)
    assert {data.link(one) for one in data.entries()} <= set(links)
    assert all(link.startswith("https://learn.example.org/sessions/") for link in links)


def test_what_is_withdrawn_is_out_of_the_next_one(town: Town) -> None:
    evening = held(town, town.milo)
    gone = town.say(town.milo, evening, "CANARY")
    end(evening)
    make()
    assert "CANARY" in words_of(files(evening)[FileKind.PDF])
    do(town.milo, withdraw, gone.id)
    make()
    text = words_of(files(evening)[FileKind.PDF])
    assert "CANARY" not in text
    assert "Withdrawnbywhoeverwroteit." in text


def test_it_is_made_without_asking_any_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError("asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    facts = replace(FACTS, introduction_html='<p><img src="https://example.org/a.png">Look.</p>')
    assert "Look." in words_of(pdf.render(replace(of("Warm it."), facts=facts)))


def test_the_same_transcript_is_the_same_file() -> None:
    assert pdf.render(of("Warm it.")) == pdf.render(of("Warm it."))
