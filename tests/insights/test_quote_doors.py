"""No door shows words of a quote to anybody for whom its writer did not say yes to it."""

from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from community.access.actor import ANYBODY, Actor
from community.access.blocks import BlockKind
from community.access.insight_rules import Sight
from community.access.policy import Audience
from community.core import clock
from community.core.transaction import reading, transaction
from community.discovery import documents
from community.insights.actions import drafting, publishing
from community.insights.answer_models import Consent, InsightQuote
from community.insights.models import Insight
from community.insights.quote_rules import Reach
from community.insights.quoting import quotes_of
from community.insights.texts import Shown, Text
from community.members.blocking import keep_apart
from community.rooms.models import Item
from tests.browsing import Browsing
from tests.counting import counted
from tests.doing import do
from tests.insights.quotes import CANARY, chosen, publish, quote_of, quoted, say
from tests.town import Town

STATES = ("stands", "withdrawn", "hidden", "for hosts", "of nobody", "nameless")


def set_state(item: Item, state: str, writer_id: str) -> None:
    item.withdrawn_at = clock.now() if state == "withdrawn" else None
    item.hidden_at = clock.now() if state == "hidden" else None
    item.audience = Audience.HOSTS if state == "for hosts" else Audience.EVERYONE
    item.author_id = None if state == "of nobody" else writer_id
    item.nameless = state == "nameless"


def test_in_every_case_only_what_was_agreed_to_is_there(town: Town) -> None:
    nell, bodo = town.person("Nell"), town.person("Bodo")
    where = town.circle(town.hana, town.milo, nell, bodo)
    elsewhere = town.circle(town.hana)
    insight_id, item_id = quoted(town, where)
    do(town.milo, keep_apart, bodo.id, BlockKind.BLOCK)
    people = {"author": town.hana, "writer": town.milo, "inside": nell, "outside": town.otto}
    actors = {name: one.actor for name, one in people.items()} | {"nobody": ANYBODY}
    apart = bodo.actor
    ways = {
        Sight.PUBLIC: {*actors},
        Sight.MEMBERS: {*people},
        Sight.CIRCLE: {"author", "writer", "inside"},
        Sight.HOSTS: {"author"},
    }
    wider = [Sight.HOSTS, Sight.CIRCLE, Sight.MEMBERS, Sight.PUBLIC]

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        consent=st.sampled_from(Consent),
        told=st.sampled_from(Sight),
        now=st.sampled_from(Sight),
        state=st.sampled_from(STATES),
        same=st.booleans(),
    )
    def whatever(consent: Consent, told: Sight, now: Sight, state: str, same: bool) -> None:
        with transaction() as db:
            quote = db.get_one(InsightQuote, quote_of(insight_id).id)
            reach = Reach.made(told, (where if same else elsewhere).id)
            quote.consent, quote.sight, quote.circle_id = consent, reach.sight, reach.circle_id
            db.get_one(Insight, insight_id).sight = now
            set_state(db.get_one(Item, item_id), state, town.milo.id)
        narrow = told in (Sight.CIRCLE, Sight.HOSTS)
        agreed = consent is Consent.YES and wider.index(now) <= wider.index(told)
        agreed = agreed and (same or not narrow) and state == "stands"
        with reading() as db:
            shown = {name for name, one in actors.items() if "CANARY" in drawn(db, one, insight_id)}
            assert shown == (ways[now] if agreed else set())
            assert "CANARY" not in drawn(db, apart, insight_id)

    whatever()


def drawn(db: Session, actor: Actor, insight_id: str) -> str:
    return str(quotes_of(db, actor, insight_id))


