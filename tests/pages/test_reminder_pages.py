"""Choosing when one is reminded: of all sessions among one's settings, of one on its page."""

import pytest

from community.access.comings import Answer, Coming
from community.access.session_rules import OpenTo
from community.core.transaction import reading
from community.members.models import Profile
from community.sessions.actions import inviting
from community.sessions.actions.coming import answer
from community.sessions.passes import path_for
from tests.browsing import Browsing
from tests.doing import do
from tests.town import Evening, Person, Town


def chosen(who: Person) -> tuple[list[int], bool]:
    with reading() as db:
        profile = db.get_one(Profile, who.id)
        return profile.remind_before, profile.remind_by_mail


def own(who: Person, evening: Evening) -> list[int] | None:
    with reading() as db:
        return db.get_one(Coming, (evening.id, who.id)).remind_before


def test_an_hour_before_by_mail_until_somebody_chooses(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    assert chosen(town.milo) == ([60], True)
    assert "An hour before" in milo.get("/me/account").text
    milo.post("/me/reminders", before=["10", "10080"])
    assert chosen(town.milo) == ([10080, 10], False)
    assert "A week before, ten minutes before" in milo.get("/me/account").text
    milo.post("/me/reminders", by_mail="y")
    assert chosen(town.milo) == ([], True)
    assert "Never" in milo.get("/me/account").text


@pytest.mark.parametrize("sent", [["61"], ["60", "x"], ["-60"]])
def test_a_time_that_is_none_is_refused(browsing: Browsing, town: Town, sent: list[str]) -> None:
    assert browsing.by(town.milo).post("/me/reminders", before=sent).status_code == 422
    assert chosen(town.milo) == ([60], True)


def test_of_one_session_it_is_chosen_on_its_page(browsing: Browsing, town: Town) -> None:
    evening = town.session(town.circle(town.hana), starts_in=30, open_to=OpenTo.MEMBERS)
    page, milo = f"/sessions/{evening.id}", browsing.by(town.milo)
    assert "Remind me of this session" not in milo.get(page).text
    do(town.milo, answer, evening.id, Answer.GOING)
    assert "Reminder: an hour before" in milo.get(page).text
    assert "A week before" not in milo.get(page).text  # that has gone by
    milo.post(f"{page}/remind", before=["1440", "10"])
    assert own(town.milo, evening) == [1440, 10]
    assert "Reminder: a day before, ten minutes before" in milo.get(page).text
    milo.post(f"{page}/remind", before=["5"])
    assert own(town.milo, evening) == [1440, 10]
    milo.post(f"{page}/remind", do="usual")
    assert own(town.milo, evening) is None


def test_a_guest_is_asked_nothing_of_it(browsing: Browsing, town: Town) -> None:
    evening = town.session(town.circle(town.hana), starts_in=30, open_to=OpenTo.MEMBERS)
    guest = do(town.hana, inviting.invite_guest, evening.id, "Gwen", "gwen@example.net")
    gwen = browsing.by()
    gwen.post(path_for(guest.id), said="going")
    assert "Remind me of this session" not in gwen.get(f"/sessions/{evening.id}").text
    gwen.post(f"/sessions/{evening.id}/remind", before=["10"])
    with reading() as db:
        assert db.get_one(Coming, (evening.id, guest.member_id)).remind_before is None
