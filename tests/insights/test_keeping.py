"""What somebody keeps for themselves, with a note that is nobody else's."""

import re

import pytest

from community.access.insight_rules import Sight
from community.access.policy import Visibility
from community.core.cursors import Beside
from community.core.errors import NotFound, Refused
from community.core.transaction import reading
from community.insights import kept
from community.insights.actions import keeping, publishing
from community.insights.models import Insight
from community.insights.texts import Shown, Text
from tests.browsing import Browsing
from tests.counting import counted
from tests.doing import do
from tests.insights.test_writing import begun, published
from tests.town import Person, Town

KEPT = "/insights/kept"
# What is another each time a page is made.
CHANGING = re.compile(r'<(input|meta)[^>]*name="(csrf[_-]token|client_key)"[^>]*>')


def titles(who: Person, words: str = "") -> list[str | None]:
    actor = who.actor
    with reading() as db:
        page = kept.kept_page(db, actor, Beside(), words)
    return [one.card.title if one.card else None for one in page.rows]


def noted(who: Person, insight: Insight, note: str = "") -> None:
    do(who, keeping.keep, insight.id)
    do(who, keeping.write_note, insight.id, note)


def test_one_press_keeps_it_and_a_note_stands_beside_it(browsing: Browsing, town: Town) -> None:
    insight, milo = published(town.hana), browsing.by(town.milo)
    address = f"/insights/{insight.id}"
    assert "Keep it<" in milo.get(address).text
    for _ in range(2):
        assert milo.post(f"{address}/keep").location == address
    typed = {"note": " For *Tuesday* & <b>more</b> ", "from": "page"}
    changed = milo.post(f"{KEPT}/{insight.id}", **typed)
    assert changed.location == address
    page = milo.get(address).text
    assert ["Kept, with your note" in page, "Keep it<" in page] == [True, False]
    listed = milo.get(KEPT).text
    assert "For *Tuesday* &amp; &lt;b&gt;more&lt;/b&gt;" in listed
    assert f'href="{address}"' in listed


def test_nobody_else_learns_of_it(browsing: Browsing, town: Town) -> None:
    insight = published(town.hana, shown=Shown(Sight.PUBLIC))
    pages = (f"/insights/{insight.id}", "/insights?of=all", KEPT, "/insights/mine", "/inbox")
    who = (town.hana, town.otto, town.ada)

    def seen() -> list[str]:
        found = [browsing.by(one).get(page).text for one in who for page in pages]
        return [CHANGING.sub("", one) for one in found]

    before = seen()
    noted(town.milo, insight, "Canary")
    assert seen() == before
    other = browsing.by(town.otto).post(f"{KEPT}/{insight.id}", note="Mine now")
    assert other.status_code == 404
    assert "Canary" in browsing.by(town.milo).get(KEPT).text


def test_what_is_gone_says_so_and_leaves_the_note(browsing: Browsing, town: Town) -> None:
    where = town.circle(town.hana, town.milo, visibility=Visibility.HIDDEN)
    text = Text("Canary title", "Canary words")
    narrowed = published(town.hana, text, Shown(Sight.CIRCLE, where.id))
    withdrawn = published(town.hana, text)
    for one in (narrowed, withdrawn):
        noted(town.milo, one, "For Tuesday")
    do(town.hana, publishing.publish, narrowed.id, text, Shown(Sight.HOSTS, where.id))
    do(town.hana, publishing.withdraw, withdrawn.id)
    milo = browsing.by(town.milo)
    page = milo.get(KEPT).text
    assert page.count("An insight that is no longer there") == 2
    assert page.count("For Tuesday</p>") == 2
    assert "Canary" not in page
    assert "Splinting" not in page
    assert titles(town.milo, "canary") == []
    assert titles(town.milo, "tuesday") == [None, None]
    milo.post(f"{KEPT}/{narrowed.id}", note="On Friday, then")
    milo.post(f"{KEPT}/{withdrawn.id}", do="take_out")
    assert titles(town.milo) == [None]
    assert "On Friday, then" in milo.get(KEPT).text
    do(town.hana, publishing.publish, narrowed.id, text, Shown(Sight.CIRCLE, where.id))
    assert titles(town.milo) == ["Canary title"]  # it is there for them again


