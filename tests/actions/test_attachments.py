"""Pictures and files of messages: whose they are, who has them, and when they go."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from community.access.policy import Audience
from community.circles.actions import leave
from community.core import clock
from community.core.errors import Forbidden, Invalid, NotFound, Problem, Refused
from community.core.transaction import reading, transaction
from community.files.models import File, FileContent
from community.rooms.actions import Saying, say, withdraw
from community.rooms.actions.attaching import describe, sweep_unsent, take_away
from community.rooms.attachments import access_attachment
from community.rooms.models import Attachment, Item
from tests.doing import do
from tests.files.pictures import packed
from tests.town import Person, Town

START = datetime(2026, 11, 22, 8, tzinfo=UTC)


def reads(who: Person, attachment_id: str) -> bool:
    try:
        with reading() as db:
            access_attachment(db, who.actor, attachment_id)
    except NotFound:
        return False
    return True


def kept() -> tuple[int, int, int]:
    """How many attachments, files and contents there are."""
    with reading() as db:
        tables = (Attachment, File, FileContent)
        counts = [db.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
        return counts[0], counts[1], counts[2]


def test_a_message_carries_its_files_in_their_order(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    first = town.send(town.milo, where, "mould.txt")
    second = town.send(town.milo, where, "photo.jpg", packed("JPEG", (900, 600)))
    town.say(town.milo, where, "", files=(second, first, second))
    [item] = town.items(town.hana, where)
    assert [file["id"] for file in item["files"]] == [second, first]
    picture, text = item["files"]
    assert (picture["image"], picture["width"], picture["height"]) == (True, 900, 600)
    assert (picture["name"], picture["words"]) == ("photo.webp", "photo.webp")
    assert (text["image"], text["width"], text["type"]) == (False, None, "text/plain")


def test_a_large_picture_is_made_smaller_and_says_how_large_it_is(town: Town) -> None:
    where = town.circle(town.hana)
    sent = town.send(town.hana, where, "wide.png", packed("PNG", (2000, 500)))
    town.say(town.hana, where, files=(sent,))
    [file] = town.items(town.hana, where)[0]["files"]
    assert (file["width"], file["height"]) == (1600, 400)


def test_unsent_nobody_else_has_it_and_only_its_sender_says_it(town: Town) -> None:
    where, elsewhere = town.circle(town.hana, town.milo), town.circle(town.hana, town.milo)
    sent = town.send(town.milo, where)
    assert reads(town.milo, sent)
    assert not reads(town.hana, sent)
    assert not reads(town.otto, sent)
    for who, place in ((town.hana, where), (town.milo, elsewhere)):
        with pytest.raises(Refused, match="add it again"):
            town.say(who, place, "Mine?", files=(sent,))
    for action in (take_away, describe):
        with pytest.raises(NotFound):
            do(town.hana, action, sent, *(["words"] if action is describe else []))
    town.say(town.milo, where, files=(sent,))
    with pytest.raises(Refused, match="add it again"):
        town.say(town.milo, where, "And again", files=(sent,))
    assert reads(town.hana, sent)


def test_what_was_said_is_neither_taken_away_nor_described_otherwise(town: Town) -> None:
    where = town.circle(town.hana)
    sent = town.send(town.hana, where)
    town.say(town.hana, where, files=(sent,))
    with pytest.raises(NotFound):
        do(town.hana, take_away, sent)
    with pytest.raises(NotFound):
        do(town.hana, describe, sent, "A mould")


def test_a_picture_is_described_until_it_is_said(town: Town) -> None:
    where = town.circle(town.hana)
    sent = town.send(town.hana, where, "a.png", packed("PNG", (8, 8)))
    do(town.hana, describe, sent, "  The mould,\nopened ")
    with pytest.raises(Invalid, match="At most 200"):
        do(town.hana, describe, sent, "x" * 201)
    town.say(town.hana, where, files=(sent,))
    assert town.items(town.hana, where)[0]["files"][0]["words"] == "The mould, opened"


def test_withdrawing_takes_the_bytes_out_of_the_database(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    sent = town.send(town.milo, where)
    said = town.say(town.milo, where, files=(sent,))
    assert kept() == (1, 1, 1)
    do(town.milo, withdraw, said.id)
    assert kept() == (0, 0, 0)
    assert not reads(town.milo, sent)
    assert town.items(town.hana, where)[0]["files"] == []


@pytest.mark.parametrize("how", ["hidden", "unseen", "for hosts"])
def test_nobody_has_the_file_of_what_they_may_not_read(town: Town, how: str) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    sent = town.send(town.milo, where)
    audience = Audience.HOSTS if how == "for hosts" else Audience.EVERYONE
    said = town.say(town.milo, where, files=(sent,), audience=audience)
    with transaction() as db:
        item = db.get_one(Item, said.id)
        item.hidden_at = clock.now() if how == "hidden" else None
        item.audience = Audience.AUTHOR if how == "unseen" else audience
    readers = [who for who in (town.hana, town.milo, town.otto) if reads(who, sent)]
    expected = {"hidden": [], "unseen": [town.milo], "for hosts": [town.hana, town.milo]}
    assert readers == expected[how]


def test_whoever_leaves_the_circle_has_its_files_no_more(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    said, unsaid = town.send(town.milo, where), town.send(town.milo, where)
    town.say(town.milo, where, files=(said,))
    do(town.milo, leave, where.id)
    assert not reads(town.milo, said)
    with reading() as db, pytest.raises(Forbidden):
        access_attachment(db, town.milo.actor, unsaid)


def test_what_nobody_said_within_a_day_is_swept_and_nothing_else(town: Town) -> None:
    with clock.fixed(START) as set_clock:
        where = town.circle(town.hana, town.milo)
        said, unsaid = town.send(town.milo, where), town.send(town.milo, where)
        town.say(town.milo, where, files=(said,))
        set_clock(START + timedelta(hours=23))
        late = town.send(town.milo, where)
        sweep_unsent()
        assert kept() == (3, 3, 3)
        set_clock(START + timedelta(hours=25))
        sweep_unsent()
    assert kept() == (2, 2, 2)
    assert reads(town.hana, said)
    assert reads(town.milo, late)
    assert not reads(town.milo, unsaid)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [("a.txt", b"x" * 5_000_001, "at most 5 MB"), ("a.txt", b"", "empty"),
     ("a.exe", b"MZ", "We keep pictures"), ("a.pdf", b"<html>", "not what its name says"),
     ("a.svg", b"<svg/>", "We keep pictures"), ("a.png", b"no picture", "could not be read")],
)  # fmt: skip
def test_what_is_not_taken_is_said_in_a_sentence(
    town: Town, name: str, content: bytes, sentence: str
) -> None:
    where = town.circle(town.hana)
    with pytest.raises(Problem, match=sentence):
        town.send(town.hana, where, name, content)
    assert kept() == (0, 0, 0)


def test_nameless_questions_carry_no_file_and_messages_not_too_many(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    sent = town.send(town.milo, where)
    given = town.milo.actor, where.room_id, "a-client-key"
    with pytest.raises(Invalid, match="only send words"):
        Saying(*given, "Who?", nameless=True, audience=Audience.HOSTS, files=(sent,))
    with pytest.raises(Invalid, match="at most 6 files"):
        Saying(*given, "Many", files=tuple(f"file-{number}" for number in range(7)))
    with transaction() as db:
        again = Saying(*given, "", files=(sent,))
        first, second = say(db, again), say(db, again)
    assert first.id == second.id


def test_outside_the_circle_nobody_sends_into_its_room(town: Town) -> None:
    where = town.circle(town.hana)
    with pytest.raises(Forbidden):
        town.send(town.otto, where)
    assert kept() == (0, 0, 0)
