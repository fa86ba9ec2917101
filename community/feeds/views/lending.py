"""What pages of other things say of feeds, which they know nothing of."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement

from community.core.transaction import reading
from community.feeds import chosen
from community.feeds.views.blueprint import addresses, views

# By the kind of thing: what is in its feed, and where that is.
_FEEDS: dict[str, tuple[Callable[[str], ColumnElement[bool]], str, str]] = {
    "skill": (chosen.about, "feeds.about_skill", "skill_id"),
    "circle": (chosen.of_circle, "feeds.of_circle", "circle_id"),
    "person": (chosen.by, "feeds.by_person", "person_id"),
}


@views.app_context_processor
def words_about_feeds() -> dict[str, Any]:
    return {"feed_of": _feed_of, "feed_of_all": lambda: addresses("feeds.of_all")}


def _feed_of(kind: str, thing_id: str) -> dict[str, str]:
    """The addresses, by format, of a skill's, circle's or person's feed: none while everybody
    could read nothing there."""
    which, endpoint, name = _FEEDS[kind]
    with reading() as db:
        there = chosen.are_there(db, which(thing_id))
    return addresses(endpoint, **{name: thing_id}) if there else {}
