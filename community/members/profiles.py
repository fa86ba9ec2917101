"""What members say of themselves, and who may see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.errors import Invalid
from community.core.events import record
from community.files.actions import remove
from community.members import profile_rules as rules
from community.members.events import MemberChanged, SightsChanged
from community.members.models import Member, Profile, Reach
from community.members.queries import access_person
from community.members.reminding import tidy_times
from community.members.sights import OPEN, PARTS, sight_of, tidy_sights


@dataclass(frozen=True, kw_only=True)
class Details:
    """What stands in the profile beside name, handle, role line and about, as it was typed."""

    organisation: str = ""
    site: str = ""
    stage: str = ""
    languages: str = ""
    time_zone: str = ""
    links: Sequence[tuple[str, str]] = ()
    forms: Sequence[str] = field(default_factory=list)
    capacity: str = ""
    training: str = ""
    trained_on: str = ""
    away_until: str = ""


def _mine(db: Session, actor: Actor) -> tuple[Member, Profile]:
    """Held until the end: two changes at once, of the photo and of who sees it, take turns.

    The member before the profile, as keeping a file does, and so that what only points to the
    member need not wait.
    """
    member = access_person(db, actor, actor.member_id or "", Permission.PERSON_EDIT)
    db.refresh(member, with_for_update={"key_share": True})
    return member, db.get_one(Profile, member.id, populate_existing=True)


def change_details(db: Session, actor: Actor, details: Details) -> None:
    """Everything at once, as the form sends it: what is left empty is gone."""
    member, profile = _mine(db, actor)
    away_until = _away(member, details.away_until)
    profile.organisation = rules.tidy_short("organisation", details.organisation)
    profile.site = rules.tidy_short("site", details.site)
    profile.stage = rules.tidy_short("stage", details.stage)
    profile.languages = rules.tidy_languages(details.languages)
    profile.time_zone = rules.tidy_time_zone(details.time_zone)
    profile.links = [asdict(link) for link in rules.tidy_links(details.links)]
    profile.forms = rules.tidy_forms(details.forms)
    profile.capacity = rules.tidy_capacity(details.capacity)
    profile.training, profile.trained_on = rules.tidy_training(details.training, details.trained_on)
    member.away_until = away_until
    record(db, MemberChanged(member_id=member.id))


def _away(member: Member, typed: str) -> date | None:
    """A day that has passed since it was given is no mistake: they are simply back."""
    if member.away_until is not None and typed == member.away_until.isoformat():
        return member.away_until
    return rules.tidy_away(typed)


def choose_sights(db: Session, actor: Actor, given: Mapping[str, str], reach: str) -> None:
    """Who may see each part, and who may turn to the actor. A part that is not given stays as it
    is; skills follow in the same transaction (`SightsChanged`)."""
    member, profile = _mine(db, actor)
    if reach not in set(Reach):
        raise Invalid("Please choose who may turn to you.", reach="Please choose one of these.")
    now = {part: sight_of(profile.sights, part).value for part in PARTS}
    profile.sights = tidy_sights({**now, **given})
    profile.reach = Reach(reach)
    place_photo(member, profile)
    db.flush()
    record(db, SightsChanged(member_id=member.id))
    record(db, MemberChanged(member_id=member.id))


def choose_mails(db: Session, actor: Actor, *, mail_notices: bool) -> None:
    """Whether what happens in the actor's circles also comes as a mail."""
    _member, profile = _mine(db, actor)
    profile.mail_notices = mail_notices


def choose_reminders(
    db: Session, actor: Actor, before: Iterable[str | int], *, by_mail: bool
) -> None:
    """At which times before a session the actor is reminded, and whether by mail as well."""
    _member, profile = _mine(db, actor)
    profile.remind_before, profile.remind_by_mail = tidy_times(before), by_mail


def place_photo(member: Member, profile: Profile) -> None:
    """Beside the name stands only a photo that every member may see."""
    shown = sight_of(profile.sights, "photo") in OPEN
    member.photo_id = profile.photo_id if shown else None


def put_photo(db: Session, actor: Actor, file_id: str | None) -> None:
    """The photo of the actor from now on, or none; the one before is gone with its bytes."""
    member, profile = _mine(db, actor)
    before, profile.photo_id = profile.photo_id, file_id
    place_photo(member, profile)
    db.flush()
    if before:
        remove(db, before)
    record(db, MemberChanged(member_id=member.id))
