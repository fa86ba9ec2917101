"""Search inside one room: what is found, by whom, and how far back it looks at once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from community.access.policy import Audience
from community.circles.actions import leave
from community.core import clock
from community.core.errors import Forbidden, Invalid, NotFound
from community.core.ids import new_id
from community.core.text import fold
from community.core.transaction import reading, transaction
from community.rooms import searching
from community.rooms.actions import withdraw
from community.rooms.jumping import beginning_of, first_since
from community.rooms.matching import marked, matching, words_of
from community.rooms.models import Item, ItemKind, Room
from community.rooms.searching import Asked, search
from tests.doing import do
from tests.town import Meeting, Person, Town


def bodies(who: Person, where: Meeting, text: str, before: int = 0) -> list[str]:
    found = search(who.actor, where.room_id, Asked.read(text, before))
    with reading() as db:
        return [db.get_one(Item, item["id"]).body for item in found.items]


@pytest.mark.parametrize(
    ("text", "found"),
    [("warm", True), ("WARM thumb", True), ("thumb warm", True), ("warm elbow", False),
     ("über", True), ("UBER", True), ('"warm the"', True), ('"the warm"', False),
     ("from:hana", True), ("from:@hana warm", True), ("from:milo warm", False),
     ("from:nobody", False), ("", False), ('"', False), ("%", False), ("war_", False), ("_", True),
     ("c#", True), ("C", True), ("#", True), ("all, with c#.", True), ("\0", False),
     ("thu", True), ("humb", False), ("ber", False), ("warm umb", False), ('"he thumb"', False),
     ("case", True), ("CAFÉ", True), ("afe", False), ("骨折", True), ("折", True), ("๒", False)],
)  # fmt: skip
def test_all_the_words_have_to_begin_somewhere(town: Town, text: str, found: bool) -> None:
    where = town.circle(town.hana, town.milo)
    body = "Warm the thumb, Über all, with C#. snake_case café 手骨折了"
    town.say(town.hana, where, body)
    town.say(town.milo, where, "Something else.")
    assert bodies(town.milo, where, text) == ([body] if found else [])


def test_the_newest_come_first_with_who_and_a_marked_snippet(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    town.say(town.milo, where, "The <b>plaster</b> & I")
    town.say(town.hana, where, "**Plaster** again")
    first, second = search(town.milo.actor, where.room_id, Asked.read("plaster")).items
    assert (first["author"]["name"], first["snippet"]) == ("Hana", "<mark>Plaster</mark> again")
    assert second["snippet"] == "The &lt;b&gt;<mark>plaster</mark>&lt;/b&gt; &amp; I"


def test_only_beginnings_of_words_are_marked(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    town.say(town.hana, where, "A forecast: Casting, cast (broadcast)")
    (found,) = search(town.milo.actor, where.room_id, Asked.read("cast")).items
    assert found["snippet"] == "A forecast: <mark>Cast</mark>ing, <mark>cast</mark> (broadcast)"


def test_nothing_is_found_that_one_may_not_read_or_that_is_gone(town: Town) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    said = {
        "for hosts": town.say(town.milo, where, "canary for hosts", audience=Audience.HOSTS),
        "withdrawn": town.say(town.milo, where, "canary withdrawn"),
        "hidden": town.say(town.milo, where, "canary hidden"),
        "unseen": town.say(town.milo, where, "canary unseen"),
    }
    do(town.milo, withdraw, said["withdrawn"].id)
    with transaction() as db:
        db.get_one(Item, said["hidden"].id).hidden_at = clock.now()
        db.get_one(Item, said["unseen"].id).audience = Audience.AUTHOR
    assert bodies(town.otto, where, "canary") == []
    assert bodies(town.hana, where, "canary") == ["canary for hosts"]
    assert bodies(town.milo, where, "canary") == ["canary unseen", "canary for hosts"]
    do(town.otto, leave, where.id)
    with pytest.raises(Forbidden):
        bodies(town.otto, where, "canary")
    with pytest.raises(NotFound):
        search(town.otto.actor, new_id(), Asked.read("canary"))


def fill(where: Meeting, texts: list[str], since: datetime | None = None) -> None:
    """Many at once, a minute after one another, as an import would."""
    begin = since or clock.now()
    rows = [
        {
            "id": new_id(), "room_id": where.room_id, "position": place, "version": place,
            "kind": ItemKind.MESSAGE, "author_id": where.host.id, "client_key": f"key-{place:08}",
            "body": text, "mentions": {}, "audience": Audience.EVERYONE, "nameless": False,
            "unseen": False, "created_at": begin + timedelta(minutes=place),
        }
        for place, text in enumerate(texts, 1)
    ]  # fmt: skip
    with transaction() as db:
        db.execute(insert(Item), rows)
        room = db.get_one(Room, where.room_id)
        room.last_position = room.version = len(texts)


def test_it_looks_back_a_window_at_a_time_and_goes_on_where_it_was(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "WINDOW", 40)
    monkeypatch.setattr(searching, "PIECE", 7)
    monkeypatch.setattr(searching, "HITS_MOST", 5)
    where = town.circle(town.hana)
    wanted = {3, 4, 90, 91, 92, 93, 94, 95, 96, 120}
    fill(where, [f"found {n}." if n in wanted else f"other {n}" for n in range(1, 121)])
    seen: list[str] = []
    asked, steps = Asked.read("found"), 0
    while True:
        found = search(town.hana.actor, where.room_id, asked)
        assert len(found.items) <= 5
        seen += [item["html"] for item in found.items]
        steps += 1
        if not found.before:
            break
        asked = Asked.read("found", found.before)
    assert seen == [f"<p>found {n}.</p>\n" for n in sorted(wanted, reverse=True)]
    assert 3 <= steps <= 6


def test_a_date_leads_to_what_was_said_first_on_it_where_the_reader_is(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    midnight = datetime(2026, 3, 10, tzinfo=UTC)
    fill(where, [f"Minute {n}." for n in range(1, 200)], midnight - timedelta(minutes=100))

    def first(day: str, zone: str) -> str | None:
        with reading() as db:
            room = db.get_one(Room, where.room_id)
            actor = town.hana.actor
            item = first_since(db, actor, room, beginning_of(db, actor, day, zone))
            return item.body if item else None

    assert first("2026-03-10", "UTC") == "Minute 100."
    assert first("2026-03-10", "nowhere") == "Minute 100."
    assert first("2026-03-10", "Europe/Berlin") == "Minute 40."
    assert first("2026-03-09", "UTC") == "Minute 1."
    assert first("2026-03-11", "UTC") is None


@pytest.mark.parametrize("day", ["0001-01-01", "", "22.11.2026", "2026-02-30", "x"])
def test_a_day_there_is_not_is_said_so(town: Town, day: str) -> None:
    with reading() as db, pytest.raises(Invalid, match="Please give a date"):
        beginning_of(db, town.hana.actor, day, "Asia/Tokyo")


WORDS = st.text(alphabet=st.sampled_from("aäßİé Ǆ<>&\"'ﬁ̈k"), max_size=12)


@given(WORDS, WORDS)
def test_what_is_marked_is_made_safe(text: str, wish: str) -> None:
    words = words_of(wish)
    snippet = marked(text, words, most=1_000)
    plain = snippet.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in plain
    assert ">" not in plain
    if words and matching([text], words)[0]:
        assert all(word in fold(text) for word in words)
