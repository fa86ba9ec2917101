"""What people of the demonstration follow, and who wants what is new in a letter."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.demo.meetings import Circles
from community.demo.stage import People, acting, content
from community.follows import actions
from community.follows.letter_choice import choose
from community.skills.models import Skill


def follow(db: Session, started: Circles, people: People) -> None:
    for handle, given in content("follows.toml").items():
        actor = acting(db, people[handle])
        for name in given["skills"]:
            skill_id = db.scalars(select(Skill.id).where(Skill.name == name)).one()
            actions.follow_skill(db, actor, skill_id)
        for other in given["people"]:
            actions.follow_person(db, actor, people[other])
        for key in given["circles"]:
            actions.follow_circle(db, actor, started[key])
        choose(db, actor, given["letter"])