def test_one_finds_it_by_words_of_the_note_and_of_the_title(town: Town) -> None:
    first = published(town.hana, Text("Ten minutes", "Words"))
    second = published(town.hana, Text("Casting thumbs", "Words"))
    noted(town.milo, first, "Für die Übung am Dienstag")
    noted(town.milo, second)
    assert titles(town.milo) == ["Casting thumbs", "Ten minutes"]
    assert titles(town.milo, "ubung") == ["Ten minutes"]
    assert titles(town.milo, "minutes dienstag") == ["Ten minutes"]
    assert titles(town.milo, "thumb") == ["Casting thumbs"]
    for nothing in ("minutes thumb", "%", "_", "\x00", "a" * 5000):
        assert titles(town.milo, nothing) == []


@pytest.mark.parametrize("query", ["q=%00", "q=" + "a" * 3000, "older_than=x", "newer_than=-%00"])
def test_whatever_is_asked_of_the_list_it_answers(
    browsing: Browsing, town: Town, query: str
) -> None:
    assert browsing.by(town.milo).get(f"{KEPT}?{query}").status_code == 200


def test_only_what_is_published_is_kept_and_so_many(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotFound):
        do(town.milo, keeping.keep, begun(town.hana))
    for unknown in ("nothing", "\x00", "a" * 16):
        with pytest.raises(NotFound):
            do(town.milo, keeping.write_note, unknown, "Words")
    monkeypatch.setattr(keeping, "KEPT_MOST", 1)
    first = published(town.hana)
    for _ in range(2):
        do(town.milo, keeping.keep, first.id)
    with pytest.raises(Refused, match="take one out"):
        do(town.milo, keeping.keep, published(town.hana).id)


@pytest.mark.parametrize("there", [True, False])
def test_too_long_a_note_typed_on_the_page_is_shown_again_there(
    browsing: Browsing, town: Town, there: bool
) -> None:
    insight = published(town.hana)
    noted(town.milo, insight, "Short")
    if not there:
        do(town.hana, publishing.withdraw, insight.id)
    typed = {"note": "long " * 500, "from": "page"}
    answer = browsing.by(town.milo).post(f"{KEPT}/{insight.id}", **typed)
    assert answer.status_code == 422
    assert "At most 2,000 characters" in answer.text
    assert "long long" in answer.text
    assert (" open>" in answer.text) is True
    assert ('class="article"' in answer.text) is there
    assert "(optional)" not in answer.text


def test_twenty_of_a_list_are_told_apart(browsing: Browsing, town: Town) -> None:
    noted(town.milo, published(town.hana, Text("Ten <minutes>", "Words")))
    page = browsing.by(town.milo).get(KEPT).text
    assert page.count('<span class="visually-hidden">: Ten &lt;minutes&gt;</span>') == 3


def test_a_second_press_takes_out_nothing_more(browsing: Browsing, town: Town) -> None:
    insight, milo = published(town.hana), browsing.by(town.milo)
    noted(town.milo, insight)
    pressed = [milo.post(f"{KEPT}/{insight.id}", do="take_out") for _ in range(2)]
    assert [one.location for one in pressed] == [KEPT, KEPT]
    assert titles(town.milo) == []


def test_a_note_that_is_too_long_is_shown_again(browsing: Browsing, town: Town) -> None:
    insight = published(town.hana)
    noted(town.milo, insight, "Short")
    answer = browsing.by(town.milo).post(f"{KEPT}/{insight.id}?q=short", note="long " * 500)
    assert answer.status_code == 422
    assert "At most 2,000 characters" in answer.text
    assert "long long" in answer.text
    assert 'value="short"' in answer.text


def test_keeping_is_for_members(browsing: Browsing, town: Town) -> None:
    insight = published(town.hana, shown=Shown(Sight.PUBLIC))
    nobody = browsing.by()
    assert "Keep it<" not in nobody.get(f"/insights/{insight.id}").text
    for address in (f"/insights/{insight.id}/keep", f"{KEPT}/{insight.id}"):
        assert "/sign-in" in nobody.post(address).location
    assert "/sign-in" in nobody.get(KEPT).location


def test_the_list_asks_as_much_however_long_it_is(browsing: Browsing, town: Town) -> None:
    milo, asked = browsing.by(town.milo), []
    milo.get(KEPT)
    for more in (1, 6):
        for number in range(more):
            noted(town.milo, published(town.hana, Text(f"Number {more}.{number}", "Words")))
        for query in ("", "?q=number"):
            with counted() as statements:
                assert milo.get(f"{KEPT}{query}").status_code == 200
            asked.append(len(statements))
    assert asked[:2] == asked[2:]
    assert max(asked) <= 12
