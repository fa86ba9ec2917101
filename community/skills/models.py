"""Skills, the names they go by, and who teaches or learns them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.access.memberships import stored_enum
from community.core.database import Base, Key, Ref
from community.members.models import Member, Sight


class Level(StrEnum):
    """How far somebody is, in their own estimate; never a score."""

    BEGINNING = "beginning"
    PRACTISING = "practising"
    SEASONED = "seasoned"


class Skill(Base):
    """A canonical topic. Curated ones are known to all; a free one shows once somebody whom
    the reader may see teaches or learns it, or a circle they may see is about it."""

    __tablename__ = "skills"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    about: Mapped[str] = mapped_column(String(300), default="")
    curated: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class SkillName(Base):
    """Every name a skill goes by, its own included: one look-up finds it under any."""

    __tablename__ = "skill_names"
    __table_args__ = (Index(None, "skill_id"),)

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    skill_id: Mapped[Ref] = mapped_column(ForeignKey("skills.id", ondelete="CASCADE"))


class Tie:
    """A member and a skill. `called` is the name they used for it, which merging keeps.

    `sight` repeats what the profile says of this direction, so that counting and listing
    read one table; `members.sights` writes the condition.
    """

    called: Mapped[str] = mapped_column(Text)
    level: Mapped[Level | None] = mapped_column(stored_enum(Level))
    words: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    sight: Mapped[Sight] = mapped_column(stored_enum(Sight), default=Sight.MEMBERS)
    created_at: Mapped[datetime]


class Offer(Tie, Base):
    """The member can teach the skill. A table of its own: no query can mix it with wishes."""

    __tablename__ = "offers"
    __table_args__ = (Index(None, "skill_id", "sight", "member_id"),)

    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[Ref] = mapped_column(
        ForeignKey("skills.id", ondelete="CASCADE"), primary_key=True
    )

    member: Mapped[Member] = relationship(lazy="raise")
    skill: Mapped[Skill] = relationship(lazy="raise")


class Wish(Tie, Base):
    """The member wants to learn the skill."""

    __tablename__ = "wishes"
    __table_args__ = (Index(None, "skill_id", "sight", "member_id"),)

    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[Ref] = mapped_column(
        ForeignKey("skills.id", ondelete="CASCADE"), primary_key=True
    )

    member: Mapped[Member] = relationship(lazy="raise")
    skill: Mapped[Skill] = relationship(lazy="raise")
