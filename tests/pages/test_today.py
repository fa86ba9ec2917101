"""Today: what waits for me, who said what last, and nothing that is not mine."""

from community.access.policy import Audience, Visibility
from tests.browsing import Browsing
from tests.town import Town


def test_a_host_is_told_who_asks_to_join(town: Town, browsing: Browsing) -> None:
    circle = town.circle(town.hana, town.milo, visibility=Visibility.ASK)
    town.ask(town.otto, circle.id)

    assert "1 person asks to join" in browsing.by(town.hana).get("/").text
    assert "asks to join" not in browsing.by(town.milo).get("/").text


def test_the_last_words_of_a_room_stand_there(town: Town, browsing: Browsing) -> None:
    circle = town.circle(town.hana, town.milo)
    town.say(town.hana, circle, "Good evening, all.")

    page = browsing.by(town.milo).get("/").text

    assert "Good evening, all." in page
    assert "1 new message in 1 room" in page


def test_last_words_for_hosts_are_shown_to_hosts_only(town: Town, browsing: Browsing) -> None:
    circle = town.circle(town.hana, town.milo)
    town.say(town.hana, circle, "Shall we end early?", audience=Audience.HOSTS)

    assert "Shall we end early?" in browsing.by(town.hana).get("/").text
    assert "Shall we end early?" not in browsing.by(town.milo).get("/").text


def test_only_circles_one_can_come_into_are_suggested(town: Town, browsing: Browsing) -> None:
    for visibility in Visibility:
        town.circle(town.hana, name=f"A circle {visibility}", visibility=visibility)

    page = browsing.by(town.otto).get("/").text

    assert "A circle open" in page
    assert "A circle ask" in page
    assert "A circle invited" not in page
    assert "A circle hidden" not in page


def test_somebody_new_is_shown_first_steps(town: Town, browsing: Browsing) -> None:
    page = browsing.by(town.otto).get("/").text

    assert "Welcome, Otto" in page
    assert "Start the first circle" in page


def test_the_only_host_reads_on_the_circle_why_they_cannot_leave(
    town: Town, browsing: Browsing
) -> None:
    circle = town.circle(town.hana, town.milo)
    hana = browsing.by(town.hana)

    answer = hana.post(f"/circles/{circle.id}/leave")

    assert answer.headers["Location"] == f"/circles/{circle.id}"
    assert "You are the only host" in hana.get(f"/circles/{circle.id}").text
