"""What tests about skills do by hand: sights, blocks, circles about a skill, parts of a page."""

from community.access.blocks import Block, BlockKind
from community.circles.models import CircleSkill
from community.core import clock
from community.core.events import record
from community.core.transaction import reading, transaction
from community.discovery.skills.queries import names_of
from community.members.events import SightsChanged
from community.members.models import Profile
from community.skills.models import Skill
from community.skills.naming import skill_named
from tests.town import Person


def see(whom: Person, **sights: str) -> None:
    with transaction() as db:
        db.get_one(Profile, whom.id).sights = sights
        record(db, SightsChanged(member_id=whom.id))


def about(circle_id: str, name: str) -> str:
    with transaction() as db:
        skill = skill_named(db, name)
        db.add(CircleSkill(circle_id=circle_id, skill_id=skill.id))
        return skill.id


def block(one: Person, other: Person) -> None:
    with transaction() as db:
        pair = {"member_id": one.id, "other_id": other.id}
        db.add(Block(**pair, kind=BlockKind.BLOCK, created_at=clock.now()))


def section(page: str, id: str) -> str:
    """The part of a page that the heading with this id stands in."""
    return page.partition(f'aria-labelledby="{id}"')[2].partition("</section>")[0]


def names(skill_id: str) -> set[str]:
    with reading() as db:
        return set(names_of(db, db.get_one(Skill, skill_id)))
