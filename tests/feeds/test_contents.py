"""Pictures and quotes in a text: in a feed they stand as for somebody signed out."""

from typing import Any

from community.access.insight_rules import Sight
from community.circles.actions.materials import fit_to_keep
from community.insights.texts import Shown, Text
from tests.browsing import Browsing
from tests.feeds.test_feeds import ALL, fetched, secret_of
from tests.feeds.test_formats import parsed
from tests.insights.quotes import CANARY, quoted, say
from tests.insights.test_files import CAT, keep, publish
from tests.insights.test_writing import begun, published
from tests.town import Town


def newest(browsing: Browsing) -> Any:
    return parsed(fetched(browsing, ALL).data).entries[0]


def test_a_picture_is_fetched_from_where_it_is(browsing: Browsing, town: Town) -> None:
    insight_id = begun(town.hana)
    one = keep(town.hana, insight_id, fit_to_keep(*CAT))
    publish(town.hana, insight_id, f"Look: ![A cat](file:{one.row.id})", Shown(Sight.PUBLIC))
    address = f"http://localhost/insight-files/{one.row.id}"
    content = newest(browsing).content[0].value
    assert f'src="{address}"' in content
    assert 'alt="A cat"' in content
    answer = fetched(browsing, address)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")


def test_a_quote_stands_in_it_as_long_as_its_writer_says_yes(
    browsing: Browsing, town: Town
) -> None:
    where = town.circle(town.hana, town.milo, name="Secret splints")
    insight_id, item = quoted(town, where, sight=Sight.PUBLIC)
    for who in (None, town.milo):
        text = fetched(browsing, ALL, who).text
        assert CANARY in text
        assert "Milo" in text
        assert item not in text, "the way to the room is for its people"
        assert "Secret" not in text
    assert "{quote" not in newest(browsing).summary
    tag = fetched(browsing, ALL).headers["ETag"]
    say(town.milo, insight_id, yes=False)
    answer = fetched(browsing, ALL, **{"If-None-Match": tag})
    assert answer.status_code == 200
    assert "CANARY" not in answer.text
    assert "CANARY" not in fetched(browsing, secret_of(town.hana)).text


def test_what_it_leans_on_stands_below_it(browsing: Browsing, town: Town) -> None:
    reference = {"author": "Ng, A.", "year": "2019", "title": "On <heat>", "accessed": ""}
    text = Text("Heat", "Warm it.", ({**reference, "address": "https://example.org/heat"},))
    published(town.hana, text, Shown(Sight.PUBLIC))
    content = newest(browsing).content[0].value
    assert "Ng, A. (2019)." in content
    assert "On &lt;heat&gt;</a>" in content
    assert 'href="https://example.org/heat"' in content
