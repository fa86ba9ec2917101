"""What hosts of a session can do about somebody in its room, and what the pages say of it."""

from sqlalchemy import select

from community.core.transaction import reading
from community.rooms.actions.promoting import promote
from community.rooms.hosting_models import ActKind, HostAct
from tests.browsing import Browsing
from tests.doing import do
from tests.evenings import live
from tests.polling import opened
from tests.town import Evening, Person, Town


def page_of(browsing: Browsing, evening: Evening, who: Person) -> str:
    return browsing.by(evening.host).get(f"/rooms/{evening.room_id}/people/{who.id}").text


def test_a_page_about_somebody_says_what_holds_in_a_session(town: Town, browsing: Browsing) -> None:
    evening = live(town, town.otto)
    page = page_of(browsing, evening, town.otto)
    for words in ("stay in the circle", "in their inbox", "and in the circle"):
        assert words not in page
    assert "all that you can in this session" in page


def test_who_hosts_a_session_is_changed_where_it_is_planned(town: Town, browsing: Browsing) -> None:
    evening = live(town, town.otto)
    do(town.hana, promote, evening.room_id, town.otto.id)
    with reading() as db:
        assert db.scalars(select(HostAct.kind)).all() == [ActKind.PROMOTE]
    where = f"/sessions/{evening.id}/edit"
    log = browsing.by(town.hana).get(f"/rooms/{evening.room_id}/log").text
    for page in (page_of(browsing, evening, town.otto), log):
        assert where in page
        assert f"/circles/{evening.circle_id}" not in page.replace('"/circles"', "")


def test_a_poll_in_a_session_leads_back_to_its_room(town: Town, browsing: Browsing) -> None:
    evening = live(town, town.otto)
    poll = opened(town.hana, evening)
    page = browsing.by(town.otto).get(f"/items/{poll['id']}/poll").text
    assert f"/circles/{evening.circle_id}/polls" not in page
    assert f'class="page__back" href="/rooms/{evening.room_id}"' in page
