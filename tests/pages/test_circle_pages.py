"""Circles as pages: the list, one of them, starting and changing, who comes in and goes."""

import pytest

from community.access.memberships import Standing
from community.access.policy import Visibility
from community.circles import actions
from community.members.actions import change_profile
from tests.browsing import Browsing
from tests.doing import do
from tests.town import Town

NEW = {"name": "Night leads", "purpose": "What nights teach us.", "visibility": "ask"}
XSS = '<img src=x onerror="alert(1)">'


def test_the_list_tells_mine_from_others_and_invitations(browsing: Browsing, town: Town) -> None:
    town.circle(town.hana, town.milo, name="Mine by now")
    town.circle(town.hana, name="Open to me")
    invited = town.circle(town.hana, visibility=Visibility.HIDDEN, name="Come in please")
    town.invite(town.milo, invited.id, town.hana)
    town.circle(town.hana, visibility=Visibility.HIDDEN, name="CANARY")
    page = browsing.by(town.milo).get("/circles").text
    for name in ("Mine by now", "Open to me", "Come in please"):
        assert name in page
    assert "CANARY" not in page


def test_one_starts_a_circle_and_is_led_to_it(browsing: Browsing, town: Town) -> None:
    milo = browsing.by(town.milo)
    assert milo.get("/circles/new").status_code == 200
    answer = milo.post("/circles/new", **NEW)
    assert answer.status_code == 302
    page = milo.get(answer.location)
    assert page.status_code == 200
    assert "Night leads" in page.text
    assert "What nights teach us." in page.text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [("name", "", "name"), ("name", "x" * 81, "at most 80"), ("purpose", "\u200b", "purpose"),
     ("purpose", "x" * 1501, "at most 1500"), ("visibility", "secret", "")],
)  # fmt: skip
def test_what_cannot_be_used_is_said_and_the_rest_is_still_there(
    browsing: Browsing, town: Town, field: str, typed: str, said: str
) -> None:
    milo = browsing.by(town.milo)
    circle = town.circle(town.milo)
    for address in ("/circles/new", f"/circles/{circle.id}/edit"):
        answer = milo.post(address, **{**NEW, field: typed})
        assert answer.status_code == 422
        assert said in answer.text
        for name in {"name", "purpose"} - {field}:
            assert NEW[name] in answer.text
    assert "Night leads" not in milo.get("/circles").text


