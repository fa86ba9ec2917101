"""What happens to hosted sessions. `cause` names one happening, so that telling it twice shows."""

from dataclasses import dataclass, field

from community.core.ids import new_id


@dataclass(frozen=True, kw_only=True)
class SessionChanged:
    """Anything its page says changed: search and calendars take it up."""

    session_id: str


@dataclass(frozen=True, kw_only=True)
class SessionPublished:
    """It can be seen and come to from now on."""

    session_id: str
    by_id: str
    by_itself: bool = False  # by the clock, in the name of `by_id`
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class PublishedByItself:
    """Its hosts need not look after that any more."""

    session_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class NotReady:
    """A draft that is to be published by itself cannot be: something is missing."""

    session_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class SessionMoved:
    """Another time or place than it was published with.

    `with_others`: with one before it in its series; only those who come to it hear of it.
    """

    session_id: str
    by_id: str
    with_others: bool = False
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class SessionCancelled:
    session_id: str
    by_id: str
    with_others: bool = False  # as with `SessionMoved`
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class SessionEnded:
    """A host pressed End, or time was up; the late lane may take answers still."""

    session_id: str


@dataclass(frozen=True, kw_only=True)
class SessionClosed:
    """The late lane is over: nobody writes any more."""

    session_id: str


@dataclass(frozen=True, kw_only=True)
class SessionInvited:
    """A host asks the member, or a guest, to come; `pass_id` names their link."""

    session_id: str
    member_id: str
    pass_id: str
    by_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class PlaceFound:
    """A place got free in a full session, and the member, who was first in line, has it."""

    session_id: str
    member_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class SessionSoon:
    """It begins soon, at `starts_at` as it is now: these, who come, wanted to be reminded."""

    session_id: str
    starts_at: str
    people: tuple[str, ...]
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class TranscriptReady:
    """Its transcript can be read; `number` is the version."""

    session_id: str
    number: int
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class HostOffered:
    """A member offers the circle to host a session in it: its hosts decide."""

    circle_id: str
    offer_id: str
    member_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class QuestionRouted:
    """A host would pass on a member's question that nobody answered in the session."""

    session_id: str
    item_id: str


@dataclass(frozen=True, kw_only=True)
class SessionCommented:
    session_id: str
    comment_id: str


@dataclass(frozen=True, kw_only=True)
class CommentsUnwanted:
    """The member wants to hear no more of comments on the session's page."""

    session_id: str
    member_id: str


@dataclass(frozen=True, kw_only=True)
class OfferTaken:
    """The member's session stands on the circle's calendar, as a draft that is theirs."""

    circle_id: str
    offer_id: str
    session_id: str
    member_id: str
    by_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class OfferDeclined:
    circle_id: str
    offer_id: str
    member_id: str
    by_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class OfferWithdrawn:
    """By the member who made it: its hosts need not decide any more."""

    circle_id: str
    offer_id: str


@dataclass(frozen=True, kw_only=True)
class DateAsked:
    """Those a draft is for are asked when it could be; or `member_id`, whom a host asked later."""

    session_id: str
    by_id: str
    member_id: str | None = None
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class DateAnswered:
    """The member said when they could come."""

    session_id: str
    member_id: str


@dataclass(frozen=True, kw_only=True)
class DateTaken:
    """A host chose one of the times."""

    session_id: str
    by_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class DateDropped:
    """Nobody is asked any more, and none of the times was chosen."""

    session_id: str


@dataclass(frozen=True, kw_only=True)
class DateLeft:
    """All the times are over for long, and none was chosen."""

    session_id: str
    cause: str = field(default_factory=new_id)
