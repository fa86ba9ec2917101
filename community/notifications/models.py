"""A member's inbox."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.access.memberships import stored_enum
from community.asks.models import Ask
from community.circles.models import Circle
from community.core.database import Base, Key, Ref
from community.discovery.saved_models import SavedSearch
from community.insights.models import Insight
from community.members.models import Member
from community.sessions.models import HostedSession
from community.skills.models import Skill


class NoticeKind(StrEnum):
    JOIN_ASKED = "join_asked"
    JOIN_ACCEPTED = "join_accepted"
    INVITED = "invited"
    MOVED_UP = "moved_up"  # from the waiting list into the circle
    MADE_HOST = "made_host"
    TERM_ENDS = "term_ends"
    ARCHIVED = "archived"
    THANKED = "thanked"
    MESSAGE_HIDDEN = "message_hidden"  # theirs, by a host
    PUT_OUT = "put_out"  # of the rooms of a circle, by a host
    MENTIONED = "mentioned"  # in a message, which is its cause
    # About a hosted session.
    SESSION_PUBLISHED = "session_published"
    SESSION_MOVED = "session_moved"
    SESSION_CANCELLED = "session_cancelled"
    SESSION_INVITED = "session_invited"
    PLACE_FOUND = "place_found"  # from the line into the session
    SESSION_SOON = "session_soon"
    TRANSCRIPT_READY = "transcript_ready"
    # To hosts, about a draft that is published by itself.
    PUBLISHED_ITSELF = "published_itself"
    SESSION_UNREADY = "session_unready"
    SESSION_COMMENTED = "session_commented"  # one for all new ones; see `comment_notices`
    # About somebody's offer to host one in a circle.
    HOST_OFFERED = "host_offered"
    OFFER_TAKEN = "offer_taken"
    OFFER_DECLINED = "offer_declined"
    # About the date of a session, which is looked for.
    DATE_ASKED = "date_asked"
    DATE_TAKEN = "date_taken"
    DATE_LEFT = "date_left"  # to its hosts: all its times are over, and none was taken
    # About an insight: to those who check it, and to its author.
    INSIGHT_WAITS = "insight_waits"
    INSIGHT_PUBLISHED = "insight_published"
    INSIGHT_BACK = "insight_back"
    INSIGHT_COMMENTED = "insight_commented"  # one for all new ones
    # To the writers of messages that an insight would quote, and to its author.
    QUOTE_ASKED = "quote_asked"
    QUOTE_ANSWERED = "quote_answered"
    TRIED_ASKED = "tried_asked"  # what became of it, of who wanted to try it
    # What is new for them: by what they follow, and by a search they keep.
    FOLLOWED_NEWS = "followed_news"
    SEARCH_NEWS = "search_news"
    # About an ask: to whom it is put, and to its asker.
    ASK_PUT = "ask_put"
    ASK_REMINDED = "ask_reminded"
    ASK_BACK = "ask_back"  # nobody had time; other ways on
    ASK_ANSWERED = "ask_answered"
    ANSWER_THANKED = "answer_thanked"
    ANSWER_WANTED = "answer_wanted"  # as an insight, if they agree
    RESTING = "resting"  # they left several in silence
    QUESTION_LEFT = "question_left"  # theirs, of a session, which its hosts would pass on
    WISHED_FOR = "wished_for"  # several wish for a skill: a circle or a session about it?


class Notice(Base):
    """Something a member should hear of. `cause` makes telling it twice harmless.

    One about a hosted session names it and its circle; who may see the session reads it.
    So does one about an insight, which may be in no circle.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("member_id", "cause"),
        Index(None, "member_id", "read_at"),
        Index(None, "member_id", "created_at"),
        Index(None, "insight_id"),
        Index(None, "search_id"),
        Index(None, "ask_id"),
        Index(None, "skill_id"),
    )

    id: Mapped[Key]
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(stored_enum(NoticeKind))
    circle_id: Mapped[Ref | None] = mapped_column(ForeignKey("circles.id", ondelete="CASCADE"))
    session_id: Mapped[Ref | None] = mapped_column(
        ForeignKey("hosted_sessions.id", ondelete="CASCADE")
    )
    insight_id: Mapped[Ref | None] = mapped_column(ForeignKey("insights.id", ondelete="CASCADE"))
    search_id: Mapped[Ref | None] = mapped_column(
        ForeignKey("saved_searches.id", ondelete="CASCADE")
    )
    ask_id: Mapped[Ref | None] = mapped_column(ForeignKey("asks.id", ondelete="CASCADE"))
    skill_id: Mapped[Ref | None] = mapped_column(ForeignKey("skills.id", ondelete="CASCADE"))
    about_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    cause: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    circle: Mapped[Circle | None] = relationship(lazy="raise")
    session: Mapped[HostedSession | None] = relationship(lazy="raise")
    insight: Mapped[Insight | None] = relationship(lazy="raise")
    search: Mapped[SavedSearch | None] = relationship(lazy="raise")
    ask: Mapped[Ask | None] = relationship(lazy="raise")
    skill: Mapped[Skill | None] = relationship(lazy="raise")
    about: Mapped[Member] = relationship(lazy="raise", foreign_keys=[about_id])
