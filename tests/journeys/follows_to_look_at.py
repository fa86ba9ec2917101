"""What somebody follows, to look at: with names that are long, and something without one."""

from sqlalchemy import select

from community.access.policy import Visibility
from community.circles import actions as circles
from community.core.transaction import reading
from community.follows import actions
from community.skills.models import Skill
from tests.doing import do
from tests.town import Person, Town

FOLLOWS_PAGES = {
    "following": ("milo", "/following"),
    "following, nothing yet": ("nell", "/following"),
    "new of what one follows": ("milo", "/following/news"),
    "new of what one follows, nothing yet": ("nell", "/following/news"),
    "insights, what fits best": ("milo", "/insights?first=fitting"),
    "insights, none that fits": ("nell", "/insights?first=fitting"),
}


def follows_to_look_at(found: dict[str, Person], long: Person, skill: str) -> None:
    """Somebody and a skill with long names, and a hidden circle that was left."""
    milo = found["milo"]
    do(milo, actions.follow_person, long.id)
    with reading() as db:
        skill_id = db.scalars(select(Skill.id).where(Skill.name == skill)).one()
    do(milo, actions.follow_skill, skill_id)
    hidden = Town().circle(found["hana"], milo, visibility=Visibility.HIDDEN, name="Left")
    do(milo, actions.follow_circle, hidden.id)
    do(milo, circles.leave, hidden.id)
