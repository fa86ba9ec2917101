"""The room's page in a real browser: what people see of each other, whatever the line does."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.live.stage import FAST, Stage, stored
from tests.outside.fixtures import StartServer
from tests.town import Meeting, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OpenRoom = Callable[..., Page]


@pytest.fixture
def open_room(browser: Browser) -> Iterator[OpenRoom]:
    """`open_room(stage, person, circle)` is that person's window on the room, live already."""
    with ExitStack() as windows:

        def open_for(stage: Stage, person: Person, where: Meeting, *, script: bool = True) -> Page:
            context = browser.new_context(java_script_enabled=script)
            windows.callback(context.close)
            name, value = stage.cookie(person).split("=", 1)
            context.add_cookies([{"name": name, "value": value, "url": stage.server.url}])
            page = context.new_page()
            page.set_default_timeout(20_000)
            page.goto(f"{stage.server.url}/rooms/{where.room_id}")
            if script:
                expect(page.locator(".room__about [data-slot=here]")).to_contain_text("here")
            return page

        yield open_for


def lines(page: Page) -> Locator:
    return page.locator("[data-slot=items] > [data-item]")


def spoken(page: Page) -> list[str]:
    texts = lines(page).locator("[data-slot=words]").all_inner_texts()
    return [text.strip() for text in texts]


def write(page: Page, words: str) -> None:
    box = page.locator("#composer-body")
    box.fill(words)
    box.press("Enter")


def menu_of(line: Locator) -> Locator:
    line.hover()
    line.locator("summary.tool").click()
    return line.locator(".menu__list")


def test_what_is_said_appears_for_everybody_once(stage: Stage, open_room: OpenRoom) -> None:
    where = stage.town.circle(stage.town.hana, stage.town.milo)
    hana = open_room(stage, stage.town.hana, where)
    milo = open_room(stage, stage.town.milo, where)
    for words in ("First the mould.", "Then the plaster.", "Then wait."):
        write(milo, words)
    expect(lines(hana)).to_have_count(3)
    expect(milo.locator(".item--unsent")).to_have_count(0)
    assert spoken(hana) == spoken(milo) == ["First the mould.", "Then the plaster.", "Then wait."]


def test_words_kept_while_the_server_was_gone_are_sent_once_and_in_order(
    live_server: StartServer, open_room: OpenRoom
) -> None:
    with Stage(live_server(env=FAST)) as stage:
        where = stage.town.circle(stage.town.hana, stage.town.milo)
        hana = open_room(stage, stage.town.hana, where)
        milo = open_room(stage, stage.town.milo, where)
        write(milo, "before")
        expect(lines(hana)).to_have_count(1)
        stage.server.kill()
        write(milo, "while it was gone")
        write(milo, "and once more")
        expect(milo.locator("[data-slot=connection]")).to_contain_text("Connecting again")
        stage.server.start()
        expect(lines(hana)).to_have_count(3)
        expect(milo.locator(".item--unsent")).to_have_count(0)
        assert spoken(hana) == spoken(milo) == ["before", "while it was gone", "and once more"]
        assert len(stored(where.room_id)) == 3


def test_a_reload_before_the_message_left_does_not_lose_it(
    live_server: StartServer, open_room: OpenRoom
) -> None:
    with Stage(live_server(env=FAST)) as stage:
        where = stage.town.circle(stage.town.hana, stage.town.milo)
        milo = open_room(stage, stage.town.milo, where)
        address = milo.url
        stage.server.kill()
        write(milo, "written into the dark")
        milo.locator("#composer-body").fill("and half a thought")
        milo.goto("about:blank")
        stage.server.start()
        milo.goto(address)
        expect(lines(milo)).to_have_count(1)
        assert spoken(milo) == ["written into the dark"]
        expect(milo.locator("#composer-body")).to_have_value("and half a thought")


def test_words_for_the_hosts_stay_for_the_hosts_whatever_happens_to_the_page(
    stage: Stage, open_room: OpenRoom
) -> None:
    where = stage.town.circle(stage.town.hana, stage.town.milo, stage.town.otto)
    otto = open_room(stage, stage.town.otto, where)
    milo = open_room(stage, stage.town.milo, where)
    milo.locator("#composer [name=audience]").check()
    milo.locator("#composer-body").fill("Could we speak alone?")
    milo.reload()
    expect(milo.locator("#composer [name=audience]")).to_be_checked()
    milo.locator("#composer-body").press("Enter")
    expect(lines(milo)).to_have_count(1)
    plain = open_room(stage, stage.town.milo, where, script=False)
    plain.locator("#composer [name=audience]").check()
    plain.locator("#composer-body").fill("x" * 4001)
    plain.locator("#composer [data-slot=send]").click()
    expect(plain.locator("#composer [name=audience]")).to_be_checked()
    stage.town.say(stage.town.hana, where, "Of course.")
    otto.reload()
    assert spoken(otto) == ["Of course."]


