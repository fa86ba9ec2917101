"""A newcomer's two steps: skills, then a circle."""

from community.access.policy import Visibility
from community.skills import actions
from community.skills.models import Offer, Wish
from tests.browsing import Browsing
from tests.doing import do
from tests.skilled import section
from tests.town import Town


def test_the_first_step_takes_what_is_typed_and_what_is_tapped(
    browsing: Browsing, town: Town
) -> None:
    do(town.hana, actions.add, Offer, "ARCP, Exams")
    do(town.hana, actions.add, Wish, "R")
    milo = browsing.by(town.milo)
    page = milo.get("/welcome/skills").text
    assert 'name="teach_tap" value="R"' in page
    assert 'name="learn_tap" value="ARCP"' in page
    answer = milo.post("/welcome/skills", teach="C#", teach_tap="R", learn="", learn_tap="ARCP")
    assert answer.location == "/welcome/circles"
    mine = milo.get("/me/skills").text
    for way, names in (("teach-title", ("C#", "R")), ("learn-title", ("ARCP",))):
        for name in names:
            assert f">{name}</a>" in section(mine, way)
    assert 'name="learn_tap" value="ARCP"' not in milo.get("/welcome/skills").text
    assert milo.post("/welcome/skills").location == "/welcome/circles"


def test_the_second_step_leads_into_a_room(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    assert "Start a circle" in milo.get("/welcome/circles").text
    do(town.hana, actions.offer, "R")
    do(town.milo, actions.wish, "R")
    meeting = town.circle(town.hana, name="Evenings with data")
    page = milo.get("/welcome/circles").text
    assert "Evenings with data" in page
    assert "can teach what you want to learn" in page
    room = milo.post(f"/welcome/circles/{meeting.id}/join").location
    assert room == f"/circles/{meeting.id}/room"
    assert milo.client.get(room, follow_redirects=True).status_code == 200
    asking = town.circle(town.hana, name="Quiet ones", visibility=Visibility.ASK)
    assert milo.post(f"/welcome/circles/{asking.id}/join").location == f"/circles/{asking.id}"
    hidden = town.circle(town.hana, visibility=Visibility.HIDDEN)
    assert milo.post(f"/welcome/circles/{hidden.id}/join").status_code == 404
