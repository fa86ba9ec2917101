"""What newcomers read of a room: each rule, by each door, of what was said before, during, after.

Nell comes into the circle, leaves it, and comes again. Each message stands in the room once, with
a word of its own and a file; every door that shows a room or a message is asked for every word.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest

from community.access.policy import Permission, Visibility
from community.access.things import History
from community.circles import actions as circles
from community.circles.shape import CircleShape
from community.core.transaction import reading
from community.rooms import actions as rooms
from community.rooms.actions.pinning import pin
from community.rooms.actions.questions import ask_question
from community.rooms.queries import access_room, changes, last_words, my_rooms
from tests.browsing import Browsing, Visitor
from tests.doing import do
from tests.town import Meeting, Person, Town

EVERYTHING, SINCE_JOINING = History.EVERYTHING, History.SINCE_JOINING
ABOUT: dict[str, Any] = {"name": "Splinting", "purpose": "Splints.", "visibility": Visibility.OPEN}
# What there is, by the word that stands in it.
ALL = {"pinned", "question", "before", "during", "own", "away", "again"}
FOR_ALL = {"pinned", "question"}
# What Nell reads: by the rule, and by where she stands.
READS: dict[tuple[History, str], set[str]] = {
    (EVERYTHING, "outside"): set(),
    (EVERYTHING, "joined"): FOR_ALL | {"before", "during", "own"},
    (EVERYTHING, "left"): set(),
    (EVERYTHING, "back"): ALL,
    (SINCE_JOINING, "outside"): set(),
    (SINCE_JOINING, "joined"): FOR_ALL | {"during", "own"},
    (SINCE_JOINING, "left"): set(),
    # What was said while she was in is gone for her, but for her own words.
    (SINCE_JOINING, "back"): FOR_ALL | {"own", "again"},
}
CELLS = list(READS)
MARKS = re.compile(r"<\/?mark>|\\u003c\/?mark\\u003e")  # around what was searched for


def canary(word: str) -> str:
    return f"canary-{word}"


@dataclass
class Story:
    """The circle as far as the story has gone, and what was said in it until then."""

    town: Town
    nell: Person
    circle: Meeting
    browsing: Browsing
    said: dict[str, str]  # items by word
    files: dict[str, str]

    def say(self, who: Person, word: str) -> None:
        visitor = self.browsing.by(who)
        upload = {"file": (BytesIO(b"Some words."), f"{canary(word)}.txt")}
        room = self.circle.room_id
        sent = visitor.client.post(
            f"/api/v1/rooms/{room}/files", data=upload, headers={"X-CSRFToken": visitor.token()}
        )
        assert sent.status_code == 200, sent.text
        file_id = (sent.get_json().get("file") or sent.get_json())["id"]
        body = {"client_key": f"story-{word}", "body": canary(word), "files": [file_id]}
        said = visitor.send("POST", f"/api/v1/rooms/{room}/items", {**body, "question": ""})
        assert said.status_code == 200, said.text
        self.said[word], self.files[word] = said.get_json()["id"], file_id

    def keep(self, history: History) -> None:
        set_history(self.circle, history)


def set_history(circle: Meeting, history: History) -> None:
    shape = CircleShape(history=history)
    do(circle.host, circles.change_circle, circle.id, **ABOUT, shape=shape)


def tell(town: Town, browsing: Browsing, history: History, until: str) -> Story:
    """The story until Nell stands there: outside, joined, left, back."""
    nell = town.person("Nell")
    circle = town.circle(town.hana, town.milo, **ABOUT)
    story = Story(town, nell, circle, browsing, {}, {})
    story.keep(history)
    story.say(town.hana, "pinned")
    do(town.hana, pin, story.said["pinned"], on=True)
    asked = do(
        town.hana, ask_question, circle.room_id, client_key="the-question", body=canary("question")
    )
    story.said["question"] = asked.id
    story.say(town.hana, "before")
    if until == "outside":
        return story
    town.bring(nell, circle.id, town.hana)
    story.say(town.hana, "during")
    story.say(nell, "own")
    if until == "joined":
        return story
    do(nell, circles.leave, circle.id)
    story.say(town.hana, "away")
    if until == "left":
        return story
    town.bring(nell, circle.id, town.hana)
    story.say(town.hana, "again")
    return story


Door = Callable[[Visitor, Story, str], str]
SINGLE = {
    "the item": lambda v, s, w: v.get(f"/api/v1/items/{s.said[w]}").text,
    "its address": lambda v, s, w: v.client.get(f"/items/{s.said[w]}", follow_redirects=True).text,
    "its file": lambda v, s, w: v.get(f"/attachments/{s.files[w]}").text.replace(
        "Some words.", canary(w)
    ),
    "answering it": lambda v, s, w: v.get(f"/rooms/{s.circle.room_id}", reply_to=s.said[w]).text,
    "quoting it": lambda v, s, w: (
        v.get(f"/rooms/{s.circle.room_id}", reply_to=s.said[w], quote="1").text
    ),
}
WHOLE = {
    "the page": lambda v, s: v.get(f"/rooms/{s.circle.room_id}").text,
    "a page of the past": lambda v, s: v.get(f"/rooms/{s.circle.room_id}", before="99").text,
    "from its beginning": lambda v, s: v.get(f"/rooms/{s.circle.room_id}", at="1").text,
    "on a date": lambda v, s: (
        v.client.get(f"/rooms/{s.circle.room_id}/on?date=2020-01-01", follow_redirects=True).text
    ),
    "changes": lambda v, s: v.get(f"/api/v1/rooms/{s.circle.room_id}/changes", after="0").text,
    "resuming": lambda v, s: v.get(f"/api/v1/rooms/{s.circle.room_id}/changes", after="1").text,
    "earlier": lambda v, s: v.get(f"/api/v1/rooms/{s.circle.room_id}/earlier", before="99").text,
    "the search": lambda v, s: v.get(f"/rooms/{s.circle.room_id}/search", q="canary").text,
    "the search's API": lambda v, s: (
        v.get(f"/api/v1/rooms/{s.circle.room_id}/search", q="canary").text
    ),
}
PARTS = {
    "the calm view": "calm",
    "what was missed": "missed",
    "the questions": "questions",
}
NOT_SHOWN = {"its file": {"question"}}


@pytest.mark.parametrize(("history", "until"), CELLS)
def test_every_door_shows_what_the_rule_says_and_nothing_else(
    town: Town, browsing: Browsing, history: History, until: str
) -> None:
    story = tell(town, browsing, history, until)
    nell, wrong = browsing.by(story.nell), []
    reads = READS[history, until]
    for name, door in WHOLE.items():
        text = MARKS.sub("", door(nell, story))
        seen = {word for word in ALL if canary(word) in text}
        if seen != reads:
            wrong.append(f"{name}: {sorted(seen)}, not {sorted(reads)}")
    for name, part in PARTS.items():
        text = nell.get(f"/rooms/{story.circle.room_id}/{part}").text
        seen = {word for word in ALL if canary(word) in text}
        if not seen <= reads:
            wrong.append(f"{name} tells of {sorted(seen - reads)}")
    for name, single in SINGLE.items():
        for word in story.said.keys() - NOT_SHOWN.get(name, set()):
            text = single(nell, story, word)
            seen = {one for one in ALL if canary(one) in text}
            if (word in seen) != (word in reads) or not seen <= reads:
                wrong.append(f"{name} of {word}: {sorted(seen)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("history", list(History))
def test_hosts_read_everything_by_every_door(
    town: Town, browsing: Browsing, history: History
) -> None:
    story = tell(town, browsing, history, "back")
    hana = browsing.by(town.hana)
    for name, door in WHOLE.items():
        text = MARKS.sub("", door(hana, story))
        assert all(canary(word) in text for word in ALL), name


@pytest.mark.parametrize(("history", "until"), CELLS)
def test_nobody_changes_or_reacts_to_what_they_may_not_read(
    town: Town, browsing: Browsing, history: History, until: str
) -> None:
    story = tell(town, browsing, history, until)
    nell = browsing.by(story.nell)
    for word, item_id in story.said.items():
        answer = nell.send("PUT", f"/api/v1/items/{item_id}/reactions/👍")
        assert (answer.status_code == 200) == (word in READS[history, until]), word
        reply = {"client_key": f"reply-{word}-1", "body": "So?", "reply_to": item_id}
        answer = nell.send("POST", f"/api/v1/rooms/{story.circle.room_id}/items", reply)
        assert (answer.status_code == 200) == (word in READS[history, until]), word


@pytest.mark.parametrize(("history", "until"), CELLS)
def test_unread_counts_and_last_words_are_of_what_may_be_read(
    town: Town, browsing: Browsing, history: History, until: str
) -> None:
    story = tell(town, browsing, history, until)
    actor = story.nell.actor
    with reading() as db:
        marks = my_rooms(db, actor)
        words = last_words(db, actor, [mark.room for mark in marks])
    inside = until in ("joined", "back")
    assert len(marks) == inside
    last = {"outside": "before", "joined": "own", "left": "away", "back": "again"}[until]
    shown = [one["excerpt"] for one in words.values()]
    assert shown == ([canary(last)] if last in READS[history, until] else [])
    if inside:
        unread = {EVERYTHING: {"joined": 5, "back": 7}, SINCE_JOINING: {"joined": 2, "back": 1}}
        assert marks[0].unread == unread[history][until]


def test_one_who_joins_a_silent_room_has_nothing_unread_and_no_last_words(
    town: Town, browsing: Browsing
) -> None:
    story = tell(town, browsing, SINCE_JOINING, "outside")
    town.bring(story.nell, story.circle.id, town.hana)
    actor = story.nell.actor
    with reading() as db:
        marks = my_rooms(db, actor)
        assert [mark.unread for mark in marks] == [0]
        assert last_words(db, actor, [mark.room for mark in marks]) == {}
    assert canary("before") not in browsing.by(story.nell).get("/").text


def test_a_reply_quotes_nothing_of_a_past_that_is_kept(town: Town, browsing: Browsing) -> None:
    story = tell(town, browsing, EVERYTHING, "joined")
    for history in History:
        story.keep(history)
        reply = town.say(
            town.hana, story.circle, f"As I said {history}", reply_to=story.said["before"]
        )
        nell = browsing.by(story.nell)
        room = story.circle.room_id
        doors = {
            "page": nell.get(f"/rooms/{room}", at="99").text,
            "item": nell.get(f"/api/v1/items/{reply.id}").text,
            "search": nell.get(f"/api/v1/rooms/{room}/search", q="said").text,
            "changes": nell.get(f"/api/v1/rooms/{room}/changes", after=str(reply.version - 1)).text,
        }
        told = {name for name, text in doors.items() if canary("before") in text}
        assert bool(told) == (history is EVERYTHING), told


def test_the_rule_holds_at_once_whatever_was_kept_in_memory(town: Town, browsing: Browsing) -> None:
    """The last page of a room is kept for a few seconds, for the version it has."""
    story = tell(town, browsing, EVERYTHING, "outside")
    town.bring(story.nell, story.circle.id, town.hana)
    nell, hana = browsing.by(story.nell), browsing.by(town.hana)
    address = f"/rooms/{story.circle.room_id}"
    assert canary("before") in nell.get(address).text
    story.keep(SINCE_JOINING)
    assert canary("before") in hana.get(address).text
    assert canary("before") not in nell.get(address).text
    assert canary("pinned") in nell.get(address).text
    story.keep(EVERYTHING)
    assert canary("before") in nell.get(address).text


def test_what_was_pinned_while_one_was_there_stays_and_goes_with_its_words(
    town: Town, browsing: Browsing
) -> None:
    """Else somebody would keep on their screen what was withdrawn."""
    story = tell(town, browsing, SINCE_JOINING, "joined")
    nell, room = story.nell, story.circle.room_id
    do(town.hana, pin, story.said["pinned"], on=False)
    assert told(nell, story.circle, "pinned"), "it was there when she looked"
    late = town.person("Late")
    town.bring(late, story.circle.id, town.hana)
    assert not told(late, story.circle, "pinned"), "it was down when she came"
    do(town.hana, rooms.withdraw, story.said["pinned"])
    actor = nell.actor
    with reading() as db:
        found = changes(db, actor, access_room(db, actor, room, Permission.ROOM_READ), 1).items
    assert [one["withdrawn"] for one in found if one["id"] == story.said["pinned"]] == [True]


def told(who: Person, circle: Meeting, word: str) -> bool:
    return canary(word) in str(Town().items(who, circle))
