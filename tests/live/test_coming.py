"""Coming and going over sockets: an answer closes a room at once, and a link opens only its own."""

import pytest

from community.access.comings import Answer
from community.access.policy import Visibility
from community.access.session_rules import OpenTo
from community.mail.office import open_office
from community.sessions.actions import inviting
from community.sessions.actions.coming import answer
from community.sessions.models import Pass
from community.sessions.passes import path_for
from community.web.identity import cookie_name
from tests.doing import do
from tests.live.stage import Stage
from tests.live.web import Web
from tests.town import Evening, Meeting, Person

pytestmark = pytest.mark.usefixtures("no_rounds")


def staged(stage: Stage, walk: str) -> tuple[Meeting, Evening, Person]:
    town = stage.town
    host, milo = town.person(f"Hana {walk}"), town.person(f"Milo {walk}")
    where = town.circle(host, milo, visibility=Visibility.HIDDEN)
    return where, town.session(where, open_to=OpenTo.INVITED, starts_in=0.2), milo


def invited(evening: Evening, name: str) -> Pass:
    return do(evening.host, inviting.invite_guest, evening.id, name, "gwen@example.net")


def came_by(stage: Stage, own: Pass) -> str:
    """The cookie of somebody who entered by their link."""
    open_office(stage.settings)  # it knows what links are signed with
    name = cookie_name(stage.settings)
    with Web(stage.server.url) as web:
        assert web.post(path_for(own.id), said="enter").status_code == 302
        return f"{name}={web.session.cookies[name]}"


def test_a_guests_socket_is_in_the_room_of_its_session_and_in_no_other(stage: Stage) -> None:
    where, evening, milo = staged(stage, "guests")
    cookie = came_by(stage, invited(evening, "Gwen"))
    guest = stage.seat_with(cookie)
    assert guest.enter(evening.room_id)["ok"]
    assert guest.say(evening.room_id, "Good evening.")["ok"]
    answers = [
        stage.seat_with(cookie).ask("enter", {"room": room, "after": 0})
        for room in (where.room_id, "a" * 16)
    ]
    assert answers[0] == answers[1], "what is there and what is not read the same"
    assert not answers[0]["ok"]
    assert stage.seated(milo, where).say(where.room_id, "Of the circle")["ok"]
    assert stage.seated(evening.host, evening).say(evening.room_id, "Of the session")["ok"]
    guest.wait(lambda seat: len(seat.list_of(evening.room_id)) == 2)
    assert where.room_id not in guest.items


def test_taking_an_invitation_back_hangs_up_at_once(stage: Stage) -> None:
    _where, evening, _milo = staged(stage, "back")
    own = invited(evening, "Gwen")
    guest = stage.seat_with(came_by(stage, own))
    assert guest.enter(evening.room_id)["ok"]
    with Web(stage.server.url, stage.cookie(evening.host)) as web:
        web.post(f"/sessions/{evening.id}/passes/{own.id}/revoke")
    assert guest.closed.wait(20)


def test_who_cannot_come_after_all_is_out_of_its_room_at_once(stage: Stage) -> None:
    _where, evening, milo = staged(stage, "out")
    do(evening.host, inviting.invite_member, evening.id, milo.handle)
    do(milo, answer, evening.id, Answer.GOING)
    seat = stage.seat(milo)
    assert seat.enter(evening.room_id)["ok"]
    with Web(stage.server.url, stage.cookie(milo)) as web:
        web.post(f"/sessions/{evening.id}/answer", said="no")
    seat.wait(lambda one: one.all("removed"))
    assert not seat.ask("enter", {"room": evening.room_id, "after": 0})["ok"]
