"""A feed as JSON Feed 1.1 (jsonfeed.org)."""

import json
from typing import Any

from community.feeds.shape import Entry, Feed, moment, printable

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def written(feed: Feed) -> bytes:
    said: dict[str, Any] = {
        "version": VERSION,
        "title": printable(feed.title),
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": "en",
        "authors": _named(feed.community),
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(said, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict[str, Any]:
    """An item has to have a content; where only a summary is told, that is it."""
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.address,
        "title": printable(entry.title),
        "summary": printable(entry.summary),
        "date_published": moment(entry.published),
        "date_modified": moment(entry.updated),
    }
    if entry.content:
        item["content_html"] = printable(entry.content)
    else:
        item["content_text"] = item["summary"]
    if entry.author:
        item["authors"] = _named(entry.author)
    if entry.subjects:
        item["tags"] = [printable(subject) for subject in entry.subjects]
    return item


def _named(name: str) -> list[dict[str, str]]:
    return [{"name": printable(name)}]
