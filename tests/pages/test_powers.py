"""Looking after the community takes a sign-in of the same day; everything else does not."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community.access.actor import CommunityRole
from community.core import clock
from community.core.transaction import reading
from community.members.models import SignIn
from community.web.guard import POWERS_LAST
from tests.browsing import Browsing
from tests.town import PASSWORD, Town

AGAIN = "Please do so again to look after the community"


@pytest.mark.parametrize("role", [CommunityRole.ADMINISTRATOR, CommunityRole.COORDINATOR])
def test_after_hours_administration_asks_who_it_is_again(
    town: Town, browsing: Browsing, role: CommunityRole
) -> None:
    person = town.person("Vera", role)
    visitor, began = browsing.by(person), clock.now()
    assert visitor.get("/administration").status_code == 200
    with clock.fixed(began + POWERS_LAST + timedelta(minutes=1)):
        assert visitor.get("/").status_code == 200
        answer = visitor.get("/administration/members/add")
        assert answer.location == "/sign-in?next=/administration/members/add"
        assert AGAIN in visitor.get("/sign-in").text
        back = visitor.post(
            "/sign-in", name="vera", password=PASSWORD, next="/administration/members/add"
        )
        assert back.location == "/administration/members/add"
        assert visitor.get("/administration/members/add").status_code == 200
        with reading() as db:
            mine = select(func.count()).where(SignIn.member_id == person.id)
            assert db.scalar(mine) == 1  # the one before it ended


def test_nothing_is_done_with_a_sign_in_of_yesterday(town: Town, browsing: Browsing) -> None:
    ada, milo = browsing.by(town.ada), town.milo
    with clock.fixed(clock.now() + POWERS_LAST + timedelta(minutes=1)):
        ada.post(f"/administration/members/{milo.id}/role", role="administrator")
    assert milo.actor.role is CommunityRole.MEMBER


def test_who_may_not_learns_nothing_of_it(town: Town, browsing: Browsing) -> None:
    milo = browsing.by(town.milo)
    with clock.fixed(clock.now() + POWERS_LAST + timedelta(minutes=1)):
        assert milo.get("/administration").status_code == 404
        assert AGAIN not in milo.get("/").text
