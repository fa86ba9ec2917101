"""To whom it goes: the ids of those whose turn it is to answer."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.access.ask_rules import AskTo
from community.asks.candidates import could_answer, is_anybody_here, why_not_asked
from community.asks.rules import ASKED_AT_ONCE
from community.core.errors import Invalid, NotFound
from community.members.queries import access_person_called


def asked_of(
    db: Session,
    actor: Actor,
    put_to: AskTo,
    person: str | None,
    skill_id: str | None,
    before: Collection[str],
) -> list[str]:
    """`before`: who was asked the same already, and is not asked again."""
    if put_to is AskTo.EVERYBODY:
        return []
    if put_to is AskTo.MEMBER:
        return [_called(db, actor, person or "", before)]
    if skill_id is None:
        raise _refuse_to("It is about no skill, so nobody can teach it. You can ask everybody.")
    if not is_anybody_here(db, actor, skill_id, before):
        some = "else " if before else ""
        raise _refuse_to(f"Nobody {some}who can teach it can be asked now. You can ask everybody.")
    found = could_answer(db, actor, skill_id, before, ASKED_AT_ONCE)
    return [one.id for one in found]


def _called(db: Session, actor: Actor, handle: str, before: Collection[str]) -> str:
    """Who is not there for the actor reads as who is not there at all."""
    if not handle.strip():
        raise _refuse("Please choose whom you would like to ask.")
    try:
        member = access_person_called(db, actor, handle.strip().removeprefix("@"))
    except NotFound as nobody:
        raise _refuse(f"There is nobody here called “{handle.strip()[:40]}”.") from nobody
    if member.id == actor.member_id:
        raise _refuse("This is you. Please choose somebody else.")
    if member.id in before:
        raise _refuse(f"{member.name} was asked this already.")
    why = why_not_asked(db, actor, member)
    if why:
        raise _refuse(why)
    return member.id


def _refuse(sentence: str) -> Invalid:
    return Invalid(sentence, person=sentence)


def _refuse_to(sentence: str) -> Invalid:
    return Invalid(sentence, to=sentence)
