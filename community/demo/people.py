"""The people of the demonstration: who they are, what they teach and learn, how they appear."""

from datetime import timedelta

from sqlalchemy.orm import Session

from community.access.actor import CommunityRole
from community.access.blocks import BlockKind
from community.core import clock
from community.demo.pictures import picture
from community.demo.stage import Content, People, acting, content
from community.files import images
from community.files.actions import store
from community.files.drawing import drawn_anew
from community.members import actions as members
from community.members import blocking, profiles
from community.members.models import Reach
from community.members.reminding import USUAL
from community.skills import actions as skills
from community.skills.models import Level

ROLES = {
    "hana": CommunityRole.ADMINISTRATOR,
    "ravi": CommunityRole.COORDINATOR,
    "noor": CommunityRole.MODERATOR,
}
APART = (
    ("zofia", "emeka", BlockKind.BLOCK),
    ("hana", "marek", BlockKind.MUTE),
)
PHOTO_SIDE = 240


def make_people(db: Session, hashed: str) -> People:
    given = content("members.toml")["members"]
    people = {one["handle"]: _member(db, one, hashed) for one in given}
    for handle, profile in content("profiles.toml").items():
        _profile(db, people[handle], handle, profile)
    for one in given:
        _skills(db, people[one["handle"]], one)
    for said in content("skills.toml")["said"]:
        _say_of_skill(db, people[said["from"]], said)
    for handle, other, kind in APART:
        blocking.keep_apart(db, acting(db, people[handle]), people[other], kind)
    return people


def _member(db: Session, given: Content, hashed: str) -> str:
    handle = given["handle"]
    new = members.NewMember(
        name=given["name"],
        email=f"{handle}@example.org",
        password_hash=hashed,
        handle=handle,
    )
    member = members.sign_up(db, new, ROLES.get(handle, CommunityRole.MEMBER))
    members.change_profile(
        db,
        acting(db, member.id),
        name=given["name"],
        handle=handle,
        role_line=given["role_line"],
        about=given["about"],
    )
    # Their addresses are invented: a server that sends mail should not write to them.
    profiles.choose_mails(db, acting(db, member.id), mail_notices=False)
    profiles.choose_reminders(db, acting(db, member.id), USUAL, by_mail=False)
    return member.id


def _profile(db: Session, member_id: str, handle: str, given: Content) -> None:
    actor = acting(db, member_id)
    profiles.change_details(db, actor, _details(given))
    if given.get("photo"):
        drawn = drawn_anew(picture(handle), PHOTO_SIDE, square=True)
        name = f"{handle}{images.ENDING}"
        file = store(db, actor, name=name, media_type=images.MEDIA_TYPE, content=drawn)
        profiles.put_photo(db, actor, file.id)
    if "sights" in given:
        profiles.choose_sights(db, actor, given["sights"], Reach.MEMBERS)


def go_away(db: Session, people: People) -> None:
    """Last of all: nobody can invite who is away."""
    for handle, given in content("profiles.toml").items():
        if "away_days" in given:
            until = (clock.now() + timedelta(days=given["away_days"])).date().isoformat()
            details = _details(given, away_until=until)
            profiles.change_details(db, acting(db, people[handle]), details)


def _details(given: Content, away_until: str = "") -> profiles.Details:
    return profiles.Details(
        organisation=given.get("organisation", ""),
        site=given.get("site", ""),
        stage=given.get("stage", ""),
        languages=given.get("languages", ""),
        time_zone=given.get("time_zone", ""),
        links=[(label, address) for label, address in given.get("links", [])],
        forms=given.get("forms", []),
        away_until=away_until,
    )


def _skills(db: Session, member_id: str, given: Content) -> None:
    actor = acting(db, member_id)
    skills.add_both(db, actor, ", ".join(given["teaches"]), ", ".join(given["learns"]))


def _say_of_skill(db: Session, member_id: str, said: Content) -> None:
    tell = skills.offer if "teaches" in said else skills.wish
    tell(
        db,
        acting(db, member_id),
        said.get("teaches") or said["learns"],
        level=Level(said["level"]),
        words=said.get("words", ""),
        evidence=said.get("evidence", ""),
    )
