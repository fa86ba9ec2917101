"""Letters about asks. They say that something is asked, never its words, and a link in one changes
nothing: what there is to press stands on the page it leads to.

All is asked at the moment of sending: whether somebody still waits for it, whether the receiver
may read it and wants mails, and whether they keep off who caused it.
"""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from community.access.ask_rules import AskState
from community.asks.actions.resting import is_resting
from community.asks.events import AskAnswered, AskCameBack, AskPut, AskReminded, BeganToRest
from community.asks.models import Ask, AskTurn
from community.asks.ways_on import WaysOn, ways_on
from community.core.events import E
from community.core.outbox import Payload, subscribe
from community.core.transaction import reading
from community.mail import Letter, post
from community.mail.letters import Line, Part
from community.mail.office import sends
from community.notifications.ask_notices import STUCK
from community.notifications.ask_readers import (
    Reader,
    answer_of,
    ask_of,
    reader_of,
    whose_turn,
)
from community.sessions.times import said_at, when_in

Write = Callable[[Session, Payload], Letter | None]


def put(db: Session, job: Payload) -> Letter | None:
    ask, reader = whose_turn(db, job), reader_of(db, job["member_id"])
    if ask is None or reader is None or reader.keeps_off(ask.asker_id):
        return None
    name = ask.asker.name
    return reader.letter(
        f"put:{ask.id}",
        f"{name} asks you something",
        f"{name} would like to know something{_about(ask)}, and hopes that you can say.",
        f"You have until {_until(db, job, reader)}. If it does not suit you, “not now” is one "
        "press on its page, and nobody is told why.",
        button=("Read it and answer", f"/asks/{ask.id}"),
    )


def remind(db: Session, job: Payload) -> Letter | None:
    ask, reader = whose_turn(db, job), reader_of(db, job["member_id"])
    if ask is None or reader is None or reader.keeps_off(ask.asker_id):
        return None
    name = ask.asker.name
    return reader.letter(
        f"remind:{ask.id}",
        f"{name} still waits for your answer",
        f"{name} asked you something{_about(ask)}. You have until {_until(db, job, reader)}; then "
        "it goes on by itself. You hear of it no more before that.",
        "If it does not suit you, “not now” is one press on its page.",
        button=("Read it and answer", f"/asks/{ask.id}"),
    )


def answered(db: Session, job: Payload) -> Letter | None:
    ask, answer = ask_of(db, job), answer_of(db, job)
    reader = reader_of(db, ask.asker_id) if ask is not None else None
    if ask is None or answer is None or answer.author is None or reader is None:
        return None
    if reader.keeps_off(answer.author.id):
        return None
    name = answer.author.name
    return reader.letter(
        f"answered:{answer.id}",
        f"{name} answered what you asked",
        f"{name} answered what you asked{_about(ask)}.",
        button=("Read the answer", f"/asks/{ask.id}#answer-{answer.id}"),
    )


def came_back(db: Session, job: Payload) -> Letter | None:
    ask = ask_of(db, job)
    reader = reader_of(db, ask.asker_id) if ask is not None else None
    if ask is None or reader is None or ask.state not in STUCK:
        return None
    ways = ways_on(db, reader.actor, ask)
    stands = ask.state is AskState.OPEN
    what = "has no answer yet" if stands else "could not be answered this time"
    last = (
        "It can go on to everybody as well: that is one press on its page."
        if ways.everybody
        else "It stays on the board, where everybody can answer."
    )
    return reader.letter(
        job["cause"],
        "Nobody has answered yet" if stands else "Your ask is back with you",
        f"What you asked{_about(ask)} {what}. Nothing is lost: there are other ways on.",
        parts=_parts(ways, reader),
        button=("See the ways on", f"/asks/{ask.id}"),
        after=[last],
    )


def rests(db: Session, job: Payload) -> Letter | None:
    reader = reader_of(db, job["member_id"])
    if reader is None or not is_resting(db, reader.member.id):
        return None
    return reader.letter(
        job["cause"],
        "You take a rest from asks",
        "Several asks went by without a word from you. That happens. So that nobody waits in "
        "vain, you are asked nothing more for now.",
        "Whenever you like: “I am here again” is one press, and you can be asked again.",
        button=("Be asked again", "/asks"),
    )


def _about(ask: Ask) -> str:
    return f" about {ask.skill.name}" if ask.skill is not None else ""


def _until(db: Session, job: Payload, reader: Reader) -> str:
    turn = db.get_one(AskTurn, (job["ask_id"], job["member_id"]))
    return said_at(turn.due_at, reader.zone)


def _parts(ways: WaysOn, reader: Reader) -> list[Part]:
    people = [Line(one.name, f"/people/{one.handle}") for one in ways.people]
    session = ways.session
    sessions = (
        [Line(session.title, f"/sessions/{session.id}", when_in(session, reader.zone).text)]
        if session is not None
        else []
    )
    circles = [Line(one.name, f"/circles/{one.id}") for one in ways.circles]
    parts = ("They can teach it", people), ("The next session", sessions), ("Circles", circles)
    return [Part(title, lines) for title, lines in parts if lines]


def deliver(write: Write) -> Callable[[Sequence[Payload]], None]:
    """What the outbox does with such jobs."""

    def deliver_each(jobs: Sequence[Payload]) -> None:
        for job in jobs if sends() else ():
            with reading() as db:
                letter = write(db, job)
            if letter is not None:
                post(letter)

    return deliver_each


def _on(kind: type[E], name: str, write: Write) -> None:
    subscribe(kind, f"mail.{name}", deliver(write), waits_outside=True)


_on(AskPut, "ask_put", put)
_on(AskReminded, "ask_reminded", remind)
_on(AskAnswered, "ask_answered", answered)
_on(AskCameBack, "ask_back", came_back)
_on(BeganToRest, "resting", rests)
