"""A feed on its way out: in the format that was asked for, and only if it changed."""

from flask import Response, current_app, request

from community.choices.queries import lately_chosen
from community.core.limits import Budget
from community.feeds import atom, json_feed
from community.feeds.shape import Feed

WRITERS = {"atom": atom, "json": json_feed}
# Kept by whoever reads it, and asked for again each time: what was taken back is gone at once.
FOR_ALL, FOR_ONE = "public, no-cache", "private, no-cache"
# A feed reader asks a few times an hour; each answer is up to fifty texts.
_budget = Budget(rate=1, burst=240)


def site() -> str:
    """Where links lead, behind a proxy as well."""
    settings = current_app.extensions["settings"]
    return str(settings.base_url or request.host_url).rstrip("/")


def community() -> str:
    return lately_chosen().name


def spend(key: str) -> None:
    """Before anything is looked up, found or not; raises `SlowDown`."""
    _budget.spend(key)


def for_all() -> str:
    """Not of an answer to a browser that somebody signs in with: its cookie goes along."""
    return FOR_ONE if request.cookies else FOR_ALL


def answered(feed: Feed, flavour: str, kept: str) -> Response:
    """A date says nothing of what was taken back, so only the tag of the whole decides whether
    it is what the reader has already."""
    writer = WRITERS[flavour]
    content_type = f"{writer.MEDIA_TYPE}; charset=utf-8"
    response = Response(writer.written(feed), content_type=content_type)
    response.headers["Cache-Control"] = kept
    response.add_etag()
    response.make_conditional(request)
    return response
