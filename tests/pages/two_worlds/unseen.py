"""An answer that is unseen as yet, in two ways that nobody but its writer can tell apart.

Who wrote it, what it says, whom it calls and whether it was changed: of all of that neither a
member nor a host learns, but that somebody has answered.
"""

from collections.abc import Callable

from sqlalchemy.orm import Session

from community.access.actor import Actor
from community.rooms.actions import Saying, edit, say
from community.rooms.actions.questions import ask_question, close_question
from tests.doing import do
from tests.pages.two_worlds.secrets import Secret
from tests.pages.two_worlds.settled import Settled
from tests.town import Meeting, Person

Who = Callable[[Settled], Person]
Where = Callable[[Settled], Meeting]


def answered(where: Where, who: Who, words: str, *, ended: bool = False) -> Callable[..., None]:
    """Asked, answered by one of two who are both there, and perhaps closed without revealing."""

    def add(here: Settled) -> None:
        place = where(here)
        for person in (here.quin, here.nell):
            here.town.bring(person, place.id, place.host)
        question = do(
            place.host, ask_question, place.room_id, "an-unseen-one", "How many?", unseen=True
        )
        item_id = do(who(here), _say, place.room_id, words)
        do(who(here), edit, item_id, f"{words}, changed")
        if ended:
            do(place.host, close_question, question.id, on=True)

    return add


def _say(db: Session, actor: Actor, room_id: str, words: str) -> str:
    return say(db, Saying(actor, room_id, "an-unseen-answer", words)).id


def pair(where: Where, *, ended: bool = False) -> tuple[Secret, Secret]:
    return (
        Secret(answered(where, lambda here: here.nell, "Nothing", ended=ended)),
        Secret(
            answered(where, lambda here: here.quin, "Canarium thumb @otto @hana", ended=ended),
            lambda here: (here.quin, f"/rooms/{where(here).room_id}"),
        ),
    )


PAIRS = {
    "an unseen answer, to a member": pair(lambda here: here.thumbs),
    "an unseen answer, to a host": pair(lambda here: here.bench),
    "an unseen answer to a closed question": pair(lambda here: here.bench, ended=True),
}
