"""Page, table, JSON, folder and database hold the same messages, however people talk."""

import random
import re
from collections import Counter
from html import unescape
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from community.access.policy import Audience
from community.core.markdown import to_html
from community.core.tables import cell
from community.core.transaction import reading
from community.rooms.actions.change import withdraw
from community.rooms.models import Attachment, Item
from community.transcripts.models import FileKind
from community.transcripts.saying import plain
from tests.asked import ask
from tests.doing import do
from tests.files.pictures import packed
from tests.town import Town
from tests.transcripts.evenings import (
    BASE,
    Evening,
    as_data,
    end,
    files,
    held,
    make,
    said_in,
    squeezed,
    table,
    unpacked,
    words_of_page,
)
from tests.transcripts.shown import tagged

# What spreadsheets, pages and archives each have trouble with.
WORDS = (
    "=1+1",
    "+44 20 7946 0000",
    "-2 °C",
    "@SUM(A1)",
    '=HYPERLINK("http://evil.example","here")',
    "＝1+1",  # noqa: RUF001
    '"quoted", and; separated',
    "two\nlines",
    "- a\n- list\n\n> and a quote",
    "<b>not bold</b> & <script>alert(1)</script>",
    "**bold** and `code` and [a link](https://example.org/a?b=c&d=e)",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "žluťoučký kůň 🐎 مرحبا",
    "Warm it.",
    "Warm it.",
    "'quoted once",
)


def a_conversation(town: Town, seed: int) -> Evening:
    """Questions, answers, replies, pictures, withdrawn words and words for hosts, in any order."""
    chance, picture = random.Random(seed), packed("PNG", (4, 3))
    evening = held(town, town.milo, town.otto)
    people, said = [town.milo, town.otto, town.hana], []
    for body in chance.sample(WORDS, len(WORDS)) + chance.choices(WORDS, k=20):
        if chance.random() < 0.15:
            said.append((town.hana, ask(evening, body).id))
            continue
        who = chance.choice(people)
        above = chance.choice(said)[1] if said and chance.random() < 0.4 else None
        hosts = Audience.HOSTS if chance.random() < 0.1 else Audience.EVERYONE
        shown = (town.send(who, evening, "a.png", picture),) if chance.random() < 0.2 else ()
        one = town.say(who, evening, body, reply_to=above, audience=hosts, files=shown)
        if hosts is Audience.EVERYONE:
            said.append((who, one.id))
    for who, item_id in chance.sample(said, 3):
        do(who, withdraw, item_id)
    end(evening)
    make()
    return evening


def in_database(evening: Evening) -> list[str]:
    """What stands for everybody to read, in order."""
    with reading() as db:
        rows = select(Item.body).where(
            Item.room_id == evening.room_id,
            Item.audience == Audience.EVERYONE,
            Item.withdrawn_at.is_(None),
        )
        return list(db.scalars(rows.order_by(Item.position)))


def shown_in_database(evening: Evening) -> list[str]:
    """By the places of what stands for everybody, its pictures."""
    with reading() as db:
        rows = select(Item.position).join(Attachment, Attachment.item_id == Item.id)
        standing = Item.audience == Audience.EVERYONE, Item.withdrawn_at.is_(None)
        places = db.scalars(rows.where(Item.room_id == evening.room_id, *standing))
        return [f"m{place}-1" for place in places]


@pytest.mark.parametrize("seed", range(4))
def test_every_message_is_in_each_of_them_once(town: Town, seed: int) -> None:
    evening = a_conversation(town, seed)
    made, kept, pictures = files(evening), in_database(evening), shown_in_database(evening)
    assert pictures
    folder = unpacked(made[FileKind.ZIP])
    lines = table(made[FileKind.CSV])
    data = as_data(made[FileKind.JSON])
    standing = [one for one in said_in(data) if not (one["withdrawn"] or one["hidden"])]
    assert [one["words"] for one in standing] == kept
    assert [line["words"] for line in lines if not line["withdrawn"]] == [cell(one) for one in kept]
    assert [line["message"] for line in lines] == [one["key"] for one in said_in(data)]
    shown = Counter(squeezed(plain(to_html(body))) for body in kept)
    for page in (made[FileKind.PAGE].decode(), folder["index.html"].decode()):
        assert Counter(words_of_page(page)) == shown
        assert Counter(re.findall(r'<img src="[^"]*(m\d+-\d+)', page)) == Counter(pictures)
    assert Counter(one for one in folder if "/" in one) == Counter(
        f"pictures/{key}.webp" for key in pictures
    )
    assert Counter(
        one["link"].rpartition("/")[2] for said in said_in(data) for one in said["files"]
    ) == Counter(pictures)
    assert tagged(made[FileKind.PDF]).count("a.webp") == len(pictures)


def test_no_cell_of_the_table_is_a_formula(town: Town) -> None:
    evening = held(town, town.milo)
    for body in WORDS:
        town.say(town.milo, evening, body)
    end(evening)
    make()
    cells = [value for line in table(files(evening)[FileKind.CSV]) for value in line.values()]
    assert not [value for value in cells if value.startswith(("=", "+", "-", "@", "＝"))]  # noqa: RUF001
    assert "'=1+1" in cells


def test_the_folder_needs_no_network_and_its_links_lead_somewhere(town: Town) -> None:
    evening = a_conversation(town, 9)
    folder = unpacked(files(evening)[FileKind.ZIP])
    page = folder["index.html"].decode()
    linked = re.findall(r'(?:href|src)="([^"]*)"', page)
    inside = {unquote(one) for one in linked if not one.startswith(("#", "https:", "http:"))}
    assert inside == set(folder) - {"index.html"}
    places = set(re.findall(r'id="([^"]*)"', page))
    assert {one[1:] for one in linked if one.startswith("#")} <= places
    assert not re.findall(r"<(?:script|iframe|(?:link|img)[^>]*https?:)", page)
    assert "url(" not in folder["style.css"].decode()


def test_the_folder_completes_links_and_leaves_words_as_they_were(town: Town) -> None:
    """Someone may write how a link is made; links into the community may stand anywhere."""
    evening = held(town, town.milo, introduction="As [agreed](/circles/first), splints.")
    town.say(town.milo, evening, 'Write `href="/rooms"` into it, see [there](/sessions).')
    end(evening)
    make()
    page = unpacked(files(evening)[FileKind.ZIP])["index.html"].decode()
    assert f'href="{BASE}/circles/first"' in page
    assert f'href="{BASE}/sessions"' in page
    assert 'href="/rooms"' in unescape(page)
    assert BASE + "/rooms" not in page


def test_keys_stay_what_they_were_and_are_each_others_links(town: Town) -> None:
    evening = a_conversation(town, 3)
    data = as_data(files(evening)[FileKind.JSON])
    page = files(evening)[FileKind.PAGE].decode()
    for one in said_in(data):
        assert one["link"].endswith(f"/sessions/{evening.id}/transcript/1#{one['key']}")
        assert page.count(f'id="{one["key"]}"') == 1
