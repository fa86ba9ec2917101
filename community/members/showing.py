"""A profile as one reader may see it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.policy import Permission, require
from community.core.errors import NotFound, SignedOut
from community.core.ids import is_id
from community.core.text import fold
from community.files.models import File
from community.files.queries import content, file
from community.members.models import Member, Profile, Sight
from community.members.profile_rules import CAPACITIES, FORMS, Link, clock_there
from community.members.rules import is_handle
from community.members.sights import PARTS, sees, share_a_circle, sight_of


@dataclass(frozen=True)
class Shown:
    """A member with the parts of their profile that a reader may see; the others are empty."""

    member: Member
    profile: Profile
    parts: frozenset[str]

    @property
    def photo_id(self) -> str | None:
        return self.profile.photo_id if "photo" in self.parts else None

    # What a face is drawn from.
    @property
    def id(self) -> str:
        return self.member.id

    @property
    def initials(self) -> str:
        return self.member.initials

    @property
    def tone(self) -> int:
        return self.member.tone

    def text(self, part: str) -> str:
        """About, organisation, site, stage, languages or time zone."""
        holder = self.member if part == "about" else self.profile
        return str(getattr(holder, part)) if part in self.parts else ""

    @property
    def clock_there(self) -> str:
        return clock_there(self.text("time_zone"))

    @property
    def links(self) -> list[Link]:
        return [Link(**link) for link in self.profile.links] if "links" in self.parts else []

    @property
    def accompanies(self) -> str:
        """How many people, in words; empty where they do not say, or not to this reader."""
        said = "one_to_one" in self.parts and self.profile.capacity is not None
        return CAPACITIES[str(self.profile.capacity)].lower() if said else ""

    @property
    def training(self) -> str:
        """Which training in mentoring they had, with its month where they gave it."""
        if "one_to_one" not in self.parts or not self.profile.training:
            return ""
        day = self.profile.trained_on
        return f"{self.profile.training}, {day:%B %Y}" if day else self.profile.training

    @property
    def forms(self) -> list[str]:
        """The ways of meeting, in words."""
        kept = self.profile.forms if "forms" in self.parts else []
        return [words for form, words in FORMS.items() if form in kept]


def person_called(db: Session, actor: Actor, handle: str) -> Shown:
    """For the person's page. Signed out, somebody reads only of members who show a part to
    everybody; all others, and nobody at all, are answered with the same invitation to sign in."""
    called = fold(handle)
    found = _found(db, Member.handle == called) if is_handle(called) else None
    if not actor.signed_in:
        if found is None or not _public(found[1]):
            raise SignedOut
        return shown_to(db, actor, *found)
    if found is None:
        raise NotFound
    require(actor, Permission.PERSON_SEE, found[0])
    return shown_to(db, actor, *found)


def _found(db: Session, condition: object) -> tuple[Member, Profile] | None:
    row = db.execute(
        select(Member, Profile).join(Profile, Profile.member_id == Member.id).where(condition)  # type: ignore[arg-type]
    ).first()
    return (row[0], row[1]) if row else None


def _public(profile: Profile) -> bool:
    return any(sight_of(profile.sights, part) is Sight.PUBLIC for part in PARTS)


def shown_to(db: Session, actor: Actor, member: Member, profile: Profile) -> Shown:
    """What of this profile the actor may see at this moment."""
    sights = {part: sight_of(profile.sights, part) for part in PARTS}
    asks = Sight.CIRCLES in sights.values() and actor.member_id not in (None, member.id)
    shares = asks and share_a_circle(db, actor, member.id)
    seen = (p for p, sight in sights.items() if sees(actor, member.id, sight, shares_circle=shares))
    return Shown(member, profile, frozenset(seen))


def photo(db: Session, actor: Actor, file_id: str) -> tuple[File, bytes]:
    """Somebody's photo, if the actor may see it now; every other answer is the same."""
    found = _found(db, Profile.photo_id == file_id) if is_id(file_id) else None
    if found is None or "photo" not in shown_to(db, actor, *found).parts:
        raise NotFound
    return file(db, file_id), content(db, file_id)


def last_active(active_on: date | None, today: date) -> str:
    """Never more precise than these three, so that nobody can watch somebody come and go."""
    if active_on is None:
        return ""
    days = (today - active_on).days
    if days < 7:
        return "this week"
    return "this month" if days < 31 else "longer ago"
