"""What the index holds for all members and this one does not find."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.insights.known_skills import known_skills
from community.insights.models import Insight, InsightSkill
from community.skills.models import Offer, Skill, Wish


def hidden_from(db: Session, actor: Actor) -> frozenset[str]:
    """The keys of people whom a block keeps apart from the actor, of skills that exist only
    through them, and of what they wrote outside the actor's circles. For nearly everybody it is
    empty and asks nothing."""
    if not actor.apart:
        return frozenset()
    theirs = select(InsightSkill.skill_id).join(Insight).where(Insight.author_id.in_(actor.apart))
    through_them = or_(
        Skill.id.in_(theirs),
        *(
            Skill.id.in_(select(kind.skill_id).where(kind.member_id.in_(actor.apart)))
            for kind in (Offer, Wish)
        ),
    )
    skills = db.scalars(select(Skill.id).where(through_them, ~known_skills(actor)))
    people = (f"person:{member_id}" for member_id in actor.apart)
    elsewhere = or_(Insight.circle_id.is_(None), Insight.circle_id.not_in(actor.circles))
    written = db.scalars(select(Insight.id).where(Insight.author_id.in_(actor.apart), elsewhere))
    insights = (f"insight:{insight_id}" for insight_id in written)
    return frozenset({*people, *insights, *(f"skill:{skill_id}" for skill_id in skills)})
