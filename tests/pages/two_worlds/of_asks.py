"""Private asks, see `secrets`, and one on the board that Otto knows of."""

from community.access.ask_rules import AskTo
from community.asks.actions import answering, asking
from tests.doing import do
from tests.pages.two_worlds.settled import Settled
from tests.town import Person

WORDS = "Canarium thumb, or purpel orthosis, @otto?"


def asked_of(who: Person, person: Person, **more: str) -> str:
    given = {"client_key": f"of-{who.handle}-{person.handle}", "body": WORDS, **more}
    return do(who, asking.put, put_to=AskTo.MEMBER, person=person.handle, **given).id


def answered(who: Person, ask_id: str) -> str:
    key = f"by-{who.handle}-key"
    return do(who, answering.answer, ask_id, client_key=key, body=WORDS).id


def among_others(here: Settled) -> None:
    """One that waits, one that came back, one answered and thanked, and one to those who can
    teach what Otto wants to learn."""
    town = here.town
    asked_of(town.milo, here.nell)
    do(town.milo, answering.not_now, asked_of(here.quin, town.milo, skill="Pottery"))
    do(here.nell, answering.thank, answered(here.quin, asked_of(here.nell, here.quin)))
    given = {"client_key": "of-quin-to-skill", "body": WORDS, "skill": "Thumb casting"}
    do(here.quin, asking.put, put_to=AskTo.SKILL, **given)


def on_the_board(who: Person, here: Settled) -> None:
    """An ask to everybody, and an answer to one that Otto reads."""
    given = {"client_key": "of-who-to-all", "body": WORDS, "skill": "Thumb casting"}
    do(who, asking.put, put_to=AskTo.EVERYBODY, **given)
    answered(who, here.asked)
