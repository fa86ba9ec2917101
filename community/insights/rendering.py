"""An insight's Markdown as one reader sees it: its text, with its pictures and its quotes."""

import re

from markupsafe import Markup
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core.articles import to_article
from community.insights.files import kept_in
from community.insights.placing import PLACE
from community.insights.quoting import quotes_of

# In what `to_article` made: a paragraph that says nothing else. In code the signs are escaped.
_PLACE = re.compile(r"<p>\{quote ([1-9][0-9]{0,3})\}</p>")
_NOT_HERE = Markup('<p class="quoted quoted--open">Words that stood here are not quoted.</p>')


def rendered(db: Session, actor: Actor, insight_id: str, body: str) -> Markup:
    """Safe HTML of a text of the insight: the published one, a draft, or an earlier one."""
    alone = PLACE.sub(r"\n\g<0>\n", body)  # lines that follow each other are one paragraph
    html = to_article(alone, kept_in(db, insight_id, body))
    if not _PLACE.search(html):
        return Markup(html)  # noqa: S704 - cleaned by nh3
    quotes, placed = quotes_of(db, actor, insight_id), set[int]()

    def put(found: re.Match[str]) -> str:
        """Each stands once: thousands of places make no page without end."""
        number = int(found[1])
        new = number not in placed
        placed.add(number)
        return str(quotes.get(number, _NOT_HERE)) if new else ""

    return Markup(_PLACE.sub(put, html))  # noqa: S704 - cleaned by nh3, and templates of ours, which escape
