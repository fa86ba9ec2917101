"""Sessions that are over, for what people keep of them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from community.core import clock
from community.core.ids import new_id
from community.core.transaction import transaction
from community.evidence.actions import Desk, Reflected, sign
from community.evidence.keys import Keyring, keyring
from community.evidence.models import Evidence, LearningKind
from community.rooms.models import Attendance
from community.sessions.actions import hosting
from community.settings import Settings
from tests.conftest import SECRET
from tests.doing import do
from tests.evenings import live, session_of
from tests.town import Evening, Person, Town

FULL = Reflected(
    LearningKind.PARTICIPATORY,
    45,
    {
        "relevant": "I make splints each week.",
        "surprised": "That warm water is enough.",
        "ideas": "Ask the child which colour.",
        "valuable": "I am less alone with it.",
    },
)


def keys_in(folder: Path) -> Keyring:
    return keyring(Settings(data=folder, secret_key=SECRET))


def desk_in(folder: Path) -> Desk:
    return Desk(keys_in(folder), "Splint makers", "https://learn.example.org")


def over(town: Town, **plan: Any) -> Evening:
    """Milo was there for half an hour and said two things; Hana said one."""
    evening = live(town, town.milo, **plan)
    town.say(town.hana, evening, "HANA-WORDS: warm it slowly.")
    town.say(town.milo, evening, "I warm it in water.")
    town.say(town.milo, evening, "> **Hana:**\n> HANA-WORDS: warm it slowly.\n\nHow slowly?")
    do(evening.host, hosting.end, evening.id)
    be_counted(town.milo, evening, 0, 30)
    return evening


def be_counted(who: Person, evening: Evening, start: float, end: float) -> None:
    """A stay between these minutes of a session that is made an hour long."""
    with transaction() as db:
        session = db.merge(session_of(evening))
        session.started_at = clock.now() - timedelta(hours=1)
        session.ended_at = session.started_at + timedelta(hours=1)
        entered = session.started_at + timedelta(minutes=start)
        seen = session.started_at + timedelta(minutes=end)
        stay = {"entered_at": entered, "seen_at": seen, "member_id": who.id}
        db.add(Attendance(id=new_id(), room_id=evening.room_id, **stay))


def signed(who: Person, evening: Evening, folder: Path) -> Evidence:
    return do(who, sign, evening.id, desk_in(folder))
