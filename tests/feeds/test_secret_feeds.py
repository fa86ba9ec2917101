"""The secret address of a member's news: theirs alone, by their rights of the moment, revocable."""

import pytest

from community.access.blocks import BlockKind
from community.access.insight_rules import Sight
from community.access.policy import Visibility
from community.circles import actions as circles
from community.core.errors import NotFound
from community.core.transaction import reading
from community.feeds.secret import make_feed, own_feed, revoke_feed, token_of
from community.members.blocking import keep_apart
from community.skills import actions as skills
from tests.browsing import Browsing
from tests.doing import do
from tests.feeds.test_feeds import fetched, secret_of, titles, written
from tests.town import Town


def test_it_shows_what_is_new_for_its_member_by_their_rights(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    written(town.hana, "Of the circle", Sight.CIRCLE, circle_id=where.id)
    written(town.hana, "For its hosts", Sight.HOSTS, circle_id=where.id)
    written(town.hana, "About casts", Sight.MEMBERS, skills=("Casting",))
    written(town.hana, "About kilns", Sight.MEMBERS, skills=("Kilns",))
    do(town.milo, skills.wish, "Casting")
    milo, otto = secret_of(town.milo), secret_of(town.otto)
    assert titles(browsing, milo) == ["About casts", "Of the circle"]
    assert titles(browsing, otto) == []
    do(town.milo, circles.leave, where.id)
    assert titles(browsing, milo) == ["About casts"]
    do(town.hana, keep_apart, town.milo.id, BlockKind.BLOCK)
    assert titles(browsing, milo) == []


def test_of_whom_they_muted_it_says_nothing_and_nothing_of_their_own(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo, town.otto)
    for who in (town.hana, town.milo, town.otto):
        written(who, f"By {who.name}", Sight.CIRCLE, circle_id=where.id)
    milo = secret_of(town.milo)
    assert titles(browsing, milo) == ["By Otto", "By Hana"]
    do(town.milo, keep_apart, town.hana.id, BlockKind.MUTE)
    assert titles(browsing, milo) == ["By Otto"]
    do(town.otto, keep_apart, town.milo.id, BlockKind.BLOCK)
    assert titles(browsing, milo) == []


def test_it_never_gives_the_whole_text_away(browsing: Browsing, town: Town) -> None:
    """A reader of feeds for others keeps what it read, also when its member left the circle."""
    where = town.circle(town.hana, town.milo)
    written(town.hana, "Of the circle", Sight.CIRCLE, circle_id=where.id)
    address = secret_of(town.milo)
    for one in (address, address.replace(".atom", ".json")):
        text = fetched(browsing, one).text
        assert "Of the circle, in many words." in text
        assert "<strong>" not in text
        assert "&lt;strong" not in text
        assert "content_html" not in text


def test_nothing_but_its_address_opens_it(browsing: Browsing, town: Town) -> None:
    feed = do(town.milo, make_feed)
    token = token_of(feed)
    for other in (feed.id, token[:-1], f"{token}x", "nothing"):
        for who in (None, town.milo):
            assert fetched(browsing, f"/feeds/{other}.atom", who).status_code == 404
    answer = fetched(browsing, f"/feeds/{token}.atom")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_taken_back_nothing_is_under_it_and_the_next_is_another(
    browsing: Browsing, town: Town
) -> None:
    milo = browsing.by(town.milo)
    assert "Make my address" in milo.get("/feeds").text
    milo.post("/feeds")
    milo.post("/feeds")
    feed = do(town.milo, make_feed)
    address = f"/feeds/{token_of(feed)}"
    page = milo.get("/feeds").text
    for flavour in ("atom", "json"):
        assert f"http://localhost{address}.{flavour}" in page
    assert "http://localhost/insights/feed.atom" in page
    assert browsing.by(town.otto).post(f"/feeds/{feed.id}/revoke").status_code == 404
    assert fetched(browsing, f"{address}.atom").status_code == 200
    assert milo.post(f"/feeds/{feed.id}/revoke").status_code == 302
    assert fetched(browsing, f"{address}.atom").status_code == 404
    assert address not in milo.get("/feeds").text
    assert do(town.milo, make_feed).id != feed.id


def test_nobody_takes_back_or_sees_another_s(town: Town) -> None:
    feed = do(town.milo, make_feed)
    for feed_id in (feed.id, "nothing", "a" * 16):
        with pytest.raises(NotFound):
            do(town.otto, revoke_feed, feed_id)
    with reading() as db:
        assert own_feed(db, town.otto.actor) is None
        mine = own_feed(db, town.milo.actor)
    assert mine is not None
    assert mine.id == feed.id


def test_pages_point_to_the_feeds_there_are(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    said = written(town.hana, "Of all", circle_id=where.id, skills=("Casting",))
    inside = written(town.hana, "Inside", Sight.CIRCLE, circle_id=where.id, skills=("Kilns",))
    milo = browsing.by(town.milo)

    def points_to(page: str, address: str) -> bool:
        head = 'type="application/atom+xml" title="'
        return head in page and f'href="http://localhost{address}.atom"' in page

    assert points_to(milo.get(f"/circles/{where.id}").text, f"/circles/{where.id}/feed")
    assert points_to(milo.get("/people/hana").text, f"/people/{town.hana.id}/feed")
    assert points_to(milo.get("/insights").text, "/insights/feed")
    assert points_to(browsing.by().get(f"/insights/{said.id}").text, "/insights/feed")
    assert "feed.atom" not in milo.get("/people/milo").text
    assert "feed.atom" not in milo.get(f"/insights/{inside.id}").text
