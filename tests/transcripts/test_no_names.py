"""A session without names: nothing that is made of it leads back to a person."""

import io
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from community.access.comings import Coming
from community.access.session_rules import Confidentiality, OpenTo
from community.core.transaction import transaction
from community.members.actions import change_profile
from community.members.models import Member
from community.rooms.actions.change import edit
from community.sessions.actions import closing, discussion, hosting
from community.sessions.names_out import SOMEBODY, NamesOut, Person, named_in
from community.transcripts.models import FileKind
from community.transcripts.names import Replaced
from community.transcripts.pages import drawn
from tests.browsing import Browsing
from tests.doing import do
from tests.polling import close as close_poll
from tests.polling import opened
from tests.town import Town
from tests.transcripts.evenings import end, files, held, make, transcript_of, unpacked
from tests.transcripts.shown import photo, show

NAMELESS: dict[str, Any] = {"confidentiality": Confidentiality.NO_NAMES, "open_to": OpenTo.MEMBERS}


def test_no_name_handle_or_id_is_in_anything_that_is_made_of_it(
    town: Town, browsing: Browsing
) -> None:
    berta = town.person("Berta Anna Quist")
    evening = held(town, town.milo, berta, town.otto, **NAMELESS)
    with transaction() as db:
        db.get_one(Member, town.hana.id).role_line = "Physio at Northmoor"
    first = town.say(town.milo, evening, "I am Milo, ask @berta-anna-quist or https://x.org/milo_1")
    town.say(berta, evening, "Thanks milo! *Berta Quist* here; Otto said so.", reply_to=first.id)
    town.say(town.hana, evening, "Anna's right, BERTA ANNA QUIST is a pro, says @hana.")
    end(evening)
    make()
    made = files(evening)
    pages = [browsing.by(town.ada).get(f"/sessions/{evening.id}/transcript").text]
    pages = [re.sub(r"(?s)^.*?<article|<footer.*$", "", page) for page in pages]
    packed = unpacked(made.pop(FileKind.ZIP)).values()
    paper = PdfReader(io.BytesIO(made.pop(FileKind.PDF)))
    whole = [content.decode("utf-8", "replace") for content in (*made.values(), *packed)]
    whole += [str(paper.metadata), *(page.extract_text() for page in paper.pages)]
    for text in (*pages, *whole):
        assert not re.search(r"milo|berta|anna|quist|hana|otto|northmoor", text, re.IGNORECASE)
        for person in (town.milo, berta, town.hana, town.otto):
            assert person.id not in text


def test_one_voice_stays_one_voice_and_a_mention_names_it_by_its_number(town: Town) -> None:
    evening = held(town, town.milo, town.otto, **NAMELESS)
    town.say(town.milo, evening, "First.")
    town.say(town.otto, evening, "I agree with @milo.")
    town.say(town.milo, evening, "Thank you.")
    town.say(town.hana, evening, "So do I.")
    end(evening)
    found = transcript_of(evening)
    heard = [one.voice.name for one in found.entries()]
    assert heard == ["Voice 1", "Voice 2", "Voice 1", "Host 1"]
    assert found.entries()[1].words == "I agree with Voice 1."
    assert [host.voice.name for host in found.hosts] == ["Host 1"]
    assert all(one.at.second == 0 for one in found.entries())


def test_nothing_that_is_kept_joins_a_number_with_a_person(town: Town) -> None:
    """Two sessions of the same people in another order: the numbers say nothing of who it is."""
    numbers = []
    for first, second in ((town.milo, town.otto), (town.otto, town.milo)):
        evening = held(town, town.milo, town.otto, **NAMELESS)
        town.say(first, evening, "One.")
        town.say(second, evening, "Two.")
        end(evening)
        numbers.append(drawn(transcript_of(evening)))
    strip = re.compile(r"\d\d:\d\d|datetime=\"[^\"]*\"")
    assert strip.sub("", numbers[0]) == strip.sub("", numbers[1])


