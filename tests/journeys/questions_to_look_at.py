"""Questions of every sort, for the pages one looks at: closed, open, unseen, with long words."""

from tests.asked import answer, ask
from tests.town import Meeting, Person

LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"


def questions_to_look_at(found: dict[str, Person], known: dict[str, str]) -> None:
    hana, milo = found["hana"], found["milo"]
    where = Meeting(known["First evenings"], known["room of First evenings"], hana)
    ask(where, "What went well, and what would you do **otherwise** the next time? " * 4)
    answer(milo, where, "We began on time.")
    ask(where, LONG, closing=True)
    answer(milo, where, LONG)
    ask(where, "How sure are you, from 1 to 10?", unseen=True)
    answer(milo, where, "Four.")
    answer(hana, where, "Five more minutes.")
