"""An insight's Markdown as one reader sees it."""

from markupsafe import Markup
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.core.articles import to_article


def rendered(db: Session, actor: Actor, insight_id: str, body: str) -> Markup:
    """Safe HTML of a text of the insight: the published one, a draft, or an earlier one."""
    return Markup(to_article(body))  # noqa: S704 - cleaned by nh3
