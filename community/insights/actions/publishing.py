"""From a draft to what others read, checked first where the community wishes it, and back."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.insight_rules import InsightState, Sight, goes_far
from community.access.policy import Permission
from community.circles.actions.places import held
from community.core import clock
from community.core.errors import Invalid, Refused
from community.core.events import record
from community.insights.actions.drafting import put_into_draft
from community.insights.actions.filing import let_go, sweep_later
from community.insights.actions.holding import held_insight
from community.insights.actions.quoting import ask_again
from community.insights.answer_models import (
    InsightComment,
    InsightCommentWish,
    InsightQuote,
    InsightTry,
)
from community.insights.checking import is_checked_first, is_for_its_circle_only
from community.insights.events import (
    InsightChanged,
    InsightLetOut,
    InsightPublished,
    InsightSentBack,
    InsightWaits,
)
from community.insights.models import (
    WHY_MOST,
    Insight,
    InsightDraft,
    InsightMark,
    InsightRevision,
    InsightSkill,
)
from community.insights.texts import NOTHING, SKILLS_MOST, Shown, Text, ready
from community.skills.actions import skills_named
from community.skills.events import SkillChanged
from community.skills.naming import forget_unused

# What goes with its words, of whoever they are.
_OF_IT = (
    *(InsightDraft, InsightRevision, InsightMark, InsightTry, InsightQuote),
    *(InsightComment, InsightCommentWish),
)
_WIDTHS = (Sight.HOSTS, Sight.CIRCLE, Sight.MEMBERS, Sight.PUBLIC)


def publish(db: Session, actor: Actor, insight_id: str, text: Text, shown: Shown) -> Insight:
    """What others read from now on, or what waits to be checked; nothing is left of the draft."""
    insight = held_insight(db, actor, insight_id, Permission.INSIGHT_WRITE)
    text = ready(text)
    before, read_far = _by_whom(insight), _is_read_far(insight)
    actor = _show(db, actor, insight, shown)
    if is_for_its_circle_only(db, actor, insight):
        insight.sight = Sight.CIRCLE
    ask_again(db, insight)
    _say(insight, text)
    insight.why = ""
    goes_on = read_far or (insight.state is InsightState.PUBLISHED and not goes_far(insight))
    if not goes_on and is_checked_first(db, actor, insight):
        _let_wait(db, insight, moved=before != _by_whom(insight))
    else:
        _let_out(db, insight)
    db.execute(delete(InsightDraft).where(InsightDraft.insight_id == insight.id))
    record(db, InsightChanged(insight_id=insight.id))
    return insight


def let_out(db: Session, actor: Actor, insight_id: str, as_of: str | None = None) -> Insight:
    """Whoever checks it says yes; the second yes changes nothing. `as_of`: `changed_at` of what
    they read, so that nobody says yes to words they have not seen."""
    insight = held_insight(db, actor, insight_id, Permission.INSIGHT_CHECK)
    if insight.state is InsightState.WAITING:
        _the_same(insight, as_of)
        if is_for_its_circle_only(db, actor, insight):  # its circle was hidden meanwhile
            insight.sight = Sight.CIRCLE
        _let_out(db, insight)
        record(db, InsightLetOut(insight_id=insight.id))
        record(db, InsightChanged(insight_id=insight.id))
    return insight


def send_back(
    db: Session, actor: Actor, insight_id: str, why: str, as_of: str | None = None
) -> Insight:
    """A draft again, with a word to its author of what to change; `as_of` as in `let_out`."""
    insight = held_insight(db, actor, insight_id, Permission.INSIGHT_CHECK)
    if insight.state is not InsightState.WAITING:
        raise Refused("It is published already.")
    _the_same(insight, as_of)
    why = " ".join(why.split())
    if not why or len(why) > WHY_MOST:
        sentence = f"Please say in at most {WHY_MOST} characters what should change."
        raise Invalid(sentence, why=sentence)
    if db.get(InsightDraft, insight.id) is None:  # else its author wrote on meanwhile
        put_into_draft(db, insight, Text.of(insight))
    _say(insight, NOTHING)
    insight.state, insight.why = InsightState.DRAFT, why
    record(db, InsightSentBack(insight_id=insight.id))
    record(db, InsightChanged(insight_id=insight.id))
    return insight


def withdraw(db: Session, actor: Actor, insight_id: str) -> None:
    """Its words are gone, from its revisions too; the address says so."""
    insight = held_insight(db, actor, insight_id, Permission.INSIGHT_WRITE)
    _about(db, insight, ())
    _say(insight, NOTHING)
    let_go(db, insight)
    for kind in _OF_IT:
        db.execute(delete(kind).where(kind.insight_id == insight.id))
    insight.state = InsightState.WITHDRAWN
    record(db, InsightChanged(insight_id=insight.id))


def _the_same(insight: Insight, as_of: str | None) -> None:
    if as_of is not None and as_of != insight.changed_at.isoformat():
        raise Refused("It was changed meanwhile. Please read it again.")


def _by_whom(insight: Insight) -> tuple[str | None, bool]:
    """Who checks it: those of a place, or those of the whole community."""
    return insight.circle_id, goes_far(insight)


def _is_read_far(insight: Insight) -> bool:
    return insight.state is InsightState.PUBLISHED and goes_far(insight)


def _let_wait(db: Session, insight: Insight, *, moved: bool) -> None:
    """`moved`: to where others check it, who have not heard of it."""
    insight.changed_at = clock.now()
    if moved or insight.state is not InsightState.WAITING:
        insight.state = InsightState.WAITING
        record(db, InsightWaits(insight_id=insight.id))


def _let_out(db: Session, insight: Insight) -> None:
    now = clock.now()
    if insight.published_at is None:
        insight.published_at = now
        record(db, InsightPublished(insight_id=insight.id))
    insight.state = InsightState.PUBLISHED
    sweep_later(db, insight)
    latest = db.get(InsightRevision, (insight.id, insight.number))
    if latest is not None and Text.of(latest) == Text.of(insight):
        return  # only who reads it changed
    insight.number, insight.changed_at = insight.number + 1, now
    db.add(
        InsightRevision(
            insight_id=insight.id,
            number=insight.number,
            title=insight.title,
            body=insight.body,
            references=list(insight.references),
            at=now,
        )
    )


def _say(insight: Insight, text: Text) -> None:
    insight.title, insight.body = text.title, text.body
    insight.references = [dict(one) for one in text.references]


def _show(db: Session, actor: Actor, insight: Insight, shown: Shown) -> Actor:
    """The actor as they stand now. A circle's hosts vouch for what stands in it, so a published
    one stays there whatever is chosen; its author may have left, and still say less widely."""
    circle_id = insight.circle_id if insight.number else shown.circle_id
    if circle_id is None and shown.sight in (Sight.CIRCLE, Sight.HOSTS):
        sentence = "Please choose a circle, or show it to all members."
        raise Invalid(sentence, sight=sentence)
    wider = not insight.number or _WIDTHS.index(shown.sight) > _WIDTHS.index(insight.sight)
    if circle_id is None:
        insight.circle_id = insight.circle = None
    elif wider or circle_id != insight.circle_id:
        circle, actor = held(db, actor, circle_id, Permission.CIRCLE_ADD)
        insight.circle_id, insight.circle = circle.id, circle
    insight.sight = shown.sight
    _about(db, insight, shown.skills)
    return actor


def _about(db: Session, insight: Insight, names: Sequence[str]) -> None:
    skills = skills_named(db, ", ".join(names)) if names else []
    if len(skills) > SKILLS_MOST:
        sentence = f"At most {SKILLS_MOST} skills, please; these are {len(skills)}."
        raise Invalid(sentence, skills=sentence)
    own, now = InsightSkill.insight_id == insight.id, {skill.id for skill in skills}
    before = set(db.scalars(select(InsightSkill.skill_id).where(own)))
    for skill_id in before ^ now:
        record(db, SkillChanged(skill_id=skill_id))
    db.execute(delete(InsightSkill).where(own))
    db.add_all(InsightSkill(insight_id=insight.id, skill_id=one) for one in now)
    db.flush()
    for skill_id in before - now:
        forget_unused(db, skill_id)
