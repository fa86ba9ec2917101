"""Which messages may stand in an insight, and for whom: rules that hold whatever its writer says.

They are asked when a message is chosen and again each time it is shown.
"""

from dataclasses import dataclass

from community.access.actor import Actor
from community.access.insight_rules import Sight
from community.access.policy import Audience, Permission, can
from community.access.session_rules import OVER, Confidentiality, SessionState
from community.access.things import History
from community.core.markdown import own_words, to_html
from community.insights.answer_models import InsightQuote
from community.insights.models import Insight
from community.rooms.models import Item, ItemKind, Room
from community.sessions.models import HostedSession

QUOTES_MOST = 30  # of one insight
NO_NAMES = "In this session nobody's name stays, so nothing of it is quoted."
NOT_OVER = "Its words can be used once the session is over."
SMALL_GROUP = "What is said in a small group stays there."
PAST = "This circle keeps what was said to those who were there, so nothing of it is quoted."
ITS_CIRCLE = "What was said in this session stays with its circle: only an insight for the circle \
can quote it."
NO_WORDS = "There are no words of its writer in it that could be quoted."
GONE = "This message is gone."


@dataclass(frozen=True)
class Reach:
    """Who reads an insight. The circle is named where it is not all members, or everybody."""

    sight: Sight
    circle_id: str | None = None

    @classmethod
    def made(cls, sight: Sight, circle_id: str | None) -> "Reach":
        return cls(sight, None if sight in (Sight.PUBLIC, Sight.MEMBERS) else circle_id)

    @classmethod
    def of(cls, row: Insight | InsightQuote) -> "Reach":
        return cls.made(row.sight, row.circle_id)

    def covers(self, other: "Reach") -> bool:
        """Whether everybody of the other is among these."""
        if self.sight is Sight.PUBLIC:
            return True
        if self.sight is Sight.MEMBERS:
            return other.sight is not Sight.PUBLIC
        if self.circle_id is None or self.circle_id != other.circle_id:
            return False
        return other.sight is Sight.HOSTS or self.sight is other.sight

    @property
    def key(self) -> str:
        """As a form gives it back, so that nobody says yes to another than they read of."""
        return f"{self.sight.value}:{self.circle_id or ''}"


ANYBODY_AT_ALL = Reach(Sight.PUBLIC)


def quotable_html(item: Item) -> str:
    """The words of its writer; what they quote of others is not theirs to give."""
    return own_words(to_html(item.body))


def why_not(item: Item, session: HostedSession | None, reach: Reach) -> str:
    """A sentence, or nothing where it may stand. The item comes with its room and circle;
    `session`: the one whose room it is, of which a rehearsal is another room."""
    return why_not_here(item.room, session, reach) or _why_not_this(item)


def why_never(room: Room, session: HostedSession | None) -> str:
    """For everything in a room, whoever would read the insight."""
    if room.people is not None or room.parent_id is not None:
        return SMALL_GROUP
    if room.of_session:
        return _why_not_of(session)
    return "" if room.history is History.EVERYTHING else PAST


def _why_not_of(session: HostedSession | None) -> str:
    if session is None or session.state not in OVER:
        return NOT_OVER
    return NO_NAMES if session.confidentiality is Confidentiality.NO_NAMES else ""


def why_not_here(room: Room, session: HostedSession | None, reach: Reach) -> str:
    """For everything in a room that these would read."""
    if sentence := why_never(room, session):
        return sentence
    if session is not None and session.confidentiality is Confidentiality.CIRCLE:
        its_circle = Reach(Sight.CIRCLE, session.circle_id)
        return "" if its_circle.covers(reach) else ITS_CIRCLE
    return ""


def _why_not_this(item: Item) -> str:
    said = item.kind in (ItemKind.MESSAGE, ItemKind.QUESTION)
    if item.gone:
        return GONE
    if not said or item.nameless or item.author_id is None:
        return NO_WORDS
    if item.audience is not Audience.EVERYONE or not quotable_html(item):
        return NO_WORDS
    return ""


def reads(actor: Actor, item: Item, session: HostedSession | None) -> bool:
    """In its room, or in the transcript of its session."""
    if item.author_id is not None and item.author_id in actor.apart:
        return False
    return can(actor, Permission.ITEM_READ, item) or in_transcript(actor, item, session)


def in_transcript(actor: Actor, item: Item, session: HostedSession | None) -> bool:
    if session is None or not can(actor, Permission.SESSION_READ, session):
        return False
    if session.state not in OVER or item.audience is not Audience.EVERYONE:
        return False
    late = session.room.late_from
    return session.state is SessionState.CLOSED or late is None or item.created_at < late
