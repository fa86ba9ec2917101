"""What happens to asks, for whoever stands after them."""

from dataclasses import dataclass, field

from community.core.ids import new_id


@dataclass(frozen=True, kw_only=True)
class AskPut:
    """It is the member's turn to answer: they have some days."""

    ask_id: str
    member_id: str


@dataclass(frozen=True, kw_only=True)
class AskReminded:
    """Half of their time is over, and they have said nothing."""

    ask_id: str
    member_id: str


@dataclass(frozen=True, kw_only=True)
class TurnEnded:
    """However it ended: there is nothing for the member to do about it any more."""

    ask_id: str
    member_id: str


@dataclass(frozen=True, kw_only=True)
class AskCameBack:
    """To its asker, who sees other ways on: nobody had time, or whoever was asked has none now,
    or it stood on the board for some days."""

    ask_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class AskAnswered:
    ask_id: str
    answer_id: str


@dataclass(frozen=True, kw_only=True)
class AskSettled:
    """Its asker needs no answer any more, or put it to others."""

    ask_id: str


@dataclass(frozen=True, kw_only=True)
class AnswerThanked:
    ask_id: str
    answer_id: str


@dataclass(frozen=True, kw_only=True)
class AnswerWanted:
    """One of asker and writer would keep the answer as an insight; the other is to agree."""

    ask_id: str
    answer_id: str
    member_id: str  # who is to agree


@dataclass(frozen=True, kw_only=True)
class AnswerDecided:
    """Both would keep it, or one would rather not: nobody is to agree any more."""

    ask_id: str
    answer_id: str


@dataclass(frozen=True, kw_only=True)
class BeganToRest:
    """They left several asks in silence, and are asked nothing until they wake."""

    member_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class Woke:
    """They rested, and are here again."""

    member_id: str


@dataclass(frozen=True, kw_only=True)
class QuestionPassedOn:
    """A host would pass on a member's question that nobody answered in the session: its writer
    is offered to ask it on."""

    item_id: str
    session_id: str
    cause: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class WishedBySeveral:
    """Several wish for a skill: a circle or a session about it is proposed to them, and to who
    could teach part of it."""

    skill_id: str
