"""Whatever words stand in a feed, both formats stay what they are."""

import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser
from hypothesis import example, given
from hypothesis import strategies as st

from community.feeds import atom, json_feed
from community.feeds.shape import NEVER, Entry, Feed, printable

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANY = st.text(st.characters(), max_size=60)
HOSTILE = "\x00\x1b\ud800\ufffe]]></content><entry>&#0;<![CDATA[ 'quoted' \"twice\" \u202e"
SPACES = re.compile(r"[\s\x85]+")


def entry(number: int = 1, **words: Any) -> Entry:
    at = NOON + timedelta(hours=number)
    usual: dict[str, Any] = {
        "title": "Ten minutes",
        "summary": "We begin.",
        "author": "Hana",
        "content": "<p>We begin.</p>",
        "subjects": ("ARCP",),
    }
    return Entry(
        id=f"tag:learn.example.org,2026-11-22:insight/{number}",
        address=f"https://learn.example.org/insights/{number}",
        published=at,
        updated=at + timedelta(minutes=5),
        **(usual | words),
    )


def feed(*entries: Entry, title: str = "Insights") -> Feed:
    here = "https://learn.example.org"
    return Feed(
        id=f"{here}/insights/feed",
        title=title,
        page=f"{here}/insights",
        address=f"{here}/insights/feed.atom",
        community="Splinters",
        entries=entries,
    )


def parsed(made: bytes) -> Any:
    """As another program reads it; what came by an address of the net is told as XML."""
    headers = {"content-type": "application/atom+xml; charset=utf-8"}
    read = feedparser.parse(io.BytesIO(made), response_headers=headers)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    return read


def said(text: str) -> str:
    return SPACES.sub(" ", printable(text)).strip()


@given(title=ANY, summary=ANY, author=ANY, subject=ANY, content=ANY)
@example(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
@example("", "", "", "", "")
def test_any_words_make_a_feed_that_is_read_as_they_were_written(
    title: str, summary: str, author: str, subject: str, content: str
) -> None:
    one = entry(title=title, summary=summary, author=author, content=content, subjects=(subject,))
    made = feed(one, entry(2), title=title)
    root = ElementTree.fromstring(atom.written(made))  # noqa: S314 - our own words
    words = {name: root.findtext(f"{{*}}entry/{{*}}{name}") or "" for name in ("title", "summary")}
    assert said(words["title"]) == said(title)
    assert said(words["summary"]) == said(summary)
    assert said(root.findtext("{*}entry[1]/{*}content") or "") == said(content)
    assert len(root.findall("{*}entry")) == 2
    read = json.loads(json_feed.written(made))
    assert read["title"] == printable(title)
    assert read["items"][0]["title"] == printable(title)
    assert read["items"][0]["tags"] == [printable(subject)]


def test_another_program_reads_every_field_of_an_atom_feed() -> None:
    read = parsed(atom.written(feed(entry(1), entry(2, author="", content=""))))
    assert (read.feed.title, read.feed.id) == (
        "Insights",
        "https://learn.example.org/insights/feed",
    )
    links = {link.rel: (link.href, link.type) for link in read.feed.links}
    here = "https://learn.example.org/insights"
    assert links["self"] == (f"{here}/feed.atom", "application/atom+xml")
    assert links["alternate"] == (here, "text/html")
    assert read.feed.updated == "2026-11-22T14:05:00Z", "of the newest"
    first, second = read.entries
    assert first.id == "tag:learn.example.org,2026-11-22:insight/1"
    assert first.title_detail.type == "text/plain"
    assert (first.title, first.link) == ("Ten minutes", f"{here}/1")
    assert (first.published, first.updated) == ("2026-11-22T13:00:00Z", "2026-11-22T13:05:00Z")
    assert (first.author, [one.term for one in first.tags]) == ("Hana", ["ARCP"])
    assert (first.summary, first.summary_detail.type) == ("We begin.", "text/plain")
    assert first.content[0].value == "<p>We begin.</p>"
    assert first.content[0].type == "text/html"
    assert "content" not in second
    assert read.feed.author == "Splinters", "of those whose author is not named"


def test_a_json_feed_has_what_its_format_asks_for() -> None:
    read = json.loads(json_feed.written(feed(entry(1), entry(2, author="", content=""))))
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert read["home_page_url"] == "https://learn.example.org/insights"
    assert read["feed_url"].startswith("https://learn.example.org/insights/feed.")
    assert read["authors"] == [{"name": "Splinters"}]
    first, second = read["items"]
    assert first == {
        "id": "tag:learn.example.org,2026-11-22:insight/1",
        "url": "https://learn.example.org/insights/1",
        "title": "Ten minutes",
        "summary": "We begin.",
        "content_html": "<p>We begin.</p>",
        "date_published": "2026-11-22T13:00:00Z",
        "date_modified": "2026-11-22T13:05:00Z",
        "authors": [{"name": "Hana"}],
        "tags": ["ARCP"],
    }
    assert (second["content_text"], "content_html" in second) == ("We begin.", False)
    assert "authors" not in second


def test_a_feed_in_which_nothing_stands_is_one_all_the_same() -> None:
    assert feed().updated == NEVER
    assert parsed(atom.written(feed())).entries == []
    assert json.loads(json_feed.written(feed()))["items"] == []
