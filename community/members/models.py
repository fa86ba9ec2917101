"""Members, what they say of themselves, and how they sign in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.access.actor import CommunityRole
from community.access.memberships import stored_enum
from community.core import clock
from community.core.database import Base, Key, Ref
from community.core.text import initials
from community.members.reminding import USUAL
from community.members.rules import ANSWERS, avatar_tone


class Member(Base):
    """A person with an account. One without `password_hash` (imported) cannot sign in."""

    __tablename__ = "members"

    id: Mapped[Key]
    handle: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[CommunityRole] = mapped_column(
        stored_enum(CommunityRole), default=CommunityRole.MEMBER
    )
    role_line: Mapped[str] = mapped_column(String(120), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    # Where an imported person came from, so that a second import finds them again.
    source_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    # The photo that every member may see; one for fewer eyes stands in the profile only.
    photo_id: Mapped[Ref | None] = mapped_column(ForeignKey("files.id", ondelete="SET NULL"))
    active_on: Mapped[date | None]
    away_until: Mapped[date | None]
    # How soon they usually answer (`rules.ANSWERS`), as far as every member may see it: worked
    # out by `rooms.reply_time` each hour, so that lists need not ask for each person.
    answers_within: Mapped[str | None] = mapped_column(String(8))
    # Came with a guest pass: no account, in no list of people, only in sessions they came to.
    guest: Mapped[bool] = mapped_column(default=False)

    @property
    def reply_words(self) -> str:
        """Such as "Usually answers within a day"; empty where too little is known."""
        return ANSWERS.get(self.answers_within or "", "")

    @property
    def away(self) -> bool:
        """Until the end of that day; then they are back by themselves."""
        return self.away_until is not None and self.away_until >= clock.now().date()

    @property
    def away_words(self) -> str:
        """Such as "Away until 3 December"; empty for who is here."""
        until = self.away_until
        return f"Away until {until.day} {until:%B}" if until and self.away else ""

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def tone(self) -> int:
        return avatar_tone(self.id)


class Sight(StrEnum):
    """Who may see one part of a profile."""

    PUBLIC = "public"  # everybody, signed in or not
    MEMBERS = "members"
    CIRCLES = "circles"  # only those who share a circle with them
    NOBODY = "nobody"


class Reach(StrEnum):
    """Who may turn to a member: invite them into a circle, call them in a room."""

    MEMBERS = "members"
    CIRCLES = "circles"
    NOBODY = "nobody"


class FormerName(Base):
    """What somebody was called until then. No page shows it: it is what words of a session without
    names may still call them by, and is taken out of those."""

    __tablename__ = "former_names"

    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    handle: Mapped[str] = mapped_column(String(40), primary_key=True)
    until: Mapped[datetime]


class Profile(Base):
    """What a member says of themselves beyond name, handle and role line.

    `sights` holds who may see a part where that is not `Sight.MEMBERS`, by the names in
    `rules.PARTS`; a part that is for circles or nobody is never indexed or counted.
    """

    __tablename__ = "profiles"

    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    photo_id: Mapped[Ref | None] = mapped_column(ForeignKey("files.id", ondelete="SET NULL"))
    organisation: Mapped[str] = mapped_column(String(120), default="")
    site: Mapped[str] = mapped_column(String(120), default="")
    stage: Mapped[str] = mapped_column(String(80), default="")
    languages: Mapped[str] = mapped_column(String(200), default="")
    time_zone: Mapped[str] = mapped_column(String(60), default="")
    links: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    forms: Mapped[list[str]] = mapped_column(JSON, default=list)
    # How many people they would accompany one to one; None: they have not said.
    capacity: Mapped[int | None]
    trained_on: Mapped[date | None]
    training: Mapped[str] = mapped_column(String(120), default="")
    sights: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reach: Mapped[Reach] = mapped_column(stored_enum(Reach), default=Reach.MEMBERS)
    mail_notices: Mapped[bool] = mapped_column(default=True)
    # How many minutes before a session they are reminded of it: of `members.reminding.TIMES`.
    remind_before: Mapped[list[int]] = mapped_column(JSON, default=lambda: list(USUAL))
    remind_by_mail: Mapped[bool] = mapped_column(default=True)
    # Whether what they searched for lately is kept for them.
    keep_searches: Mapped[bool] = mapped_column(default=True)


class SignIn(Base):
    """One browser of one member. Only a hash of its token is kept here."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index(None, "member_id"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    browser: Mapped[str] = mapped_column(String(200), default="")
    # Came in by the link of one hosted session: nothing else is open to this browser.
    only_id: Mapped[Ref | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    member: Mapped[Member] = relationship(lazy="raise")


class SignInTries(Base):
    """Failed tries to sign in, and mails asked for, under one name or from one address."""

    __tablename__ = "sign_in_tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    window_ends: Mapped[datetime]


class SignUp(Base):
    """Somebody who wants to join and is no member yet: the mail is not confirmed, or nobody
    has let them in. So an address that was only typed shows nowhere."""

    __tablename__ = "sign_ups"
    __table_args__ = (Index(None, "email"),)

    id: Mapped[Key]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(200))
    message: Mapped[str] = mapped_column(Text, default="")
    # What they come in by; it may be gone by the time they are let in.
    invitation_id: Mapped[Ref | None]
    # The invitation opens the community to them, also where that is not open to all.
    admitted: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class LinkPurpose(StrEnum):
    SIGN_IN = "sign_in"
    RESET = "reset"
    CHANGE_EMAIL = "change_email"


class OneTimeLink(Base):
    """A link that was mailed to a member; `id` is the hash of its token. Used once, then gone."""

    __tablename__ = "one_time_links"
    __table_args__ = (Index(None, "member_id", "purpose"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    purpose: Mapped[LinkPurpose] = mapped_column(stored_enum(LinkPurpose))
    email: Mapped[str] = mapped_column(String(254))
    expires_at: Mapped[datetime]
