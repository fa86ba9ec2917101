"""A word of its own in every private kind of thing, looked for by everybody by every door."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from community import background
from community.access.insight_rules import Sight
from community.access.policy import Audience, Visibility
from community.access.session_rules import Confidentiality, OpenTo
from community.choices.actions import choose
from community.discovery.views import FOUND_KINDS, tables
from community.discovery.views import index as search_index
from community.insights.actions import drafting, publishing
from community.insights.texts import Shown, Text
from community.members.profiles import Details, change_details, choose_sights
from community.rooms.actions.hiding import hide
from community.sessions.actions import hosting
from community.skills.actions import offer
from community.transcripts.actions import take_back
from tests import asked
from tests.browsing import Browsing, Visitor
from tests.doing import do
from tests.grouping import come, people_of, split
from tests.invited import entered, guest_link, sent_to_sign_in
from tests.town import Evening, Meeting, Person, Town

COMMON = "quokka"  # stands beside each of the words
NOBODY, INSIDE, HOSTS = frozenset[str](), frozenset({"hana", "milo"}), frozenset({"hana"})
THERE = INSIDE | {"nell"}


@dataclass
class Planted:
    """By word the handles of those who find it. Hana hosts, Milo is in her circles, Nell came to
    one evening; Otto is outside, and Ada administers."""

    nell: Person
    found_by: dict[str, frozenset[str]] = field(default_factory=dict)
    link: str = ""  # of a guest, into an evening

    def word(self, word: str, found_by: frozenset[str]) -> str:
        """The word with the common one beside it."""
        assert word not in self.found_by
        self.found_by[word] = found_by
        return f"{COMMON} {word}"


def plant(town: Town) -> Planted:
    planted = Planted(town.person("Nell"))
    circles(town, planted)
    conversations(town, planted)
    insights(town, planted)
    profile(town, planted)
    return planted


def circles(town: Town, planted: Planted) -> None:
    word = planted.word
    hidden = town.circle(
        town.hana,
        town.milo,
        visibility=Visibility.HIDDEN,
        name="Zaffre",
        purpose=word("zamindar", INSIDE),
    )
    town.session(hidden, title=word("zarzuela", INSIDE), open_to=OpenTo.MEMBERS)
    shown = town.circle(town.hana, town.milo, name="Hands", purpose=COMMON)
    town.say(town.milo, shown, word("zenana", NOBODY))  # rooms have a search of their own
    town.session(shown, title=word("ziggurat", NOBODY), published=False)
    town.session(shown, title=word("zucchetto", INSIDE), open_to=OpenTo.CIRCLE)


def conversations(town: Town, planted: Planted) -> None:
    word = planted.word
    circle = town.circle(town.hana, town.milo, name="Evenings")
    nell = planted.nell
    plan: dict[str, Any] = {"open_to": OpenTo.MEMBERS, "title": "An evening", "starts_in": 0.1}
    evening = town.session(circle, confidentiality=Confidentiality.CIRCLE, **plan)
    town.come(nell, evening)
    planted.link = guest_link(evening, "Zorilla Quist", "zorilla@example.net")
    planted.found_by["zorilla"] = planted.found_by["quist"] = NOBODY
    do(town.hana, hosting.start, evening.id)
    town.say(nell, evening, word("zoisite", THERE))
    town.say(nell, evening, word("zeugma", NOBODY), audience=Audience.HOSTS)
    taken_back = town.say(nell, evening, word("zymurgy", NOBODY))
    hidden = town.say(nell, evening, word("zugzwang", NOBODY))
    do(town.hana, hide, hidden.id)
    unseen(town, evening, planted)
    in_a_group(town, evening, planted)
    place = asked.stored(taken_back.id).position
    do(town.hana, hosting.end, evening.id)
    do(nell, take_back, evening.id, place)
    nameless = town.session(circle, confidentiality=Confidentiality.NO_NAMES, **plan)
    town.come(nell, nameless)
    do(town.hana, hosting.start, nameless.id)
    town.say(nell, nameless, "Nameless words.")
    do(town.hana, hosting.end, nameless.id)


def unseen(town: Town, evening: Evening, planted: Planted) -> None:
    """Answers that nobody reads as long as they are not revealed."""
    asked.ask(evening, "Who?", unseen=True)
    asked.answer(planted.nell, evening, planted.word("zebu", NOBODY))


def in_a_group(town: Town, evening: Evening, planted: Planted) -> None:
    """What a few say among themselves while the room is split."""
    room = Meeting(evening.circle_id, evening.room_id, evening.host)
    other = town.person("Oda")
    town.come(other, evening)
    for person in (town.hana, planted.nell, other):
        come(person, room)
    for group in split(room, 2):
        if planted.nell.id in people_of(group):
            town.say(planted.nell, group, planted.word("zarf", NOBODY))


def unpublished(town: Town, planted: Planted, circle_id: str) -> None:
    """What is being changed, was changed, waits to be looked at, or was taken back."""
    shown = Shown(Sight.CIRCLE, circle_id)
    old = Text("Corrected", planted.word("zabaglione", NOBODY))
    one = do(town.hana, drafting.begin, circle_id=circle_id, text=old)
    do(town.hana, publishing.publish, one.id, old, shown)
    new = Text("Corrected", planted.word("zenzizenzic", INSIDE))
    do(town.hana, publishing.publish, one.id, new, shown)
    change = Text("Corrected", planted.word("zapateado", NOBODY))
    do(town.hana, drafting.save_draft, one.id, change, 0)
    gone = Text("Gone", planted.word("zoanthid", NOBODY))
    two = do(town.hana, drafting.begin, circle_id=circle_id, text=gone)
    do(town.hana, publishing.publish, two.id, gone, shown)
    do(town.hana, publishing.withdraw, two.id)
    do(town.ada, choose, checked="first")
    waiting = Text("First", planted.word("zaratite", NOBODY))
    three = do(town.otto, drafting.begin, circle_id=None, text=waiting)
    do(town.otto, publishing.publish, three.id, waiting, Shown(Sight.MEMBERS, None))


def insights(town: Town, planted: Planted) -> None:
    circle = town.circle(town.hana, town.milo, name="Writers")
    draft = Text("A draft", planted.word("zibeline", NOBODY))
    do(town.hana, drafting.begin, circle_id=None, text=draft)
    for sight, word, who in ((Sight.CIRCLE, "zircon", INSIDE), (Sight.HOSTS, "zloty", HOSTS)):
        text = Text(f"For {sight}", planted.word(word, who))
        insight = do(town.hana, drafting.begin, circle_id=circle.id, text=text)
        do(town.hana, publishing.publish, insight.id, text, Shown(sight, circle.id))
    unpublished(town, planted, circle.id)


def profile(town: Town, planted: Planted) -> None:
    site = planted.word("zutphen", NOBODY)
    do(town.milo, change_details, Details(site=site, training=planted.word("zydeco", NOBODY)))
    do(town.milo, offer, "Zymosis", words=planted.word("zonda", NOBODY))
    planted.found_by["zymosis"] = NOBODY
    parts = dict.fromkeys(("site", "one_to_one", "teaches"), "circles")
    do(town.milo, choose_sights, parts, "members")


@pytest.fixture
def planted(browsing: Browsing, town: Town) -> Planted:
    made = plant(town)
    with browsing.app.app_context():
        while background.step(search_index()) or tables().follow():
            pass
    return made


def cast(town: Town, planted: Planted) -> list[Person]:
    return [town.hana, town.milo, planted.nell, town.otto, town.ada]


def searched(visitor: Visitor, **query: str) -> str:
    return visitor.get("/search", **query).text.lower()


def test_each_word_is_found_by_those_it_is_for_and_by_nobody_else(
    browsing: Browsing, town: Town, planted: Planted
) -> None:
    meant = 0
    for reader in cast(town, planted):
        visitor = browsing.by(reader)
        for word, found_by in planted.found_by.items():
            may, told = reader.handle in found_by, f"{word} to {reader.handle}"
            assert ("nothing found" not in searched(visitor, q=word)) == may, told
            mistyped = searched(visitor, q=f"{word[:-1]}{'q' if word[-1] != 'q' else 'x'}")
            assert may or word not in mistyped, told
            meant += "did you mean" in mistyped
            suggested = visitor.get("/api/v1/suggestions", q=word[:4]).text.lower()
            assert may or word not in suggested, told
    assert meant >= len(INSIDE) * 4, "these are told what they may have meant"


def test_what_all_have_in_common_tells_of_none_that_is_private(
    browsing: Browsing, town: Town, planted: Planted
) -> None:
    """In hits, snippets, totals and everything one can narrow by, in each order and kind."""
    for reader in cast(town, planted):
        visitor = browsing.by(reader)
        own = {word for word, found_by in planted.found_by.items() if reader.handle in found_by}
        pages = [searched(visitor, q=COMMON), searched(visitor, q=COMMON, sort="newest")]
        pages += [searched(visitor, q=COMMON, kind=kind) for kind in FOUND_KINDS]
        shown = {word for page in pages for word in planted.found_by if word in page}
        assert shown == own, reader.handle
        number = len(own) + 1  # and the circle that all may know of
        assert f">{number} match{'es' * (number > 1)}" in pages[0], reader.handle


def test_no_filter_tells_an_outsider_of_anything(
    browsing: Browsing, town: Town, planted: Planted
) -> None:
    otto = browsing.by(town.otto)
    filters = ("site", "grade", "skill", "in", "from", "teach", "learn", "trained")

    for word in planted.found_by:
        for typed in (
            *(f"{name}:{word}" for name in filters),
            f"{word[:5]}*",
            f'"{COMMON} {word}"',
        ):
            assert "nothing found" in searched(otto, q=typed), typed


def test_whoever_has_no_account_searches_nothing(browsing: Browsing, planted: Planted) -> None:
    guest = entered(browsing, planted.link)

    for visitor in (browsing.by(), guest):
        for door in ("/search", "/api/v1/suggestions"):
            answer = visitor.get(door, q=COMMON)
            assert sent_to_sign_in(answer), door
            assert not any(word in answer.text.lower() for word in planted.found_by)