def test_without_a_yes_no_page_and_no_file_has_its_words(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    insight_id = chosen(town.hana, where, town.say(town.milo, where, CANARY).id)
    publish(town.hana, insight_id)
    longer = Text("What we learned of heat", "More:\n\n{quote 1}\n\n> {quote 1}\n\n`{quote 1}`")
    do(town.hana, publishing.publish, insight_id, longer, Shown(Sight.PUBLIC, where.id))
    do(town.hana, drafting.restore, insight_id, 1)
    insight = f"/insights/{insight_id}"
    doors = (
        insight, "/insights", "/insights?of=all", "/insights/mine", f"{insight}/revisions",
        f"{insight}/edit", f"/circles/{where.id}", "/search?q=canary&kind=insight",
        "/api/v1/suggestions?q=canary", "/people/hana", "/", "/inbox", "/insights/feed.atom",
        f"/circles/{where.id}/feed.atom", f"/people/{town.hana.id}/feed.json",
    )  # fmt: skip
    browsing.app.extensions["search_index"].rebuild()
    for who, door in product((town.ada, town.otto, None), doors):
        page = browsing.by(who).get(door)
        assert "CANARY" not in page.text, (who, door)
        assert page.status_code in ((302, 200, 401) if who is None else (200, 403)), (who, door)
    for door in (one for one in doors if one.startswith("/insights")):
        assert "CANARY" not in browsing.by(town.hana).get(door).text, door
    hana = browsing.by(town.hana)
    words = {"title": "T", "body": longer.body, "version": "1"}
    told = hana.post(f"/api{insight}/draft", **words)
    look = hana.post(f"{insight}/edit", do="look", **words)
    assert "CANARY" not in told.text + look.text


def test_quotes_stand_neither_in_the_search_nor_in_what_is_shown_of_a_link(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo)
    insight_id, _item = quoted(town, where, sight=Sight.PUBLIC)
    page = browsing.by().get(f"/insights/{insight_id}").text
    assert "CANARY" in page.partition("</head>")[2]
    head = page.partition("</head>")[0]
    assert "CANARY" not in head
    assert "{quote" not in head
    with reading() as db:
        found, _gone = documents.load(db, [f"insight:{insight_id}"])
    assert found[0].body == "We said:"


def test_earlier_texts_and_the_preview_are_drawn_by_the_same_rule(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo)
    insight_id, _item = quoted(town, where)
    hana, insight = browsing.by(town.hana), f"/insights/{insight_id}"
    words = {"title": "T", "body": "A\n\n{quote 1}", "version": "0"}
    assert "CANARY" in hana.post(f"{insight}/edit", do="look", **words).text
    assert "CANARY" in hana.post(f"/api{insight}/draft", **words).json["look"]  # type: ignore[index]
    say(town.milo, insight_id, yes=False)
    assert "CANARY" not in hana.post(f"{insight}/edit", do="look", **words).text
    assert "CANARY" not in hana.get(f"{insight}/revisions").text


def test_thirty_quotes_ask_as_much_of_the_database_as_three(browsing: Browsing, town: Town) -> None:
    where, asked = town.circle(town.hana, town.milo), []
    items = [town.say(town.milo, where, f"Word {n}.").id for n in range(30)]
    publish(town.hana, chosen(town.hana, where, items[0]))  # so that each is related to another
    for most in (3, 30):
        insight_id = chosen(town.hana, where, *items[:most])
        for number in range(1, most + 1):
            say(town.milo, insight_id, number=number)
        publish(town.hana, insight_id)
        otto = browsing.by(town.otto)
        with counted() as sent:
            assert otto.get(f"/insights/{insight_id}").text.count('class="quoted__words') == most
        asked.append(len(sent))
    assert asked[0] == asked[1]


def test_a_feed_holds_what_everybody_may_read_and_no_longer(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    insight_id, _item = quoted(town, where, sight=Sight.PUBLIC)
    feeds = "/insights/feed.atom", "/insights/feed.json", f"/people/{town.hana.id}/feed.atom"
    for feed in feeds:
        assert "CANARY" in browsing.by().get(feed).text, feed
    say(town.milo, insight_id, yes=False)
    for feed in feeds:
        page = browsing.by().get(feed)
        assert page.status_code == 200
        assert "CANARY" not in page.text, feed
        assert "{quote" not in page.text
