"""What happens to insights, for whoever stands after them."""

from dataclasses import dataclass, field

from community.core.ids import new_id


@dataclass(frozen=True, kw_only=True)
class InsightChanged:
    """What others read of it, or who reads it, is different: search and feeds take it up."""

    insight_id: str


@dataclass(frozen=True, kw_only=True)
class InsightPublished:
    """For the first time."""

    insight_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class InsightLetOut:
    """Whoever checked it said yes: for the first time, or to more people than before."""

    insight_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class InsightWaits:
    """For somebody to read it first."""

    insight_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class InsightSentBack:
    """Whoever checked it asks for a change, in a sentence."""

    insight_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class TryDue:
    """It is time to ask somebody who wanted to try it what became of it."""

    insight_id: str
    member_id: str


@dataclass(frozen=True, kw_only=True)
class TrySettled:
    """They said what became of it, or do not want to try it any more."""

    insight_id: str
    member_id: str


@dataclass(frozen=True, kw_only=True)
class QuoteAsked:
    """An insight would quote the member; or others than they were told of would read it."""

    insight_id: str
    writer_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class QuoteAnswered:
    """The writer said yes or no, or changed their mind."""

    insight_id: str
    writer_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class InsightCommented:
    insight_id: str
    comment_id: str


@dataclass(frozen=True, kw_only=True)
class InsightCommentsUnwanted:
    """The member wants to hear no more of comments on it."""

    insight_id: str
    member_id: str
