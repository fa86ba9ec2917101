"""Whatever is found says why it is here, of every kind and however it was asked for."""

import pytest

from community.access.policy import Visibility
from community.access.session_rules import OpenTo
from community.circles.actions import change_circle
from community.circles.shape import CircleShape
from community.insights.texts import Shown, Text
from community.members.profiles import Details, change_details
from community.skills.actions import offer, wish
from tests.discovery.conftest import Finding
from tests.doing import do
from tests.insights.test_writing import published
from tests.town import Person, Town
from tests.transcripts.evenings import end, held


def settle(town: Town) -> None:
    do(town.hana, offer, "Zither", words="With patience.")
    do(town.milo, wish, "Zither")
    do(town.hana, change_details, Details(site="Zeeland"))
    circle = town.circle(town.hana, name="Zampa", purpose="Together.")
    about = {"name": "Zampa", "purpose": "Together.", "visibility": Visibility.OPEN}
    do(town.hana, change_circle, circle.id, **about, shape=CircleShape(skills="Zither"))
    town.session(circle, title="Evening of zulu", open_to=OpenTo.MEMBERS)
    evening = held(town, town.milo, open_to=OpenTo.MEMBERS, title="Held")
    town.say(town.milo, evening, "A zebra plays.")
    end(evening)
    text = Text("Zinnia", "Of flowers.")
    published(town.hana, text, Shown(circle_id=circle.id, skills=("Zither",)))


def reasons(finding: Finding, reader: Person, words: str) -> set[tuple[str, str]]:
    return {(one.hit.kind, one.why) for one in finding.ask(reader, words).found}


def test_every_kind_says_why(finding: Finding, town: Town) -> None:
    settle(town)
    assert reasons(finding, town.otto, "zither") == {
        ("person", "Can teach Zither"),
        ("person", "Wants to learn Zither"),
        ("skill", "About Zither"),
        ("circle", "About Zither"),
        ("insight", "About Zither"),
    }
    by = {("session", "By Hana"), ("insight", "By Hana"), ("person", "In the name")}
    assert reasons(finding, town.otto, "from:hana") == by


@pytest.mark.parametrize(
    ("words", "kind", "why"),
    [
        ("zulu", "session", "In the title"),
        ("zinnia", "insight", "In the title"),
        ("zebra", "message", "In the text"),
        ("flowers", "insight", "In the text"),
        ("zeeland", "person", "In the text"),
        ("hana", "person", "In the name"),
        ("zampa", "circle", "In the name"),
        ("zam*", "circle", "In the name"),
        ("has:transcript", "session", "Has what you narrowed it down to"),
        ("site:zeeland", "person", "Has what you narrowed it down to"),
    ],
)
def test_it_says_where_the_words_stand(
    finding: Finding, town: Town, words: str, kind: str, why: str
) -> None:
    settle(town)
    assert (kind, why) in reasons(finding, town.otto, words)