def test_a_host_changes_the_circle(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    hana = browsing.by(town.hana)
    assert "Splinting" in hana.get(f"/circles/{circle.id}/edit").text
    answer = hana.post(f"/circles/{circle.id}/edit", **NEW)
    assert answer.location == f"/circles/{circle.id}"
    assert "Night leads" in browsing.by(town.milo).get(f"/circles/{circle.id}").text


def test_what_is_typed_is_shown_as_words(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo, name=f"N {XSS}", purpose=f"P {XSS}")
    person = town.person("Xenia")
    do(person, change_profile, name=f"X {XSS}", handle="xenia", role_line=XSS, about=XSS)
    town.bring(person, circle.id, town.hana)
    town.say(person, circle, f"S {XSS} @milo")
    milo = browsing.by(town.milo)
    for address in (
        "/",
        "/circles",
        f"/circles/{circle.id}",
        f"/circles/{circle.id}/edit",
        f"/rooms/{circle.room_id}",
        "/people",
        "/people/xenia",
        "/search?q=xenia",
        f"/search?q={XSS}",
        "/inbox",
    ):
        page = milo.get(address).text
        assert "<img src=x" not in page, address


def test_an_open_circle_is_joined_and_left_with_one_press(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    milo = browsing.by(town.milo)
    assert milo.post(f"/circles/{circle.id}/join").location == f"/circles/{circle.id}"
    assert town.milo.actor.in_circle(circle.id)
    assert milo.post(f"/circles/{circle.id}/leave").location == "/circles"
    assert not town.milo.actor.in_circle(circle.id)


def test_asking_is_answered_by_a_host_on_the_page(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.otto, visibility=Visibility.ASK)
    milo, hana, otto = (browsing.by(who) for who in (town.milo, town.hana, town.otto))
    milo.post(f"/circles/{circle.id}/join")
    assert "The hosts have your request" in milo.get(f"/circles/{circle.id}").text
    assert "@milo" in hana.get(f"/circles/{circle.id}").text
    assert "milo" not in otto.get(f"/circles/{circle.id}").text.lower(), "hosts only see who asks"
    answer = hana.post(f"/circles/{circle.id}/people/{town.milo.id}/accept")
    assert answer.status_code == 302
    assert town.milo.actor.in_circle(circle.id)


def test_a_host_invites_and_reads_on_the_page_why_not(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    hana = browsing.by(town.hana)
    assert town.milo.handle == "milo"
    hana.post(f"/circles/{circle.id}/people", handle="@milo")
    assert town.milo.actor.stands(circle.id) is Standing.INVITED
    answer = hana.post(f"/circles/{circle.id}/people", handle="<b>nobody</b>")
    assert answer.status_code == 302
    page = hana.get(f"/circles/{circle.id}").text
    assert "no member called" in page
    assert "<b>nobody</b>" not in page


def test_hosts_are_made_and_unmade_and_the_last_one_stays(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana, town.milo)
    hana = browsing.by(town.hana)
    people = f"/circles/{circle.id}/people"
    hana.post(f"{people}/{town.milo.id}/host")
    assert town.milo.actor.hosts(circle.id)
    hana.post(f"{people}/{town.milo.id}/unhost")
    assert not town.milo.actor.hosts(circle.id)
    hana.post(f"/circles/{circle.id}/leave")
    assert "only host" in hana.get(f"/circles/{circle.id}").text
    assert town.hana.actor.hosts(circle.id)
    assert hana.post(f"{people}/{town.milo.id}/remove").status_code == 302
    assert town.milo.actor.stands(circle.id) is None


def test_every_standing_has_its_page(browsing: Browsing, town: Town) -> None:
    for visibility in Visibility:
        circle = town.circle(town.hana, visibility=Visibility.ASK)
        people = [town.person(f"{name} {visibility}") for name in ("Asked", "Invited", "In")]
        asked, invited, joined = people
        town.ask(asked, circle.id)
        town.invite(invited, circle.id, town.hana)
        town.bring(joined, circle.id, town.hana)
        do(town.hana, actions.change_circle, circle.id, **{**NEW, "visibility": visibility})
        hidden = visibility is Visibility.HIDDEN
        for person, status in (
            (town.hana, 200),
            (joined, 200),
            (invited, 200),
            (asked, 404 if hidden else 200),
            (town.otto, 404 if hidden else 200),
            (town.ada, 404 if hidden else 200),
        ):
            answer = browsing.by(person).get(f"/circles/{circle.id}")
            assert answer.status_code == status, (visibility, person.name)


def test_the_room_is_found_under_the_circle(browsing: Browsing, town: Town) -> None:
    circle = town.circle(town.hana)
    answer = browsing.by(town.hana).get(f"/circles/{circle.id}/room")
    assert answer.location == f"/rooms/{circle.room_id}"


@pytest.mark.parametrize("posing", ["Hana", "H\u0430na", "HANA"])
def test_people_called_alike_are_told_apart_by_their_handles(
    browsing: Browsing, town: Town, posing: str
) -> None:
    circle = town.circle(town.hana, town.milo, town.otto)
    reader = browsing.by(town.ada)
    assert "@hana" not in reader.get(f"/circles/{circle.id}").text
    do(town.milo, change_profile, name=posing, handle="milo", role_line="", about="")
    page = reader.get(f"/circles/{circle.id}").text
    assert ">@hana<" in page
    assert ">@milo<" in page
    assert ">@otto<" not in page
