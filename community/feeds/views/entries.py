"""Insights as entries of a feed."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import nh3
from flask import get_template_attribute
from sqlalchemy.orm import Session

from community.access.actor import ANYBODY
from community.core.articles import first_words
from community.feeds.shape import NEVER, Entry
from community.insights.listed import InsightCard
from community.insights.models import Insight
from community.insights.placing import without_places
from community.insights.rendering import rendered

SUMMARY_MOST = 300  # characters
# Of all the contents of one feed; what comes after has its summary, and its address.
CONTENT_MOST = 1_000_000
_ATTRIBUTES: dict[str, set[str]] = {
    **{"*": set(), "a": {"href"}, "ol": {"start"}},
    "img": {"src", "alt", "width", "height"},
}


def public_entries(db: Session, cards: Sequence[InsightCard], site: str) -> Iterator[Entry]:
    """Each whole, as somebody reads it who is not signed in."""
    left = CONTENT_MOST
    for card in cards:
        page = f"{site}/insights/{card.insight.id}"
        content = _content(db, card.insight, page) if left > 0 else ""
        left -= len(content)
        yield _entry(card, site, content)


def private_entries(cards: Sequence[InsightCard], site: str) -> Iterator[Entry]:
    """Never whole: whoever reads feeds for others keeps what was in them, whatever comes of it."""
    return (_entry(card, site) for card in cards)


def _entry(card: InsightCard, site: str, content: str = "") -> Entry:
    insight = card.insight
    return Entry(
        id=tag(site, insight),
        title=insight.title,
        address=f"{site}/insights/{insight.id}",
        published=insight.published_at or NEVER,
        updated=insight.changed_at,
        summary=first_words(without_places(insight.body), SUMMARY_MOST),
        author=card.author.name if card.author else "",
        subjects=tuple(skill.name for skill in card.skills),
        content=content,
    )


def tag(site: str, insight: Insight) -> str:
    """The same for ever (RFC 4151), whatever becomes of our addresses."""
    return f"tag:{host_of(site)},{insight.created_at:%Y-%m-%d}:insight/{insight.id}"


def host_of(site: str) -> str:
    return urlsplit(site).hostname or "localhost"


def _content(db: Session, insight: Insight, page: str) -> str:
    """And what it leans on. Read elsewhere, addresses have to be whole; classes mean nothing."""
    html = rendered(db, ANYBODY, insight.id, insight.body)
    references = get_template_attribute("insights/_references.html", "reference_list")
    return nh3.clean(
        html + references(insight.references),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
        url_relative=("rewrite_with_base", page),
    )
