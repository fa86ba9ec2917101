"""Where feeds hang, and their addresses."""

from typing import Any

from flask import Blueprint, url_for

from community.feeds.views.answering import WRITERS, site

views = Blueprint("feeds", __name__)
FLAVOUR = "<any(atom, json):flavour>"


def addresses(endpoint: str, **values: Any) -> dict[str, str]:
    """Of one feed, by format."""
    return {one: site() + url_for(endpoint, flavour=one, **values) for one in WRITERS}
