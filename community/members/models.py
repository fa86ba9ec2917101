"""Members, and the browsers they are signed in with."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.access.actor import CommunityRole
from community.access.memberships import stored_enum
from community.core.database import Base, Key, Ref
from community.core.text import initials
from community.members.rules import avatar_tone


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

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def tone(self) -> int:
        return avatar_tone(self.id)


class SignIn(Base):
    """One browser of one member. Only a hash of its token is kept here."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index(None, "member_id"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    browser: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    member: Mapped[Member] = relationship(lazy="raise")


class SignInTries(Base):
    """Failed tries to sign in under one name or from one address, within a window."""

    __tablename__ = "sign_in_tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    window_ends: Mapped[datetime]
