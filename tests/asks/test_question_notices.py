"""Whoever wrote a question that had no answer hears once that it can be asked on."""

import pytest

from community.asks.events import QuestionPassedOn
from community.core.events import record
from community.core.transaction import transaction
from community.notifications.models import NoticeKind
from community.rooms.actions import withdraw
from community.sessions.actions import hosting
from tests.asks.asking import put
from tests.asks.test_notices import deliver, told
from tests.browsing import Browsing
from tests.doing import do
from tests.evenings import live
from tests.town import Evening, Person, Town

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
K = NoticeKind.QUESTION_LEFT


def left(town: Town, writer: Person) -> tuple[Evening, str]:
    """A question in a session of Hana's that is over."""
    evening = live(town, writer, title="Warm hands")
    item = town.say(writer, evening, "How warm is warm?")
    do(town.hana, hosting.end, evening.id)
    return evening, item.id


def pass_on(evening: Evening, item_id: str) -> None:
    with transaction() as db:
        record(db, QuestionPassedOn(item_id=item_id, session_id=evening.id))
    deliver()


def kinds(who: Person) -> list[NoticeKind]:
    return [one for one in told(who) if one is K]


def test_it_is_one_press_until_it_was_asked(browsing: Browsing, town: Town) -> None:
    evening, item_id = left(town, town.milo)
    for _ in range(2):
        pass_on(evening, item_id)
    assert (kinds(town.milo), kinds(town.hana), kinds(town.otto)) == ([K], [], [])
    visitor = browsing.by(town.milo)
    page = visitor.get("/inbox").text
    assert "A question of yours in <b>Warm hands</b> had no answer" in page
    assert f'href="/asks/new?item={item_id}"' in page
    assert visitor.get(f"/asks/new?item={item_id}").status_code == 200
    put(town.milo, item_id=item_id)
    assert "See what you asked" in visitor.get("/inbox").text


def test_what_was_withdrawn_or_asked_already_is_not_told(town: Town) -> None:
    evening, item_id = left(town, town.milo)
    put(town.milo, item_id=item_id)
    pass_on(evening, item_id)
    other, gone = left(town, town.otto)
    do(town.otto, withdraw, gone)
    pass_on(other, gone)
    assert (kinds(town.milo), kinds(town.otto)) == ([], [])
