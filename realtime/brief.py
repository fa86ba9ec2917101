"""Items as sockets send them: what an item usually is goes without saying.

A message that nobody replied to, pinned or hid takes half the bytes, and a room's bytes are sent
once for each member. Whoever receives it puts `USUAL` under what came.
"""

from typing import Any

import orjson

from community.core.kept import Kept
from community.rooms.queries import Page
from community.rooms.shown import Shown

USUAL: Shown = {
    "kind": "message",
    "reply_to": None,
    "reactions": [],
    "mentions": [],
    "audience": "everyone",
    "edited": False,
    "withdrawn": False,
    "hidden": False,
    "pinned": False,
    "closed": False,
    "question": None,
    "number": None,
    "unseen": False,
    "nameless": False,
    "to": None,
    "files": [],
    "poll": None,
    "late": False,
}
_NOTHING = object()
_kept: Kept[str, tuple[Page, orjson.Fragment]] = Kept(most=500, seconds=5.0)


def brief(item: Shown) -> Shown:
    """`item` without what is usual."""
    usual = USUAL.get
    return {name: value for name, value in item.items() if usual(name, _NOTHING) != value}


def page_brief(page: Page) -> dict[str, Any]:
    """As `community.rooms.queries.page_json`, in brief."""
    told = {"items": list(map(brief, page.items)), "version": page.version, "more": page.more}
    return told if page.desk is None else {**told, "desk": page.desk}


def encoded_once(room_id: str, page: Page) -> orjson.Fragment:
    """The items of a page that thousands who enter are given: in brief, and as JSON already."""
    kept = _kept.get(room_id)
    if kept is None or kept[0] is not page:
        made = orjson.Fragment(orjson.dumps(list(map(brief, page.items))))
        kept = _kept.keep(room_id, (page, made))
    return kept[1]