PEOPLE = [
    Person("a", "Hana Kováč", "hana"),
    Person("b", "Will Rose", "will-rose"),
    Person("c", "Jo Li", "jo"),
    Person("d", "Dr. Mary-Jane O'Neill", "mj2"),
]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hana Kováč said", "Voice 1 said"),
        ("hana kovac said", "Voice 1 said"),
        ("HANA  KOVÁČ!", "Voice 1!"),
        ("HanaKováč and Kovac", "Voice 1 and (a name)"),
        ("ask @hana", "ask Voice 1"),
        ("ask @Will-Rose now", "ask Voice 2 now"),
        ("will you? The rose will.", "will you? The rose will."),
        ("Thanks Will", "Thanks (a name)"),
        ("Jo knows; jogging, joy", "(a name) knows; jogging, joy"),
        ("Mary-Jane and Jane", "(a name)-(a name) and (a name)"),
        ("the doctor; dr who", "the doctor; dr who"),
        ("mj2 wrote", "somebody wrote"),
        ("/people/hana_2 hana@example.org", "/people/(a name)_2 (a name)@example.org"),
        ("Hanami in Kyoto", "Hanami in Kyoto"),
    ],
)
def test_what_becomes_of_names_in_words(text: str, left: str) -> None:
    names = Replaced(["a", "b", "c"], PEOPLE, set())
    assert names.text(text) == left.replace("somebody", "(a name)")


ODD = [Person("e", "ANA™X Ünal", "ana-7"), Person("f", "J K", "jk"), Person("g", "ﬁnn Ⅳ", "finn")]
PIECES = [word for one in [*PEOPLE, *ODD] for word in (one.name, one.name.upper(), one.handle)]
PIECES += ["Hana", "kovač", "Jane", "O'Neill", "unal", "ünal", "Ana", "j", "@", "-", "_", "™", "\n"]


@given(st.lists(st.sampled_from([*PIECES, " ", "will you", "x"]), max_size=12).map("".join))
def test_to_look_only_for_those_who_may_be_named_changes_nothing(text: str) -> None:
    everybody = [*PEOPLE, *ODD]
    wanted = NamesOut(everybody).text(text)
    assert NamesOut(named_in(everybody, [text])).text(text) == wanted
    assert named_in(everybody, ["Nobody said that."]) == []


def test_a_session_with_names_keeps_words_as_they_are(town: Town) -> None:
    evening = held(town, town.milo)
    town.say(town.milo, evening, "I am Milo, says @hana")
    end(evening)
    assert transcript_of(evening).entries()[0].body == "I am Milo, says @hana"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("thanks otter", "thanks (a name)"),
        ("Otter and @otter", "(a name) and Voice 1"),
        ("otters play", "otters play"),
        ("finch said so", "finch said so"),
        ("@finch said so", "(a name) said so"),
        ("I will grow a rose", "I will grow a rose"),
    ],
)
def test_a_handle_by_itself_is_somebody_who_was_there(text: str, left: str) -> None:
    """Of the circle's other people it may be any word; what is called by `@` is theirs."""
    people = [
        Person("a", "Bo Tern", "otter"),
        Person("b", "Cy Wren", "finch", present=False),
        Person("c", "Di Lee", "rose"),
    ]
    assert Replaced(["a"], people, set()).text(text) == left


WRITTEN = "Berta said it, so did milo, QUIST and @berta-anna-quist; Otto and Nell were silent."


