"""What pages of other things show of insights, which know nothing of them."""

from typing import Any

from sqlalchemy import ColumnElement

from community.access.things import PersonLike
from community.circles.models import Circle
from community.core.transaction import reading
from community.insights import listed
from community.insights.listed import InsightCard
from community.insights.models import Insight
from community.insights.views.blueprint import views
from community.sessions.models import HostedSession
from community.web.identity import current_actor

FEW = 3


@views.app_context_processor
def words_about_insights() -> dict[str, Any]:
    return {
        "insights_of_circle": _of_circle,
        "insights_by": _by,
        "insights_from": _from,
    }


def _of_circle(circle: Circle) -> list[InsightCard]:
    return _few(Insight.circle_id == circle.id)


def _by(person: PersonLike) -> list[InsightCard]:
    return _few(Insight.author_id == person.id)


def _from(session: HostedSession) -> list[InsightCard]:
    return _few(Insight.session_id == session.id)


def _few(which: ColumnElement[bool]) -> list[InsightCard]:
    """The newest that the reader of the page may read, and one more if there is."""
    with reading() as db:
        return listed.few(db, current_actor(), which, most=FEW + 1)
