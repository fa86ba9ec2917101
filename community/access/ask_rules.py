"""What the policy decides about asks: who reads one, who answers, and who keeps it."""

from collections.abc import Collection
from enum import StrEnum
from typing import Protocol

from community.access.actor import Actor


class AskTo(StrEnum):
    """Whom it is put to."""

    MEMBER = "member"  # one, by name
    SKILL = "skill"  # those who can teach what it is about
    EVERYBODY = "everybody"


class AskState(StrEnum):
    WAITING = "waiting"  # somebody who was asked has time to answer
    BACK = "back"  # nobody did: its asker sees other ways on
    OPEN = "open"  # it stands on the board
    ANSWERED = "answered"
    CLOSED = "closed"  # its asker needs no answer any more


# Of these a member has a few at most.
GOING_ON = (AskState.WAITING, AskState.BACK, AskState.OPEN)


class AskLike(Protocol):
    """An ask with what decides who reads it: those who were asked by name, and whether the one
    who looks can teach what it is about (`taught`)."""

    @property
    def asker_id(self) -> str | None: ...
    @property
    def put_to(self) -> AskTo: ...
    @property
    def state(self) -> AskState: ...
    @property
    def asked(self) -> Collection[str]: ...
    @property
    def taught(self) -> bool: ...


def asks_it(actor: Actor, ask: AskLike) -> bool:
    return actor.signed_in and actor.member_id == ask.asker_id


def may_read_ask(actor: Actor, ask: AskLike) -> bool:
    """The same rule stands as a condition of a query in `community.asks.visible`."""
    if asks_it(actor, ask):
        return True
    if not actor.signed_in or ask.asker_id is None or ask.asker_id in actor.apart:
        return False
    if actor.member_id in ask.asked or ask.put_to is AskTo.EVERYBODY:
        return True
    return ask.put_to is AskTo.SKILL and ask.taught


def may_answer_ask(actor: Actor, ask: AskLike) -> bool:
    """Also one that was answered: others may know more. Its asker replies by thanking."""
    return may_read_ask(actor, ask) and not asks_it(actor, ask) and ask.state is not AskState.CLOSED


def why_not_answer_ask(actor: Actor, ask: AskLike) -> str:
    if asks_it(actor, ask):
        return "This is your own. You can change to whom it goes."
    return "Whoever asked needs no answer any more."
