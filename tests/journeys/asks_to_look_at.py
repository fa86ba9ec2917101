"""Asks to look at: those of the demonstration, one with everything long, and somebody at rest."""

from sqlalchemy import select

from community.access.ask_rules import AskTo
from community.asks.actions import answering, asking
from community.asks.models import Ask, Rest
from community.core import clock
from community.core.transaction import reading, transaction
from tests.doing import do
from tests.town import Person

LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
NAMED_BY = 24  # characters of what is asked
ASK_PAGES = {
    "asks": ("milo", "/asks"),
    "asks, none yet": ("nell", "/asks"),
    "asks, at rest": ("aoife", "/asks"),
    "board": ("milo", "/asks/board"),
    "board, answered": ("milo", "/asks/board?of=answered"),
    "board, nothing of it": ("milo", "/asks/board?skill=aaaaaaaaaaaaaaaa"),
    "ask, to answer": ("milo", "/asks/{ask At handover our engineer}"),
    "ask, waiting": ("otto", "/asks/{ask At handover our engineer}"),
    "ask, back": ("milo", "/asks/{ask Our ward has one dot out}"),
    "ask, answered": ("hana", "/asks/{ask I can draw one bar chart}"),
    "ask, on the board": ("nell", "/asks/{ask Does anybody know a set }"),
    "ask, on the board, with answers": ("nell", "/asks/{ask " + LONG[:NAMED_BY] + "}"),
    "ask, closed": ("milo", "/asks/{ask Where do people practise}"),
    "new ask": ("nell", "/asks/new"),
    "new ask, to somebody": ("milo", "/asks/new?person=hana&skill=facilitation"),
    "new ask, to somebody away": ("milo", "/asks/new?person=samir"),
    "new ask, from a search": ("milo", "/asks/new?q=zeppelin"),
}


def asks_to_look_at(found: dict[str, Person], long: Person, skill: str) -> None:
    words = {"body": f"{LONG} {LONG}", "put_to": AskTo.EVERYBODY, "person": None, "skill": skill}
    ask = do(long, asking.put, client_key="a-key-of-a-long-ask", **words)
    body = f"{LONG}\n\n{LONG}"
    answer = do(found["milo"], answering.answer, ask.id, client_key="a-key-of-long", body=body)
    do(long, answering.thank, answer.id)
    with transaction() as db:
        db.add(Rest(member_id=found["aoife"].id, since=clock.now()))


def asks_by_words() -> dict[str, str]:
    with reading() as db:
        return {f"ask {one.body[:NAMED_BY]}": one.id for one in db.scalars(select(Ask))}