def test_no_name_is_in_what_is_written_about_it_afterwards(town: Town, browsing: Browsing) -> None:
    """Summary, takeaways and comments, on the page and in every file; of whoever was around."""
    berta, nell = town.person("Berta Anna Quist"), town.person("Nell")
    evening = held(town, town.milo, berta, town.otto, nell, **NAMELESS)
    town.say(berta, evening, "Warm it.")
    town.say(nell, evening, "Slowly.")
    with transaction() as db:  # who has no place in it any more was there all the same
        db.delete(db.get_one(Coming, (evening.id, nell.id)))
    end(evening)
    do(town.hana, discussion.summarise, evening.id, WRITTEN)
    do(town.milo, closing.take_away, evening.id, WRITTEN, shared=True)
    do(town.hana, discussion.comment, evening.id, "a-key-of-hana", WRITTEN)
    make()
    page = browsing.by(town.ada).get(f"/sessions/{evening.id}").text
    written = page.partition("What stays")[2]
    assert written.count("(a name) said it") == 3
    made = files(evening)
    texts = [written, as_text(made[FileKind.PDF]), transcript_of(evening).summary]
    texts += [made[kind].decode() for kind in (FileKind.CSV, FileKind.JSON, FileKind.PAGE)]
    for text in texts:
        assert not re.search(r"milo|berta|anna|quist|\botto|nell", text, re.IGNORECASE)


def test_writers_are_told_before_that_names_are_replaced(town: Town, browsing: Browsing) -> None:
    for plan, told in ((NAMELESS, 3), ({"open_to": OpenTo.MEMBERS}, 0)):
        evening = held(town, **plan)
        end(evening)
        page = browsing.by(town.hana).get(f"/sessions/{evening.id}").text
        assert page.count("are replaced when it is shown") == told


def test_whoever_wrote_it_has_their_own_words_before_them(town: Town, browsing: Browsing) -> None:
    evening = held(town, town.milo, **NAMELESS)
    end(evening)
    do(town.milo, closing.take_away, evening.id, "As Hana said.", shared=True)
    page = browsing.by(town.milo).get(f"/sessions/{evening.id}").text
    assert "As Hana said.</textarea>" in page
    assert "As (a name) said." in page


def test_no_name_is_missed_wherever_it_stands(town: Town) -> None:
    """Each of another person of the circle, who was not there and is looked for only if named."""
    places = ["Title", "Preface", "Summary", "Ring", "Message", "Ballot", "Option", "Ending", "Alt"]
    people = {place: town.person(f"{place}ina {place}berg") for place in places}
    words = {place: f"As {one.name} said." for place, one in people.items()}
    circle = town.circle(town.hana, *people.values(), name=words["Ring"])
    plan: dict[str, Any] = {"title": words["Title"], "introduction": words["Preface"]}
    evening = town.session(circle, **NAMELESS, **plan)
    do(town.hana, hosting.start, evening.id)
    picture = "mould.jpg", photo(), words["Alt"]
    show(town, town.hana, evening, picture, body=words["Message"])
    poll = opened(town.hana, evening, words["Ballot"], words["Option"], "Nobody")
    close_poll(town.hana, poll, outcome=words["Ending"])
    end(evening)
    do(town.hana, discussion.summarise, evening.id, words["Summary"])
    found = transcript_of(evening)
    shown = f"{found} {drawn(found)}"
    assert shown.count(f"As {SOMEBODY} said.") >= len(places)
    assert not re.search("ina |berg", shown)


def as_text(paper: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)


def test_without_names_it_says_nothing_of_what_somebody_was_called_before(town: Town) -> None:
    """Made anew after they took another name, and with words from before."""
    berta = town.person("Berta Quist")
    evening = held(town, town.milo, berta, **NAMELESS)
    town.say(town.milo, evening, "Berta knows; ask @berta-quist or Berta Quist.")
    late = town.say(berta, evening, "Warm it.")
    end(evening)
    make()
    for name in ("Anna Lind", "Anna Berg"):
        do(berta, change_profile, name=name, handle="anna-lind", role_line="", about="")
    assert make() == 0  # no name stands in it
    do(berta, edit, late.id, "Warm it, says Anna Lind.")
    make()
    made = files(evening)
    for content in (made[FileKind.PAGE], made[FileKind.JSON], made[FileKind.CSV]):
        assert not re.search(rb"berta|quist|anna|lind|berg", content, re.IGNORECASE)
    assert b"ask Voice 2 or Voice 2." in made[FileKind.PAGE]
