"""What members decide about their profile holds for their skills in the same transaction."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from community.core.events import record, within
from community.members.events import MemberChanged, SightsChanged
from community.members.models import Profile
from community.members.sights import sight_of
from community.skills.actions import PART
from community.skills.events import SkillChanged
from community.skills.models import Offer, Wish
from community.skills.queries import skill_ids_of


def follow_sights(db: Session, event: SightsChanged) -> None:
    """Each row repeats who may see it; what this hides or shows may be all that is known of
    a skill."""
    db.flush()
    profile = db.get_one(Profile, event.member_id)
    record(db, MemberChanged(member_id=event.member_id))
    for skill_id in skill_ids_of(db, event.member_id):
        record(db, SkillChanged(skill_id=skill_id))
    for kind in (Offer, Wish):
        sight = sight_of(profile.sights, PART[kind])
        mine = kind.member_id == event.member_id
        db.execute(update(kind).where(mine, kind.sight != sight).values(sight=sight))


within(SightsChanged, follow_sights)