def test_what_one_reads_stays_in_place_while_others_speak(
    stage: Stage, open_room: OpenRoom
) -> None:
    where = stage.town.circle(stage.town.hana, stage.town.milo)
    for number in range(40):
        stage.town.say(stage.town.hana, where, f"Line {number} of what was said before.")
    milo = open_room(stage, stage.town.milo, where)
    hana = open_room(stage, stage.town.hana, where)
    read = milo.locator("[data-position='20']")
    read.scroll_into_view_if_needed()
    place = read.bounding_box()
    for number in range(5):
        write(hana, f"New line {number}")
    button = milo.locator("[data-slot=newer]")
    expect(button).to_contain_text("5 new messages")
    expect(milo).to_have_title(re.compile(r"^\(5\) Room"))
    moved = read.bounding_box()
    assert place
    assert moved
    assert abs(place["y"] - moved["y"]) < 1.5
    button.click()
    expect(lines(milo).last).to_be_in_viewport()
    expect(button).to_be_hidden()


def test_changes_reactions_and_withdrawals_reach_everybody(
    stage: Stage, open_room: OpenRoom
) -> None:
    where = stage.town.circle(stage.town.hana, stage.town.milo)
    hana = open_room(stage, stage.town.hana, where)
    milo = open_room(stage, stage.town.milo, where)
    write(milo, "Warm it for one minute.")
    menu_of(lines(hana).last).get_by_role("button", name="👍").click()
    expect(lines(milo).last.locator(".reaction")).to_have_text("👍 1")
    lines(milo).last.locator(".reaction").click()
    expect(lines(hana).last.locator(".reaction")).to_have_text("👍 2")

    box = milo.locator("#composer-body")
    box.press("ArrowUp")
    expect(box).to_have_value("Warm it for one minute.")
    write(milo, "Warm it for two minutes.")
    expect(lines(hana).last.locator("[data-slot=words]")).to_have_text("Warm it for two minutes.")
    expect(lines(hana).last.locator("[data-slot=edited]")).to_be_visible()

    menu = menu_of(lines(milo).last)
    menu.get_by_text("Withdraw").first.click()
    menu.get_by_role("button", name="Keep it").click()
    expect(lines(milo).last.locator("[data-slot=words]")).to_have_text("Warm it for two minutes.")
    menu.get_by_text("Withdraw").first.click()
    menu.get_by_role("button", name="Withdraw it").click()
    expect(lines(hana).last).to_contain_text("This message was withdrawn.")


def test_who_is_removed_is_told_and_reads_no_further(stage: Stage, open_room: OpenRoom) -> None:
    where = stage.town.circle(stage.town.hana, stage.town.otto)
    hana = open_room(stage, stage.town.hana, where)
    otto = open_room(stage, stage.town.otto, where)
    hana.goto(f"{stage.server.url}/circles/{where.id}")
    token = hana.locator("[name=csrf_token]").first.input_value()
    place = f"{stage.server.url}/circles/{where.id}/people/{stage.town.otto.id}/remove"
    headers = {"Referer": stage.server.url}
    hana.request.post(place, form={"csrf_token": token}, headers=headers)
    expect(otto.locator("[data-slot=connection]")).to_contain_text("any more")
    expect(otto.locator("#composer")).to_be_hidden()
    stage.town.say(stage.town.hana, where, "Now we are among ourselves.")
    otto.wait_for_timeout(500)
    assert spoken(otto) == []


def test_the_room_works_without_a_script(stage: Stage, open_room: OpenRoom) -> None:
    where = stage.town.circle(stage.town.hana, stage.town.milo)
    hana = open_room(stage, stage.town.hana, where)
    milo = open_room(stage, stage.town.milo, where, script=False)
    milo.locator("#composer-body").fill("Said with a plain form.")
    milo.locator("#composer [data-slot=send]").click()
    expect(lines(hana).last).to_contain_text("Said with a plain form.")
    menu_of(lines(milo).last).get_by_role("button", name="❤️").click()
    expect(lines(milo).last.locator(".reaction")).to_have_text("❤️ 1")
    lines(milo).last.locator(".reaction").click()
    expect(lines(milo).last.locator(".reaction")).to_have_count(0)
    menu_of(lines(milo).last).get_by_role("link", name="Reply").click()
    expect(milo.locator("[data-slot=about]")).to_have_text("Replying to Milo")
    milo.locator("#composer-body").fill("x" * 4001)
    milo.locator("#composer [data-slot=send]").click()
    expect(milo.locator("#composer-error")).to_contain_text("4,001")
    expect(milo.locator("#composer-body")).to_have_value("x" * 4001)
    expect(milo.locator("[data-slot=about]")).to_have_text("Replying to Milo")


def test_the_community_s_name_stays_on_one_line_beside_the_search(
    stage: Stage, open_room: OpenRoom
) -> None:
    milo = open_room(stage, stage.town.milo, stage.town.circle(stage.town.hana, stage.town.milo))
    for width in range(800, 1101, 40):
        milo.set_viewport_size({"width": width, "height": 400})
        name = milo.locator(".brand__name").bounding_box()
        assert name is not None
        assert name["height"] < 24, f"{width} px"
