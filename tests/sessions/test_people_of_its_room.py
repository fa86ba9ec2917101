"""What hosts of a session can do about somebody in its room, and what the pages say of it."""

import pytest
from sqlalchemy import select

from community.access.comings import Answer
from community.access.memberships import Standing
from community.access.session_rules import OpenTo, SessionState
from community.access.things import Visibility
from community.circles import actions as circles
from community.core.errors import NotFound, Refused
from community.core.transaction import reading, transaction
from community.members.models import Member
from community.rooms.actions.promoting import promote
from community.rooms.hosting_models import ActKind, HostAct
from community.sessions.actions.coming import answer
from community.sessions.models import HostedSession
from tests.browsing import Browsing
from tests.doing import do
from tests.evenings import desk_of, live
from tests.invited import entered, guest_link
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


def test_who_becomes_a_host_gives_their_place_to_the_first_in_line(town: Town) -> None:
    evening = live(town, town.milo, most=1, open_to=OpenTo.MEMBERS)
    assert do(town.otto, answer, evening.id, Answer.GOING) is Standing.WAITING
    do(town.hana, promote, evening.room_id, town.milo.id)
    assert town.milo.actor.hosts(evening.id)
    assert town.otto.actor.in_circle(evening.id)
    assert [one["name"] for one in desk_of(evening.room_id)["session"]["hosts"]] == ["Hana", "Milo"]


def test_nobody_hosts_a_session_who_is_not_in_it(town: Town) -> None:
    evening = live(town, town.milo, most=1, open_to=OpenTo.MEMBERS)
    do(town.otto, answer, evening.id, Answer.GOING)
    do(town.milo, answer, evening.id, Answer.GOING)
    do(town.ada, answer, evening.id, Answer.MAYBE)
    for person in (town.otto, town.ada):
        with pytest.raises(Refused, match="in the session"):
            do(town.hana, promote, evening.room_id, person.id)
    with pytest.raises(NotFound):
        do(town.hana, promote, evening.room_id, town.person("Ida").id)
    do(town.ada, answer, evening.id, Answer.GOING)
    assert town.ada.actor.stands(evening.id) is Standing.WAITING
    assert not town.ada.actor.hosts(evening.id)


def test_a_guest_hosts_no_session_and_has_no_page(town: Town, browsing: Browsing) -> None:
    evening = live(town, open_to=OpenTo.MEMBERS)
    entered(browsing, guest_link(evening))
    with reading() as db:
        guest = db.scalars(select(Member).where(Member.guest)).one()
    with pytest.raises(Refused, match="guest"):
        do(town.hana, promote, evening.room_id, guest.id)
    page = browsing.by(town.hana).get(f"/rooms/{evening.room_id}/people/{guest.id}").text
    assert "Give a rest" in page
    assert "a host …" not in page
    assert f"/people/{guest.handle}" not in page


@pytest.mark.parametrize("open_to", OpenTo)
@pytest.mark.parametrize("visibility", [Visibility.OPEN, Visibility.HIDDEN])
def test_who_leaves_the_circle_hosts_its_sessions_no_more(
    town: Town, open_to: OpenTo, visibility: Visibility
) -> None:
    where = town.circle(town.hana, town.milo, visibility=visibility)
    evening = town.session(where, open_to=open_to, hosts=(town.milo.id,))
    over = town.session(where, hosts=(town.milo.id,))
    with transaction() as db:
        db.get_one(HostedSession, over.id).state = SessionState.CLOSED
    assert town.milo.actor.hosts(evening.id)
    do(town.milo, circles.leave, where.id)
    stays = visibility is Visibility.OPEN and open_to in (OpenTo.PUBLIC, OpenTo.MEMBERS)
    assert not town.milo.actor.hosts(evening.id)
    assert town.milo.actor.in_circle(evening.id) is stays
    assert [one["name"] for one in desk_of(evening.room_id)["session"]["hosts"]] == ["Hana"]
    assert town.milo.actor.hosts(over.id), "what is over stays with those who were there"


def test_who_is_host_of_the_circle_no_more_hosts_where_they_were_named(town: Town) -> None:
    where = town.circle(town.hana, town.milo)
    do(town.hana, circles.set_host, where.id, town.milo.id, host=True)
    named, other = town.session(where, hosts=(town.milo.id,)), town.session(where)
    do(town.hana, circles.set_host, where.id, town.milo.id, host=False)
    assert town.milo.actor.hosts(named.id)
    assert not town.milo.actor.hosts(other.id)


def test_its_pages_bear_its_title_and_name_its_own_hosts(town: Town, browsing: Browsing) -> None:
    evening = live(town, town.otto, open_to=OpenTo.MEMBERS)
    page = browsing.by(town.hana).get(f"/rooms/{evening.room_id}/calm").text
    assert "<h1>Splints that children keep on, question by question</h1>" in page
    answer = browsing.by(town.otto).post(f"/rooms/{evening.room_id}/pause")
    assert answer.status_code == 403
    assert "Only a host of the session can do this." in answer.text
