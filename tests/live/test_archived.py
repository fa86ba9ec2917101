"""A circle that is archived turns quiet in every open room at once, and comes back as it was."""

import time

import pytest
from playwright.sync_api import expect

from tests.live.seat import Payload, Seat
from tests.live.stage import AT_ONCE, Stage
from tests.live.test_rights import NEXT_ROUND, web
from tests.live.test_room_page import OpenRoom, lines, menu_of, open_room, write
from tests.town import Meeting

__all__ = ["open_room"]
READ_ONLY = "This circle is archived: read only."


@pytest.fixture
def circle(stage: Stage) -> Meeting:
    return stage.town.circle(stage.town.hana, stage.town.milo)


def by_host(stage: Stage, circle: Meeting, what: str) -> None:
    """`archive` or `reopen`, on the circle's page."""
    with web(stage, circle.host, stage.server) as browser:
        assert browser.post(f"/circles/{circle.id}/{what}").status_code == 302


def stands(seat: Seat) -> tuple[str, list[str]] | None:
    """The state of the room and what one may do there, as last told to an open room."""
    told = [room for room in seat.all("room") if "me" in room]
    return (told[-1]["state"], told[-1]["me"]["can"]) if told else None


def refused(answer: Payload) -> bool:
    return (answer["ok"], answer.get("error"), answer.get("message")) == (
        False,
        "forbidden",
        READ_ONLY,
    )


@pytest.mark.usefixtures("no_rounds")
@pytest.mark.parametrize("way", ["websocket", "polling"])
def test_open_rooms_hear_of_it_at_once_and_nothing_is_added_any_more(
    stage: Stage, circle: Meeting, way: str
) -> None:
    milo = stage.seated(stage.town.milo, circle, way)
    said = milo.say(circle.room_id, "The last word")
    by_host(stage, circle, "archive")
    milo.wait(lambda his: stands(his) == ("archived", ["withdraw"]), AT_ONCE)
    assert refused(milo.say(circle.room_id, "One more thing"))
    assert refused(milo.ask("edit", {"item": said["id"], "body": "Other words"}))
    assert refused(milo.ask("react", {"item": said["id"], "emoji": "👍", "on": True}))
    assert refused(milo.ask("typing", {"room": circle.room_id}))
    assert milo.ask("withdraw", {"item": said["id"]})["ok"]
    answer = milo.enter(circle.room_id, 0)
    assert answer["room"]["state"] == "archived"
    assert answer["room"]["me"]["can"] == ["withdraw"]
    by_host(stage, circle, "reopen")
    everything = ["say", "edit", "withdraw", "react"]
    milo.wait(lambda his: stands(his) == ("open", everything), AT_ONCE)
    assert milo.say(circle.room_id, "We go on")["ok"]
    assert milo.ask("typing", {"room": circle.room_id})["ok"]


def test_a_room_entered_before_refuses_at_once_what_another_process_archived(
    stage: Stage, circle: Meeting
) -> None:
    """With no event and nobody told: each post reads how its circle stands."""
    milo = stage.seated(stage.town.milo, circle)
    stage.town.archive(circle)
    assert refused(milo.say(circle.room_id, "One more thing"))
    milo.wait(lambda his: stands(his) == ("archived", ["withdraw"]), NEXT_ROUND)


@pytest.mark.browser
@pytest.mark.slow
def test_the_writing_box_turns_into_a_quiet_line_and_back(
    stage: Stage, circle: Meeting, open_room: OpenRoom
) -> None:
    milo = open_room(stage, stage.town.milo, circle)
    write(milo, "The last word")
    expect(lines(milo)).to_have_count(1)
    milo.locator("#composer-body").fill("half a thought")
    by_host(stage, circle, "archive")
    expect(milo.locator(".room__silent")).to_have_text(READ_ONLY)
    expect(milo.locator("form.composer")).to_be_hidden()
    menu = menu_of(lines(milo).first)
    expect(menu.get_by_text("Withdraw …")).to_be_visible()
    expect(menu.get_by_text("Reply")).to_have_count(0)
    expect(menu.get_by_text("Change the words")).to_have_count(0)
    milo.keyboard.press("Escape")
    time.sleep(0.2)
    by_host(stage, circle, "reopen")
    expect(milo.locator(".room__silent")).to_be_hidden()
    expect(milo.locator("#composer-body")).to_have_value("half a thought")
    write(milo, "We go on")
    expect(lines(milo)).to_have_count(2)


@pytest.mark.browser
@pytest.mark.slow
def test_a_page_opened_on_an_archived_room_comes_to_life_when_it_is_opened_again(
    stage: Stage, circle: Meeting, open_room: OpenRoom
) -> None:
    stage.town.say(stage.town.milo, circle, "The last word")
    stage.town.archive(circle)
    hana = open_room(stage, stage.town.hana, circle)
    expect(hana.locator(".room__silent")).to_have_text(READ_ONLY)
    by_host(stage, circle, "reopen")
    expect(hana.locator(".room__silent")).to_be_hidden()
    write(hana, "We go on")
    expect(lines(hana)).to_have_count(2)
    menu = menu_of(lines(hana).first)
    expect(menu.get_by_text("Reply")).to_be_visible()
