"""Published insights as the index is told of them."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from community.core.markdown import to_words
from community.discovery.audience import MEMBERS, audience_of, audience_of_insight
from community.discovery.portraits import Names, called_by
from community.insights.files import without_names
from community.insights.models import BODY_MOST, Insight, InsightSkill
from community.insights.placing import without_places
from search.api import Document


def of_insights(db: Session, insights: Sequence[Insight]) -> list[Document]:
    ids = [one.id for one in insights]
    skills = called_by(db, InsightSkill.insight_id, InsightSkill.skill_id, ids)
    return [_insight(one, skills[one.id]) for one in insights]


def _insight(insight: Insight, skills: Names) -> Document:
    author, circle = insight.author, insight.circle
    audience = audience_of_insight(insight)
    named = circle is not None and (audience != MEMBERS or audience_of(circle) == MEMBERS)
    return Document(
        key=f"insight:{insight.id}",
        kind="insight",
        title=insight.title,
        body=to_words(without_names(without_places(insight.body)), BODY_MOST),
        audience=audience,
        skills=skills.every,
        people=(author.name, author.handle) if author else (),
        circle=circle.name if circle is not None and named else "",
        updated_at=insight.published_at,
        marks={"skill": skills.own},
    )
