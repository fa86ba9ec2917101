"""Signed out from another browser: what is open there closes at once."""

import pytest
from sqlalchemy import select

from community.core.ids import new_id
from community.core.transaction import reading
from community.members.models import SignIn
from tests.live.stage import AT_ONCE, Stage
from tests.live.web import Web
from tests.town import Person

WAYS = ["websocket", "polling"]


@pytest.fixture
def nell(stage: Stage) -> Person:
    return stage.town.person(f"Nell {new_id()}")


def sign_ins(person: Person) -> set[str]:
    with reading() as db:
        return set(db.scalars(select(SignIn.id).where(SignIn.member_id == person.id)))


@pytest.mark.usefixtures("no_rounds")
@pytest.mark.parametrize("way", WAYS)
def test_signing_out_elsewhere_closes_the_rooms_that_are_open_there(
    stage: Stage, nell: Person, way: str
) -> None:
    circle = stage.town.circle(stage.town.hana, nell)
    lost = stage.seated(nell, circle, way)
    with Web(stage.server.url, stage.cookie(nell)) as browser:
        assert browser.post("/me/devices/sign-out-elsewhere").status_code == 302
        assert browser.get("/me").url.endswith("/me")
    assert lost.closed.wait(AT_ONCE)
    assert lost.all("removed")[0]["message"] == "You are signed out."


@pytest.mark.usefixtures("no_rounds")
def test_signing_one_browser_out_leaves_the_others(stage: Stage, nell: Person) -> None:
    circle = stage.town.circle(stage.town.hana, nell)
    stays = stage.seated(nell, circle)
    before = sign_ins(nell)
    lost = stage.seated(nell, circle)
    (its,) = sign_ins(nell) - before
    with Web(stage.server.url, stage.cookie(nell)) as browser:
        assert browser.post(f"/me/devices/{its}/sign-out").status_code == 302
    assert lost.closed.wait(AT_ONCE)
    assert stays.say(circle.room_id, "I stay")["ok"]
