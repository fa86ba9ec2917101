"""Searches somebody keeps, and those they made lately; nobody else learns of either."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.core.database import Base, Key, Ref
from search.api import Query

WORDS_MOST, NAME_MOST = 400, 80


class SavedSearch(Base):
    """`words`: as typed into the box, filters included. `look_at`: when it is next asked for what
    is new, none where nothing is to be told. `asked_of`: the index it was last asked of, none
    before what it finds is known; `asked_to`: how far that had followed the changes by then."""

    __tablename__ = "saved_searches"
    __table_args__ = (
        UniqueConstraint("member_id", "words", "kind"),
        Index(None, "look_at"),
    )

    id: Mapped[Key]
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(NAME_MOST))
    words: Mapped[str] = mapped_column(String(WORDS_MOST))
    kind: Mapped[str] = mapped_column(String(20), default="")
    look_at: Mapped[datetime | None]
    asked_of: Mapped[str] = mapped_column(String(40), default="")
    asked_to: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime]

    @property
    def query(self) -> Query:
        """Of nothing to look for, no kind either: that would find all of it."""
        query = Query.parse(self.words)
        return query.of_kind(self.kind) if self.kind and not query.empty else query


class KnownHit(Base):
    """What a saved search has found before: its member is not told of it again. `told_at`: of
    what was told, when; none of what was there when the search was saved."""

    __tablename__ = "known_hits"

    search_id: Mapped[Ref] = mapped_column(
        ForeignKey("saved_searches.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    told_at: Mapped[datetime | None]


class RecentSearch(Base):
    """`key`: the words, folded, so that the same ones stand there once."""

    __tablename__ = "recent_searches"
    __table_args__ = (Index(None, "member_id", "at"),)

    member_id: Mapped[Ref] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(WORDS_MOST), primary_key=True)
    words: Mapped[str] = mapped_column(String(WORDS_MOST))
    at: Mapped[datetime]
