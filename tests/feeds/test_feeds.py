"""What feed readers are given: what everybody may read, and by a secret address one's own news."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from community.access.insight_rules import Sight
from community.access.policy import Visibility
from community.circles import actions as circles
from community.core.limits import Budget
from community.core.transaction import reading
from community.feeds.secret import make_feed, token_of
from community.feeds.views import answering
from community.insights.actions import publishing
from community.insights.models import Insight
from community.insights.texts import Shown, Text
from community.settings import Settings
from community.skills.naming import skill_named
from tests.browsing import Browsing
from tests.counting import counted
from tests.doing import do
from tests.feeds.test_formats import parsed
from tests.insights.test_writing import published
from tests.town import Person, Town

ALL = "/insights/feed.atom"


def written(who: Person, title: str, sight: Sight = Sight.PUBLIC, **shown: Any) -> Insight:
    return published(who, Text(title, f"{title}, in **many** words."), Shown(sight, **shown))


def fetched(browsing: Browsing, address: str, who: Person | None = None, **headers: str) -> Any:
    return browsing.by(who).client.get(address, headers=headers)


def titles(browsing: Browsing, address: str, who: Person | None = None) -> list[str]:
    answer = fetched(browsing, address, who)
    assert answer.status_code == 200, address
    items = json.loads(fetched(browsing, address.replace(".atom", ".json"), who).text)["items"]
    found = [entry.title for entry in parsed(answer.data).entries]
    assert found == [item["title"] for item in items], "both formats say the same"
    return found


def secret_of(who: Person) -> str:
    return f"/feeds/{token_of(do(who, make_feed))}.atom"


def skill_id(name: str) -> str:
    with reading() as db:
        return skill_named(db, name).id


def test_everybody_reads_what_is_public_and_nothing_else(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    hidden = town.circle(town.hana, visibility=Visibility.HIDDEN)
    written(town.hana, "For members", Sight.MEMBERS)
    written(town.hana, "For the circle", Sight.CIRCLE, circle_id=where.id)
    written(town.hana, "In the hidden one", circle_id=hidden.id)
    written(town.hana, "First")
    written(town.milo, "Second", circle_id=where.id)
    for who in (None, town.otto, town.hana):
        assert titles(browsing, ALL, who) == ["Second", "First"]


def test_a_skill_a_circle_and_a_person_have_their_own(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo, name="Secret splints")
    written(town.hana, "About casts", skills=("Casting",))
    written(town.milo, "Of the circle", circle_id=where.id, skills=("Splinting",))
    about = f"/skills/{skill_id('Casting')}/feed.atom"
    assert titles(browsing, about) == ["About casts"]
    assert titles(browsing, f"/circles/{where.id}/feed.atom") == ["Of the circle"]
    by_hana = f"/people/{town.hana.id}/feed.atom"
    assert titles(browsing, by_hana) == ["About casts"]
    assert parsed(fetched(browsing, about).data).feed.title == "Insights about Casting · Comentor"
    assert "Insights by Hana" in fetched(browsing, by_hana).text


def test_without_an_account_a_feed_names_no_circle_and_no_handle(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, name="Secret splints")
    person = town.person("Zora Zamora")
    town.bring(person, where.id, town.hana)
    written(person, "Of the circle", circle_id=where.id)
    for address in (ALL, f"/circles/{where.id}/feed.atom", f"/people/{person.id}/feed.json"):
        text = fetched(browsing, address).text
        assert "Zora Zamora" in text
        assert "Secret" not in text
        assert "zora-zamora" not in text


def test_where_everybody_may_read_nothing_there_is_no_feed(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana)
    written(town.hana, "For members", Sight.MEMBERS, circle_id=where.id, skills=("Casting",))
    for address in (
        f"/skills/{skill_id('Casting')}/feed.atom",
        f"/circles/{where.id}/feed.atom",
        f"/people/{town.hana.id}/feed.atom",
        f"/people/{town.otto.id}/feed.json",
        "/people/hana/feed.atom",
        "/skills/nothing/feed.json",
        *(f"/{things}/a%00b/feed.atom" for things in ("skills", "circles", "people")),
    ):
        for who in (None, town.hana):
            assert fetched(browsing, address, who).status_code == 404, address
    assert titles(browsing, ALL) == []


def test_what_is_taken_back_or_narrowed_is_gone_at_the_next_reading(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana)
    gone = written(town.hana, "Taken back")
    narrowed = written(town.hana, "Narrowed")
    archived = written(town.hana, "Of the circle", circle_id=where.id)
    assert len(titles(browsing, ALL)) == 3
    tag = fetched(browsing, ALL).headers["ETag"]
    for change in (
        lambda: do(town.hana, publishing.withdraw, gone.id),
        lambda: do(
            town.hana, publishing.publish, narrowed.id, Text.of(narrowed), Shown(Sight.MEMBERS)
        ),
        lambda: do(town.hana, circles.archive, where.id),
    ):
        before = titles(browsing, ALL)
        change()
        answer = fetched(browsing, ALL, **{"If-None-Match": tag})
        assert answer.status_code == 200
        assert len(titles(browsing, ALL)) == len(before) - 1
        tag = answer.headers["ETag"]
    assert archived.title not in fetched(browsing, ALL).text


def test_what_did_not_change_is_not_sent_again(browsing: Browsing, town: Town) -> None:
    written(town.hana, "First")
    for address, kept in ((ALL, "public, no-cache"), (secret_of(town.otto), "private, no-cache")):
        answer = fetched(browsing, address)
        again = fetched(browsing, address, **{"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        for one in (answer, again):
            assert one.headers["Cache-Control"] == kept
            assert "Set-Cookie" not in one.headers
    signed_in = fetched(browsing, ALL, town.milo)
    assert signed_in.headers["Cache-Control"] == "private, no-cache", "his cookie goes along"
    written(town.milo, "Second")
    newer = fetched(browsing, ALL, **{"If-None-Match": signed_in.headers["ETag"]})
    assert newer.status_code == 200
    assert "Second" in newer.text


def test_each_format_says_what_it_is(browsing: Browsing, town: Town) -> None:
    types = {"atom": "application/atom+xml", "json": "application/feed+json"}
    for flavour, media_type in types.items():
        answer = fetched(browsing, f"/insights/feed.{flavour}", town.hana)
        assert answer.content_type == f"{media_type}; charset=utf-8"
    assert fetched(browsing, "/insights/feed.rss", town.hana).status_code == 404


def test_the_whole_text_stands_in_it_with_whole_addresses(browsing: Browsing, town: Town) -> None:
    text = Text(
        "Links", "See [ours](/insights/x), [there](#below), [theirs](https://example.org/a)."
    )
    insight = published(town.hana, text, Shown(Sight.PUBLIC))
    entry = parsed(fetched(browsing, ALL).data).entries[0]
    here = f"http://localhost/insights/{insight.id}"
    assert entry.link == here
    assert entry.author == "Hana"
    assert entry.summary == "See ours, there, theirs."
    content = entry.content[0].value
    for address in ("http://localhost/insights/x", f"{here}#below", "https://example.org/a"):
        assert f'href="{address}"' in content
    assert entry.id == f"tag:localhost,{insight.created_at:%Y-%m-%d}:insight/{insight.id}"


def test_behind_a_proxy_addresses_are_those_people_use(
    browsing: Browsing, town: Town, settings: Settings
) -> None:
    public = settings.model_copy(update={"base_url": "https://learn.example.org"})
    browsing.app.extensions["settings"] = public
    insight = published(town.hana, Text("Links", "[ours](/insights/x)"), Shown(Sight.PUBLIC))
    read = parsed(fetched(browsing, ALL).data)
    entry = read.entries[0]
    assert entry.link == f"https://learn.example.org/insights/{insight.id}"
    assert entry.id.startswith("tag:learn.example.org,")
    assert 'href="https://learn.example.org/insights/x"' in entry.content[0].value
    assert {urlsplit(link.href).netloc for link in read.feed.links} == {"learn.example.org"}
    assert "localhost" not in fetched(browsing, secret_of(town.otto)).text


def test_fifty_stand_in_it_at_most_and_the_questions_stay_few(
    browsing: Browsing, town: Town
) -> None:
    asked = []
    for count in (3, 49):
        for number in range(count):
            written(town.hana, f"Number {number}", skills=(f"Skill {number % 5}",))
        with counted() as statements:
            fetched(browsing, ALL)
        asked.append(len(statements))
    assert len(titles(browsing, ALL)) == 50
    assert asked[0] == asked[1] < 10


def test_who_asks_too_often_is_told_when_to_come_back(
    browsing: Browsing, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By their address; and a secret feed for itself, whoever asks."""
    monkeypatch.setattr(answering, "_budget", Budget(rate=0.01, burst=2))
    for address in (ALL, secret_of(town.milo)):
        assert [fetched(browsing, address).status_code for _ in range(2)] == [200, 200]
        answer = fetched(browsing, address)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 1
    assert fetched(browsing, secret_of(town.otto)).status_code == 200


def test_who_asks_for_what_is_not_there_pays_as_well(
    browsing: Browsing, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "_budget", Budget(rate=0.01, burst=3))
    for things in ("skills", "circles", "people"):
        assert fetched(browsing, f"/{things}/{'a' * 16}/feed.atom").status_code == 404
    with counted() as asked:
        for address in (ALL, f"/skills/{'a' * 16}/feed.json", "/people/nothing/feed.atom"):
            assert fetched(browsing, address).status_code == 429
    assert asked == [], "and nothing is looked up for them"
